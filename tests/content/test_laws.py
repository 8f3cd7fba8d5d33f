"""Laws of reading: it never raises, it is deterministic, and how lines end does not matter."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content.course import OUR_FAULT
from elearn.content.findings import Findings
from elearn.content.frontmatter import read_front_matter
from elearn.content.model import ClozeKey, DropKey, MatchKey, OrderKey, split_markers
from elearn.content.quiz.bank import BankLinks, parse_bank
from elearn.content.quiz.scan import scan_quiz
from elearn.content.text import mask
from tests.content.folders import COURSE_PATH, GOOD, LESSON_PATH, QUIZ_PATH, loaded, question

PIECES = st.sampled_from([
    "# ", "## ", "### ", "#### ", "- [ ] ", "- [x] ", "- [", "-[x]", "    > ", "> ", "> Pembahasan: ", "Poin: 2",
    "Jawaban: ", "Ambil: 2", "```", "~~~", "`", "<!--", "-->", "{#a-1}", "{#", "}", "|", "\n", "\n\n", "\t", "    ",
    "---\n", "20 ± 2", "[[", "]]", "[a]: b", "[^1]", "*[A]: b", "![a](b.png)", "[a](../x.md#y)", "$x$", "$", "\\",
    "<b>", "</div>", "<table>", "&amp;", "!!! catatan", "??? tips", ":   ", "1. ", "- ", "* ", "judul: x\n",
    "jenis: latihan\n", "id: [", "kata", "é", "\u2028", "\u202e", "\U0001f600", "Jodohkan:\n\n", "- a → b\n",
    "- → c\n", " -> ", "Urutkan:\n\n", "1. satu\n", "2. dua\n", "[[a || b]]", "[[(a) | b]]", "[[20]]", "Esai: ",
    "100–200 kata\n\n", "| Kriteria | Bobot | 4 | 0 |\n|---|---|---|---|\n", "| Isi | 100 | a | b |\n", "Skala: ",
    "1 (a) – 5 (b)\n\n", "\n:::cek\n", "\n:::\n", "\n### S {#s-2}\n", "Nilai: semua-atau-nol",
    "Ambil: 1 dari [B](../../../bank/b.md#k)\n", "jenis: survei\n",
])  # fmt: skip
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join)


DRAW = "## D\nAmbil: 1 dari [B](../../../bank/b.md#k)\n\n## E\n\n"


@settings(deadline=None)
@given(TEXT)
def test_masking_keeps_every_position(text: str) -> None:
    lines = text.split("\n")
    masked = mask(lines)
    assert len(masked.lines) == len(masked.fenced) == len(masked.hidden) == len(lines)
    for line, shown in zip(lines, masked.lines, strict=True):
        assert len(shown) <= len(line)
        assert all(new in (" ", old) for old, new in zip(line, shown, strict=False))


@settings(deadline=None)
@given(TEXT)
def test_the_quiz_scanner_never_raises_and_names_lines_that_exist(text: str) -> None:
    lines = text.split("\n")
    findings = Findings("x")
    scan_quiz(lines, 0, findings.of("k.md"))
    assert all(1 <= finding.line <= len(lines) for finding in findings.items)


@settings(deadline=None)
@given(TEXT)
def test_front_matter_never_raises_and_names_lines_that_exist(text: str) -> None:
    lines = f"---\n{text}\n---".split("\n")
    findings = Findings("x")
    matter = read_front_matter(lines, findings.of("k.md"), frozenset({"judul"}))
    assert 0 <= matter.body <= len(lines)
    assert all(1 <= finding.line <= len(lines) for finding in findings.items)


@settings(max_examples=60, deadline=None)
@given(lesson=TEXT, quiz=TEXT, head=TEXT, bank=TEXT, purpose=st.sampled_from(["latihan", "survei"]))
def test_a_whole_course_never_raises_and_is_deterministic(
    lesson: str, quiz: str, head: str, bank: str, purpose: str
) -> None:
    texts = {
        LESSON_PATH: f"# J\n\n{lesson}\n",
        QUIZ_PATH: f"---\njenis: {purpose}\n---\n# K\n\n{DRAW}### S {{#s}}\n{quiz}\n",
        "bank/b.md": f"# B\n\n## K {{#k}}\n\n### T {{#t}}\n{bank}\n",
        COURSE_PATH: GOOD[COURSE_PATH].replace("status:", f"pengajar: {head}\nstatus:"),
    }
    with tempfile.TemporaryDirectory() as folder:
        first = loaded(Path(folder), dict(texts))
        again = loaded(Path(folder), {name: f"\ufeff{text}".replace("\n", "\r\n") for name, text in texts.items()})
    assert first.findings == again.findings
    assert first.bodies == again.bodies
    assert first.manifest == again.manifest
    assert not any(
        OUR_FAULT in finding.message or "tidak dapat diolah" in finding.message for finding in first.findings
    )
    for finding in first.findings:
        assert 1 <= finding.line <= texts.get(finding.path, GOOD.get(finding.path, "")).count("\n") + 1
        assert finding.message == finding.message.strip()


def test_line_ends_marks_and_trailing_blanks_do_not_change_versions(tmp_path: Path) -> None:
    plain = loaded(tmp_path / "a").course
    spoiled = {name: f"\ufeff{text}".replace("\n", "  \t\r\n") for name, text in GOOD.items() if name != COURSE_PATH}
    other = loaded(tmp_path / "b", dict(spoiled)).course
    assert plain is not None
    assert other is not None
    assert [item.version for item in plain.items] == [item.version for item in other.items]


def test_any_word_changes_the_version(tmp_path: Path) -> None:
    before = loaded(tmp_path / "a").course
    lesson = loaded(tmp_path / "b", {LESSON_PATH: GOOD[LESSON_PATH].replace("dasar", "asas")}).course
    quiz = loaded(tmp_path / "c", {QUIZ_PATH: GOOD[QUIZ_PATH].replace("Kekerabatan", "Kedekatan")}).course
    head = loaded(tmp_path / "d", {QUIZ_PATH: GOOD[QUIZ_PATH].replace("menit: 4", "menit: 5")}).course
    assert before is not None
    changed = []
    for other in (lesson, quiz, head):
        assert other is not None
        changed.append([old.version != new.version for old, new in zip(before.items, other.items, strict=True)])
        assert other.version != before.version
    assert changed == [[True, False], [False, True], [False, True]]


@settings(deadline=None)
@given(TEXT)
def test_banks_never_raise_and_name_lines_that_exist(text: str) -> None:
    bank = parse_bank("bank/b.md", text, BankLinks("bank", {}, {}))
    assert all(1 <= finding.line <= text.count("\n") + 1 for finding in bank.findings)
    assert bank.broken or all(pool.drafts for pool in bank.pools)


def unlike(signs: str) -> st.SearchStrategy[list[str]]:
    """Two to eight texts that nobody confuses."""
    label = st.text(st.sampled_from(f"abc XYZ 123 éß,.;:!?%+={signs}"), min_size=1, max_size=12)
    texts = label.map(lambda text: "k" + " ".join(text.split()))
    return st.lists(texts, min_size=2, max_size=8, unique_by=lambda text: text.casefold())


UNLIKE = unlike("()")


@settings(deadline=None)
@given(left=UNLIKE, right=UNLIKE, choose=st.data(), arrow=st.sampled_from(["→", "->", "=>"]))
def test_pairs_come_back_as_they_were_written(
    left: list[str], right: list[str], choose: st.DataObject, arrow: str
) -> None:
    chosen = [choose.draw(st.sampled_from(right)) for _ in left[2:]]
    pairs = list(zip(left, [*right[:2], *chosen], strict=True))
    rest = [text for text in right if text not in dict(pairs).values()]
    lines = [f"- {one} {arrow} {other}" for one, other in pairs] + [f"- {arrow} {text}" for text in rest]
    key = question("### J {#q}\nJodohkan:\n\n" + "\n".join(lines) + "\n").key
    assert isinstance(key, MatchKey)
    texts = {label.key: label.text for label in key.right}
    assert [(item.html, texts[item.right]) for item in key.left] == pairs
    assert sorted(texts.values()) == sorted(right)


@settings(deadline=None)
@given(UNLIKE)
def test_steps_come_back_in_order(steps: list[str]) -> None:
    lines = "\n".join(f"{n}. {text}" for n, text in enumerate(steps, 1))
    key = question(f"### U {{#q}}\nUrutkan:\n\n{lines}\n").key
    assert isinstance(key, OrderKey)
    assert [step.text for step in key.steps] == steps


@settings(deadline=None)
@given(st.lists(unlike(""), min_size=1, max_size=4))
def test_blanks_come_back_in_reading_order(blanks: list[list[str]]) -> None:
    shown = " lalu ".join("[[" + " | ".join([f"({options[0]})", *options[1:]]) + "]]" for options in blanks)
    found = question(f"### Isi {shown} {{#q}}\n")
    assert isinstance(found.key, ClozeKey)
    assert [
        [label.text for label in blank.options] for blank in found.key.blanks if isinstance(blank, DropKey)
    ] == blanks
    assert [piece for piece in split_markers(found.stem_html) if isinstance(piece, int)] == list(range(len(blanks)))
