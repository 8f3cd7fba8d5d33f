"""The short cut for plain text gives what the long way gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content.findings import Findings
from elearn.content.links import CourseLinks, Page
from elearn.content.quiz.fragments import Fragments, is_plain
from elearn.content.render import Renderer
from elearn.content.sanitise import sanitise

RENDERER = Renderer(CourseLinks("x", {}, {}))


def the_long_way(text: str, definitions: str = "") -> str:
    page = Page("k.md", Findings("x").of("k.md"), [text])
    return sanitise(RENDERER.convert(f"{text}\n\n{definitions}", page).html).strip()


def rendered(text: str, inline: bool = False, definitions: tuple[str, ...] = ()) -> str:
    fragments = Fragments(RENDERER, Page("k.md", Findings("x").of("k.md"), [text]), list(definitions))
    fragment = fragments.add(text, 1, inline)
    fragments.render_all()
    return fragment.html


@settings(max_examples=1500)
@given(
    st.text(
        alphabet=st.sampled_from(
            "abzAZ019éß漢 ,;:?!()/%+=\"'\u2018\u2019\u201c\u201d\u2013\u2014\u2026.-_*`#<>&|[]~^$\\@"
        ),
        max_size=30,
    )
)
def test_plain_text_needs_no_markdown(text: str) -> None:
    if is_plain(text):
        assert the_long_way(text) == f"<p>{text}</p>"


@settings(max_examples=300)
@given(st.text(max_size=30))
def test_plain_text_of_any_letters(text: str) -> None:
    if is_plain(text):
        assert the_long_way(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "Kepala seksi",
        "Undang-undang 5/2014 (ASN): 20 % + 3 = 23!",
        "\u201cMerit\u201d \u2026 'ya'?",
        "a. b",
        "3 hari",
        "Rp 5.000, 00",
    ],
)
def test_common_options_take_the_short_cut(text: str) -> None:
    assert is_plain(text)
    assert the_long_way(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "1. satu",
        "12) dua",
        "- butir",
        "*a*",
        "_a_",
        "a_b_c",
        "`x`",
        "a\nb",
        "<b>",
        "a & b",
        "[a]",
        "$x$",
        "# a",
        "a ",
        " a",
        "",
        "a | b",
        "x^2",
        "~~a~~",
        "\\*",
    ],
)
def test_anything_else_takes_the_long_way(text: str) -> None:
    assert not is_plain(text)


def test_one_paragraph_is_unwrapped_for_labels_and_only_one() -> None:
    assert rendered("teks *miring*", inline=True) == "teks <em>miring</em>"
    assert rendered("teks", inline=True) == "teks"
    assert rendered("satu *a*\n\ndua", inline=True) == "<p>satu <em>a</em></p>\n<p>dua</p>"
    assert rendered("teks *miring*") == "<p>teks <em>miring</em></p>"


def test_abbreviations_reach_plain_text() -> None:
    shown = rendered("Setiap ASN wajib", definitions=("*[ASN]: Aparatur Sipil Negara",))
    assert shown == '<p>Setiap <abbr title="Aparatur Sipil Negara">ASN</abbr> wajib</p>'


def test_raw_html_of_one_fragment_cannot_reach_into_another() -> None:
    fragments = Fragments(RENDERER, Page("k.md", Findings("x").of("k.md"), [""]), [])
    made = [
        fragments.add(text, 1) for text in ("<table><tr>", "*rahasia*", "<div>", "*kunci*", "<textarea>", "*akhir*")
    ]
    fragments.render_all()
    assert [fragment.html for fragment in made][1::2] == [
        "<p><em>rahasia</em></p>",
        "<p><em>kunci</em></p>",
        "<p><em>akhir</em></p>",
    ]
    assert all("rahasia" not in fragment.html and "kunci" not in fragment.html for fragment in made[::2])
