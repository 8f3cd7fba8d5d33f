"""A drawing may draw. Whatever else an SVG can do is left out, and what is no SVG is refused."""

from __future__ import annotations

import base64
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.content.pictures import BadPicture
from elearn.content.vector import DRAWN, clean_svg
from tests.content.pictures import OWNER, photo

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 120 80.4">'
DANGER = re.compile(
    rb"<(?!/?(?:" + "|".join(sorted(DRAWN)).encode() + rb")\b)|\son\w|javascript:|https?://(?!www\.w3\.org)|@import|<!",
    re.IGNORECASE,
)


def svg(inside: str) -> bytes:
    return f"{OPEN}{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("inside", "removed"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<g onclick='x()'><path d='M0 0h9'/></g>", "`onclick`"),
        ("<g ONLOAD='x()'/>", "`ONLOAD`"),
        ("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>Teks</body></foreignObject>", "<foreignObject>"),
        ("<a href='https://luar.id'><text>Buka</text></a>", "tautan luar"),
        ("<a xlink:href='javascript:alert(1)'><text>Buka</text></a>", "tautan luar"),
        ("<image href='https://luar.id/pelacak.png'/>", "tautan luar"),
        ("<image href='data:image/svg+xml;base64,PHN2Zy8+'/>", "tautan luar"),
        ("<image href='data:image/png;base64,AAAA'/>", "tautan luar"),
        ("<use xlink:href='luar.svg#a'/>", "tautan luar"),
        ("<use href='data:image/svg+xml,%3Csvg/%3E#a'/>", "tautan luar"),
        ("<style>@import 'https://luar.id/a.css'; path{fill:red}</style>", "gaya yang memuat dari luar"),
        ("<style>path{fill:url(https://luar.id/a#b)}</style>", "gaya yang memuat dari luar"),
        ("<style>@import/**/ '//luar.id/a.css'</style>", "gaya yang memuat dari luar"),
        ("<style>path{fill:u\\72l(https://luar.id/a)}</style>", "gaya yang memuat dari luar"),
        ("<path d='M0 0' style='fill:url(\"https://luar.id/a#b\")'/>", "gaya yang memuat dari luar"),
        ("<path d='M0 0' fill='url(https://luar.id/a#b)'/>", "gaya yang memuat dari luar"),
        ("<animate attributeName='href' values='javascript:alert(1)'/>", "<animate>"),
        ("<set attributeName='onclick' to='x()'/>", "<set>"),
        ("<handler>x()</handler>", "<handler>"),
        ("<iframe src='https://luar.id'/>", "<iframe>"),
    ],
)
def test_what_acts_or_loads_is_left_out_and_told(inside: str, removed: str) -> None:
    drawing = clean_svg(svg(f"<path d='M0 0h1'/>{inside}<path d='M1 1h1'/>"))
    assert removed in drawing.removed
    assert DANGER.search(drawing.data) is None, drawing.data
    assert b"luar.id" not in drawing.data
    assert drawing.data.count(b"<path ") >= 2
    assert clean_svg(drawing.data).removed == ()


def test_what_draws_stays() -> None:
    source = svg(
        "<title>Alur &amp; &lt;kerja></title><defs><linearGradient id='a'><stop offset='0' stop-color='#0b5c8a'/>"
        "</linearGradient></defs><style>.b{fill:url(#a)} text{font-family:'Plus Jakarta Sans'}</style>"
        "<g class='b' transform='rotate(4 5 6)'><path d='M0 0h9'/></g><use xlink:href='#a'/>"
        "<text x='1' xml:space='preserve'>a  <tspan>b</tspan> c</text>"
    )
    drawing = clean_svg(source)
    assert drawing.removed == ()
    assert (drawing.width, drawing.height) == (120, 80)
    text = drawing.data.decode()
    for part in ("Alur &amp; &lt;kerja&gt;", "url(#a)", 'xlink:href="#a"', "rotate(4 5 6)", ">a  <tspan>b</tspan> c<"):
        assert part in text
    assert clean_svg(drawing.data).data == drawing.data


def test_notes_of_drawing_programs_go_without_a_word() -> None:
    source = (
        b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
        b"<!-- dibuat di rumah --><svg xmlns='http://www.w3.org/2000/svg' xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape'"
        b" width='30px' height='20' inkscape:export-filename='/home/yosefina/denah.png'><metadata>Yosefina</metadata>"
        b"<inkscape:grid/><path d='M0 0h9'/></svg>"
    )
    drawing = clean_svg(source)
    assert drawing.removed == ()
    assert (drawing.width, drawing.height) == (30, 20)
    assert b"osefina" not in drawing.data
    assert b"rumah" not in drawing.data


def test_a_photo_inside_loses_its_place() -> None:
    inside = base64.b64encode(photo(40, 30)).decode()
    drawing = clean_svg(svg(f"<image width='4' height='3' href='data:image/jpeg;base64,{inside}'/>"))
    [kept] = re.findall(rb"base64,([^\"]+)", drawing.data)
    assert OWNER not in base64.b64decode(kept)
    assert drawing.removed == ()


def test_a_file_without_its_namespace_is_drawn() -> None:
    drawing = clean_svg(b"<svg width='100%' viewBox='0 0 4 3'><path d='M0 0'/></svg>")
    assert drawing.data.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')
    assert (drawing.width, drawing.height) == (4, 3)
    assert clean_svg(b"<svg><path d='M0 0'/></svg>").width == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg", "rusak pada baris 1"),
        (b"", "rusak pada baris 1"),
        (b"<svg>\n<path d='</svg>", "rusak pada baris 2"),
        (b"<svg><a xlink:href='https://a.id'/></svg>", "rusak pada baris 1"),
        (b"<html/>", "bukan gambar SVG"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>", "memuat deklarasi"),
        (b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>", "memuat deklarasi"),
        (svg("<g>" * 200 + "</g>" * 200), "terlalu rumit"),
        (svg("<g/>" * 50_001), "terlalu rumit"),
        (b"\x89PNG\r\n", "rusak pada baris 1"),
        (b"<?xml version='1.0' encoding='tidak-ada'?><svg/>", "rusak pada baris 1"),
    ],
)
def test_what_is_no_drawing_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadPicture, match=reason):
        clean_svg(data)


@pytest.mark.parametrize("data", [svg("<g>" * 300_000), svg("<g>" * 100_000 + "</g>" * 100_000)])
def test_depth_costs_no_stack_and_no_time(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(BadPicture):
        clean_svg(data)
    assert time.process_time() - began < 10


NAMES = st.sampled_from([*sorted(DRAWN), "script", "a", "foreignObject", "animate", "set", "iframe", "SCRIPT"])
KEYS = st.sampled_from(["href", "xlink:href", "onclick", "onLoad", "style", "fill", "d", "class", "xml:base", "src"])
VALUES = st.sampled_from(
    [
        "javascript:alert(1)",
        "#a",
        "https://luar.id/a",
        "url(//luar.id)",
        "a\"'<&>",
        "data:text/html,x",
        " JavaScript:x()",
    ]
)


@given(st.lists(st.tuples(NAMES, st.lists(st.tuples(KEYS, VALUES), max_size=3, unique_by=lambda pair: pair[0]),
                          st.sampled_from(["", "teks", "@import '//luar.id';", "]]>"])), max_size=6))  # fmt: skip
def test_nothing_dangerous_survives(elements: list[tuple[str, list[tuple[str, str]], str]]) -> None:
    from xml.sax.saxutils import escape, quoteattr

    inside = ""
    for name, attributes, text in elements:
        written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes)
        inside += f"<{name} {written}>{escape(text if name == 'style' else 'teks')}</{name}>"
    drawing = clean_svg(svg(inside))
    assert DANGER.search(drawing.data) is None, drawing.data
    assert not re.search(rb"(?:href|src|url\()[=\"']*\s*(?://|https?:)", drawing.data)
    assert clean_svg(drawing.data).data == drawing.data
