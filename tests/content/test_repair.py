"""The safe repairs of a text: each mends what the check tells, nothing else moves, and once is enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.content.repair import Place, Repair, Repaired, repair_text
from tests.content.folders import question_errors

HEAD = "---\njenis: latihan\n---\n# Kuis\n\n"
OPTIONS = "\n- [x] Satu\n- [ ] Dua\n"


def mended(text: str, place: Place = "butir") -> list[tuple[int, str | None, str | None]]:
    """The repairs of a text as (line, before, after)."""
    return [(repair.line, repair.before, repair.after) for repair in repair_text(text, place, "kuis").repairs]


def undone(done: Repaired) -> str:
    """The text without its repairs."""
    lines = done.text.split("\n")
    for repair in done.repairs:
        at = repair.line - 1
        if repair.after is not None:
            assert lines.pop(at) == repair.after
        if repair.before is not None:
            lines.insert(at, repair.before)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("- [] A", "- [ ] A"),
        ("-[x] A", "- [x] A"),
        ("-[ ] A", "- [ ] A"),
        ("\u2013 [x] A", "- [x] A"),
        ("\u2014 [ ] A", "- [ ] A"),
        ("\u2022 [x] A", "- [x] A"),
        ("\uf0b7 [x] A", "- [x] A"),
        ("- [ x ] A", "- [x] A"),
        ("- [x ] A", "- [x] A"),
        ("- [\u00d7] A", "- [x] A"),
        ("- [v] A", "- [x] A"),
        ("- [V] A", "- [x] A"),
        ("- [\u2713] A", "- [x] A"),
        ("- [\u221a] A", "- [x] A"),
        ("- [*] A", "- [x] A"),
        ("- [\u0445] A", "- [x] A"),
        ("- [x]A", "- [x] A"),
        ("- [ ]A", "- [ ] A"),
        ("- [\u00a0] A", "- [ ] A"),
        ("[x] A", "- [x] A"),
        ("[ ] A", "- [ ] A"),
        ("1. [x] A", "- [x] A"),
        ("2) [ ] A", "- [ ] A"),
        ("- \uff3bx\uff3d A", "- [x] A"),
        ("\u2611 A", "- [x] A"),
        ("- \u2610 A", "- [ ] A"),
        ("* [v] A", "* [x] A"),
        ("  -[x] A", "  - [x] A"),
        ("-[x]  A  ", "- [x]  A  "),
        ("- [v] A `- [v]` B", "- [x] A `- [v]` B"),
        ("-\u00a0[x] A", "- [x] A"),
    ],
)
def test_a_mistyped_box(written: str, right: str) -> None:
    text = HEAD + f"### Mana? {{#q}}\n\n- [x] Satu\n{written}\n- [ ] Tiga\n"
    assert mended(text) == [(9, written, right)]
    assert question_errors(repair_text(text, "butir", "kuis").text.removeprefix(HEAD)) == []


@pytest.mark.parametrize(
    "line",
    [
        "- [v](tautan.md)",
        "- [1] rujukan",
        "    - [v] di dalam",
        "\t-[x] di dalam",
        "`- [v] kode`",
        "> - [v] kutipan",
        "```\n- [v] kode\n```",
        "<!-- - [v] catatan -->",
    ],
)
def test_what_looks_like_a_box_and_is_none(line: str) -> None:
    assert mended(f"{HEAD}### Mana? {{#q}}\n\n{line}\n{OPTIONS}") == []


@pytest.mark.parametrize(
    ("text", "repairs"),
    [
        ("### Apa itu merit?\nJawaban: a\n", [(6, "### Apa itu merit?", "### Apa itu merit? {#kuis-3f311e}")]),
        ("### Apa itu merit?  \nJawaban: a\n", [(6, "### Apa itu merit?  ", "### Apa itu merit? {#kuis-3f311e}  ")]),
        ("### A ##\nJawaban: a\n", [(6, "### A ##", "### A ## {#kuis-559aea}")]),
        ("###A\nJawaban: a\n", [(6, "###A", "### A {#kuis-559aea}")]),
        ("### A {#Q_1}\nJawaban: a\n", [(6, "### A {#Q_1}", "### A {#q-1}")]),
        ("### A {#}\nJawaban: a\n", [(6, "### A {#}", "### A {#kuis-559aea}")]),
        (
            "### A\nJawaban: a\n\n### A\nJawaban: b\n",
            [(6, "### A", "### A {#kuis-559aea}"), (9, "### A", "### A {#kuis-559aea-2}")],
        ),
        ("### A {#q}\nJawaban: a\n\n### B {#q}\nJawaban: b\n", []),
        ("### A {#q-1}\nJawaban: a\n\n### B {#Q_1}\nJawaban: b\n", []),
        ("### {#q}\nJawaban: a\n", []),
        ("### A {#q}\npoin: 2 \u00b7 TINGKAT: C1\nJawaban: a\n",
         [(7, "poin: 2 \u00b7 TINGKAT: C1", "Poin: 2 \u00b7 Tingkat: C1")]),
        ("### A {#q}\n\npoin: ini teks soal\n" + OPTIONS, []),
        ("### A {#q}\n" + OPTIONS + "\nPembahasan: x\n", [(11, "Pembahasan: x", "> Pembahasan: x")]),
        ("### A {#q}\n" + OPTIONS + "\n**Petunjuk:** x\n", [(11, "**Petunjuk:** x", "> Petunjuk: x")]),
        ("### A {#q}\n" + OPTIONS + "\n> **Pembahasan:** x\n", [(11, "> **Pembahasan:** x", "> Pembahasan: x")]),
        ("### A {#q}\n\n> **Pembahasan:** x\n" + OPTIONS, []),
        ("### A {#q}\n" + OPTIONS + "    Pembahasan: x\n", []),
        ("### A {#q}\nJodohkan:\n\n\u2022 a \u2192 b\n- c \u2192 d\n", [(9, "\u2022 a \u2192 b", "- a \u2192 b")]),
        ("### A {#q}\nUrutkan:\n\n1.a\n2. b\n", [(9, "1.a", "1. a")]),
        ("##Kolam\n\n### A {#q}\nJawaban: a\n", [(6, "##Kolam", "## Kolam")]),
        ("#tagar\n\n### A {#q}\nJawaban: a\n", []),
        ("### A {#q}\n\n```\n###B\n```\n" + OPTIONS, []),
        ("### A {#q}\n\n!!! note\n    x\n" + OPTIONS, [(8, "!!! note", "!!! catatan")]),
    ],
)  # fmt: skip
def test_repairs_of_a_quiz(text: str, repairs: list[tuple[int, str, str]]) -> None:
    assert mended(HEAD + text) == repairs


@pytest.mark.parametrize(
    ("text", "repairs"),
    [
        ("# A\n\n##B\n", [(3, "##B", "## B")]),
        ("#A\n\nb\n", [(1, "#A", "# A")]),
        ("# A\n\n#tagar\n", []),
        ("# A\n\n- [v] a\n", []),
        ("# A\n\n###\u00a0B\n", [(3, "###\u00a0B", "### B")]),
        ("# A\n\n-\u00a0b\n", [(3, "-\u00a0b", "- b")]),
        ("# A\n\n`a`\u00a0b\n", []),
        ("# A\n\n!!! Warning \"x\"\n    b\n", [(3, '!!! Warning "x"', '!!! peringatan "x"')]),
        ("# A\n\n??? foo\n    b\n", []),
        ("\ufeff# A\n", [(1, "\ufeff# A", "# A")]),
        ("\n\n---\nmenit: 5\n---\n# A\n", [(1, "", None), (2, "", None)]),
        ("\u2014\nmenit: 5\n\u2014\n# A\n", [(1, "\u2014", "---"), (3, "\u2014", "---")]),
        ("---\nmenit: 5\n----\n# A\n", [(3, "----", "---")]),
        (" --- \nmenit: 5\n---  \n# A\n", [(1, " --- ", "---")]),
        ("---\nmenit:5\n---\n# A\n", [(2, "menit:5", "menit: 5")]),
        ("---\nMenit: 5\n---\n# A\n", [(2, "Menit: 5", "menit: 5")]),
        ("---\nMenit: 5\nmenit: 6\n---\n# A\n", []),
        ("---\nhttp://a.id\n---\n# A\n", []),
        ("\u2014\n\nTeks.\n\n\u2014\n", []),
        ("---\nTeks saja\n---\n", []),
    ],
)  # fmt: skip
def test_repairs_of_a_lesson(text: str, repairs: list[tuple[int, str, str]]) -> None:
    assert mended(text) == repairs


def test_a_description_gets_no_title() -> None:
    assert mended("---\njudul: A\n---\n#Tagar\n\n##B\n", "kursus") == [(6, "##B", "## B")]


def test_a_bank_is_a_quiz_without_front_matter() -> None:
    assert mended("# Bank\n\n## K\n\n### A\n\n- [v] a\n- [ ] b\n", "bank") == [
        (5, "### A", "### A {#kuis-559aea}"),
        (7, "- [v] a", "- [x] a"),
    ]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("# A\n", "---\nid: butir\n---\n# A\n"),
        ("---\nmenit: 5\n---\n# A", "---\nid: butir\nmenit: 5\n---\n# A"),
        ("---\r\nmenit: 5\r\n---\r\n# A\r\n", "---\r\nid: butir\r\nmenit: 5\r\n---\r\n# A\r\n"),
        ("---\nid: lain\n---\n# A\n", "---\nid: lain\n---\n# A\n"),
        ("---\nmenit: 5\n# A\n", "---\nmenit: 5\n# A\n"),
        ("---", "---"),
    ],
)
def test_the_id_of_an_item(text: str, after: str) -> None:
    assert repair_text(text, "butir", "butir", write_id=True).text == after


def test_why_and_what_it_cures_are_told() -> None:
    [repair] = repair_text(HEAD + "###A\nJawaban: a\n", "butir", "kuis").repairs
    assert repair == Repair(
        6, "###A", "### A {#kuis-559aea}",
        ("spasi sesudah tanda `#` ditambahkan", "id soal ditambahkan"),
        ("beri spasi sesudah tanda `#`", "soal belum ber-id"),
    )  # fmt: skip


PIECES = st.sampled_from(
    ["- [v] a", "-[ ]b", "\u2013 [x] c", "[x] d", "1. [x] e", "\u2022 f \u2192 g", "2.h", "### A", "###B", "### C {#q}",
     "### D {#Q_1}", "##K", "# J", "#t", "## L {#k}", "Jodohkan:", "Urutkan:", "Esai:", "poin: 2", "Jawaban: a",
     "Pembahasan: x", "**Petunjuk:** y", "> **Benar:** z", "> w", "    - [v] i", "    teks", "```", "~~~",
     "<!--", "-->",
     "!!! note", "??? Tips", "-\u00a0j", "#\u00a0k", "---", "\u2014", "--", "menit:5",
     "Jenis: latihan", "jenis: latihan",
     "id: a", "", " ", "\t", "teks", "[a]: b", ":::cek", ":::", "\ufeff", "| Kriteria | Bobot | 4 | 0 |", "[[a | (b)]]"]
)  # fmt: skip
TEXTS = st.lists(
    st.tuples(st.one_of(PIECES, st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)),
              st.sampled_from(["", " ", "  "]), st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"])), max_size=25,
).map(lambda lines: "".join("".join(line) for line in lines))  # fmt: skip
PLACES = st.sampled_from(["kursus", "modul", "butir", "bank"])


@given(TEXTS, st.sampled_from(["", HEAD]), PLACES, st.booleans())
def test_repairing_twice_is_repairing_once_and_can_be_undone(text: str, head: str, place: Place, write: bool) -> None:
    done = repair_text(head + text, place, "butir-1", write)
    assert repair_text(done.text, place, "butir-1", write) == Repaired(done.text)
    text = (head + text).replace("\r\n", "\n").replace("\r", "\n")
    assert undone(Repaired(done.text.replace("\r\n", "\n").replace("\r", "\n"), done.repairs)) == text


@given(TEXTS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_line_ends_are_not_touched(text: str, ending: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = repair_text(HEAD + text, "butir", "a", True).text
    assert repair_text((HEAD + text).replace("\n", ending), "butir", "a", True).text == plain.replace("\n", ending)


def test_the_courses_we_ship_need_ids_at_most(tmp_path: Path) -> None:
    for path in (Path(__file__).parents[2] / "content/kursus").rglob("*.md"):
        place: Place = "kursus" if path.name == "kursus.md" else "modul" if path.name == "modul.md" else "butir"
        assert repair_text(path.read_text(), place, "a").repairs == (), path
