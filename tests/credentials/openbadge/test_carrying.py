"""Credentials in files: what goes in comes out, and a hostile file harms nobody."""

from __future__ import annotations

import json
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from elearn.credentials.openbadge import art
from elearn.credentials.openbadge.carrying import bake_png, bake_svg, carried
from elearn.credentials.openbadge.reading import LARGEST, Unreadable, parsed
from tests.credentials.examples import payload

TEXT = json.dumps({"type": ["VerifiableCredential"], "name": "Ṣ “kutip” <b>&amp; ]]> 李"}, ensure_ascii=False)


def a_pdf(content: bytes, filters: str = "/Filter /FlateDecode") -> bytes:
    """As much of a PDF as an attachment needs."""
    head = f"5 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2fvc {filters} /Length {len(content)} >>\nstream\n"
    return b"%PDF-1.7\n" + head.encode() + content + b"\nendstream\nendobj\n%%EOF"


def test_a_baked_png_is_the_same_picture_and_gives_the_credential_back() -> None:
    plain = art.png(art.svg(payload()))
    baked = bake_png(plain, TEXT)
    kind, found = carried(baked)
    assert (kind, found.decode()) == ("PNG", TEXT)
    opened = PngImageFile(BytesIO(baked))
    assert opened.size == (600, 600)
    assert opened.tobytes() == Image.open(BytesIO(plain)).tobytes()
    assert opened.text["openbadgecredential"] == TEXT


def test_a_baked_svg_gives_the_credential_back() -> None:
    baked = bake_svg(art.svg(payload(title="A & B <i>")), TEXT)
    kind, found = carried(baked.encode())
    assert (kind, found.decode()) == ("SVG", TEXT)


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(str.strip))
def test_any_text_survives_baking_into_svg(text: str) -> None:
    assert carried(bake_svg("<svg></svg>", text).encode())[1].decode() == text.strip()


@pytest.mark.parametrize("body", [zlib.compress(TEXT.encode()), TEXT.encode()], ids=["compressed", "plain"])
def test_the_attachment_of_a_pdf_is_found_also_behind_another_one(body: bytes) -> None:
    filters = "/Filter /FlateDecode" if body[:1] == b"x" else ""
    other = a_pdf(zlib.compress(b"<xml>invoice</xml>"))
    kind, found = carried(other + a_pdf(body, filters))
    assert (kind, found.decode()) == ("PDF", TEXT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\xff\xfe",
        b"<svg></svg>",
        b"<svg>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><svg>&a;</svg>',
        b"%PDF-1.7 nothing",
        b"%PDF-1.7 /EmbeddedFile",
        b"%PDF-1.7 " + b"/EmbeddedFile" * 100_000,
        a_pdf(b"not compressed"),
        a_pdf(zlib.compress(b"other")),
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXtopenbadge",
        art.png(art.svg(payload())),
    ],
)
def test_a_file_without_a_credential_is_told_so(data: bytes) -> None:
    with pytest.raises(Unreadable):
        carried(data)


def test_what_grows_when_unpacked_is_cut_off() -> None:
    bomb = zlib.compress(b'"VerifiableCredential"' + b" " * 50_000_000)
    _kind, found = carried(a_pdf(bomb))
    assert len(found) <= LARGEST + 1


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"7",
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": "\xff"}',
        b'{"a":' * 100_000,
        b'{"a":' * 50 + b"1" + b"}" * 50,
        b'{"a": [' + b"1," * 6_000 + b"1]}",
        b'{"a": "' + b"x" * LARGEST + b'"}',
    ],
)
def test_json_that_readers_take_differently_or_choke_on_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        parsed(data)


def test_a_whole_number_is_the_same_however_it_is_written() -> None:
    assert parsed(b'{"a": 6.0, "b": 2.5, "c": 6e0}') == {"a": 6, "b": 2.5, "c": 6}
    assert isinstance(parsed(b'{"a": 6.0}')["a"], int)


@pytest.mark.parametrize("title", ["Etika", "Kata" * 60, "<&>\"'", "Peningkatan kapasitas " * 20])
def test_every_title_becomes_a_badge_and_the_same_one_each_time(title: str) -> None:
    drawn = art.svg(payload(title=title))
    assert art.png(drawn) == art.png(drawn)
    assert "Maria" not in drawn
