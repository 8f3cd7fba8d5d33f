"""The short cut for plain text gives what the long way gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content.findings import Findings
from elearn.content.inert import clean_around
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


@settings(max_examples=300, deadline=None)
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


@settings(max_examples=100, deadline=None)
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
    assert shown == '<p>Setiap <abbr tabindex="0" title="Aparatur Sipil Negara">ASN</abbr> wajib</p>'


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


WORDS = st.sampled_from([
    "kata", "lain", "*miring*", "**tebal**", "`kode`", "[a](https://contoh.id/b#c)", "[b](/kursus/x)", "a & b",
    "'x' \"y\"", "[c](https://x.id/?a=b&c=d)", "$x$", "\xa0", "> 3", "\\*", "é漢", "\ue002", "[x](javascript:y)",
    "![a](/b.png)", "[^1]", "{: #id .catatan onclick=x }", "\n", "\n\n", "\n- butir\n- lain\n",
    "\n1. satu\n\n    dalam\n", "\n    - dalam\n", "\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n| *x* | y |\n\n",
    "\n\n## Judul\n\n", "\n\n!!! catatan\n    isi\n\n", "\n\n> kutip\n\n", "\n\n```\nkode\n```\n\n",
    "\n\nIstilah\n:   arti\n\n", "\n[^1]: kaki\n", "\n- [x] sudah\n",
])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_passing_over_inert_runs_changes_nothing(source: str) -> None:
    made = RENDERER.convert(source, Page("k.md", Findings("x").of("k.md"), [source]))
    assert made.tagless
    assert sanitise(made.html, made.tagless) == sanitise(made.html)


def test_inert_runs_are_really_passed_over() -> None:
    seen: list[str] = []
    html = '<p>a <em>b</em></p>\n<ul>\n<li>c</li>\n</ul>\n<p class="x">d</p>\n<tr>\n<td>e</td>\n</tr>\n'
    assert clean_around(html, lambda part: seen.append(part) or part) == html  # type: ignore[func-returns-value]
    assert seen == ['<p>\ue0020\ue003</p><p class="x">d</p>\n<tr><td>\ue002r1\ue003</td></tr>']
    assert clean_around(html, lambda part: part.replace("\ue003", "")) == html.replace("\ue003", "")


@pytest.mark.parametrize(
    "active",
    ['<p onclick="x">a</p>',
     '<p>a <a href="javascript:x">b</a></p>', '<p><a href="//x.id">b</a></p>', "<p><b>a</b></p>",
     '<p><a href="/\\x.id">b</a></p>', "<p><script>x</script></p>", '<p id="x">a</p>', '<td class="button">x</td>'],
)  # fmt: skip
def test_nothing_active_is_inert(active: str) -> None:
    seen: list[str] = []
    clean_around(active, lambda part: seen.append(part) or part)  # type: ignore[func-returns-value]
    assert seen == [active]
