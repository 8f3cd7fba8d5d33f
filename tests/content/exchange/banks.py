"""Banks of questions for tests: generated ones, and the way from a bank to what the site would show."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st

from elearn.content.exchange.compose import Composer
from elearn.content.exchange.incoming import read_questions
from elearn.content.exchange.items import Answer, Asked, Bank, Choice, Choices, Gaps, Pairs, Read, Steps
from elearn.content.exchange.numbers import numeric_key
from elearn.content.exchange.report import Fate, Report
from elearn.content.exchange.source import read_source
from elearn.content.exchange.texts import from_plain
from elearn.content.exchange.writer import drop_key
from elearn.content.model import Criterion, EssayKey, Question, QuizPurpose, RubricLevel, TextKey, marker
from tests.content.folders import quiz

# Everything that some format or Markdown gives a meaning.
SIGNS = "abc XYZ äé€ 01 ~=#{}:\\/%*_`[]()<>&\"'|$-+.,;!?@^→±·«☐"
WORDS = (
    st.text(SIGNS, min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(c.isalpha() for c in text))
)
RICH = st.sampled_from(
    (
        "**tebal** dan *miring*",
        "`kode { }`",
        "H<sub>2</sub>O",
        "[situs](https://contoh.go.id/a)",
        "baris satu<br>baris dua",
        "- satu\n- dua",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> kutipan",
        "```\nx = {1: 2}\n```",
        "1.  satu\n2.  dua",
    )
)
LABELS = (
    st.text("abc XYZ äé 01 .,;-/&<()'\"#:%", min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text.strip(" .-") != "" and text[:1].isalpha())
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text whose first block is words; two lists side by side would be one."""
    rich, words = draw(st.one_of(st.none(), RICH)), draw(st.one_of(st.none(), WORDS.map(from_plain)))
    return "\n\n".join(filter(None, [from_plain(draw(WORDS)), rich, words]))


SHORT = st.one_of(WORDS.map(from_plain), RICH.filter(lambda text: "\n" not in text and not text.startswith(">")))


def distinct(strategy: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(
        strategy, min_size=least, max_size=most, unique_by=lambda text: "".join(text.casefold().split()).strip(".")
    )


@st.composite
def choices(draw: st.DrawFn) -> Choices:
    found = draw(distinct(SHORT, 2, 5))
    right = draw(st.integers(1, len(found) - 1))
    multiple = right > 1 or draw(st.booleans())
    options = [
        Choice(text, index < right, draw(st.one_of(st.just(""), WORDS.map(from_plain))))
        for index, text in enumerate(found)
    ]
    return Choices(tuple(draw(st.permutations(options))), multiple, multiple and draw(st.booleans()))


@st.composite
def intervals(draw: st.DrawFn) -> object:
    middle = Fraction(draw(st.integers(-100_000, 100_000)), draw(st.sampled_from((1, 10, 1000))))
    width = Fraction(draw(st.integers(0, 500)), draw(st.sampled_from((1, 100))))
    return numeric_key(middle - width, middle + width)


TEXT_KEYS = st.builds(lambda found, strict: TextKey(tuple(found), strict), distinct(LABELS, 1, 3), st.booleans())
DROPS = st.builds(lambda found, right: drop_key(found, right % len(found)), distinct(LABELS, 2, 4), st.integers(0, 3))
BLANKS = st.lists(
    st.one_of(TEXT_KEYS.map(lambda key: TextKey(key.accepted)), DROPS, intervals()), min_size=1, max_size=3
)


def _pairs(left: list[str], right: list[str], extra: int) -> Pairs:
    pairs = tuple(zip(left, right[: len(left)], strict=True))
    return Pairs(pairs, tuple(right[len(left) : len(left) + extra]))


PAIRS = st.builds(_pairs, distinct(WORDS.map(from_plain), 2, 3), distinct(LABELS, 5, 5), st.integers(0, 2))
STEPS = st.builds(lambda found, nothing: Steps(tuple(found), nothing), distinct(SHORT, 2, 5), st.booleans())
RUBRIC = (
    Criterion("1", "Isi | (A)", 60, (RubricLevel(4, "tepat"), RubricLevel(2, "sebagian"), RubricLevel(0, "tidak"))),
    Criterion("2", "Bahasa", 40, (RubricLevel(4, "runtut"), RubricLevel(2, "cukup"), RubricLevel(0, "kacau"))),
)
ESSAYS = st.sampled_from((EssayKey(None, None, RUBRIC), EssayKey(150, 300, RUBRIC)))
ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    choices(), TEXT_KEYS, intervals(), PAIRS, STEPS, ESSAYS, BLANKS.map(lambda found: Gaps(tuple(found)))
)  # type: ignore[arg-type]
NOTE = st.one_of(st.just(""), texts())


@st.composite
def questions(draw: st.DrawFn) -> list[Asked]:
    """One to four questions of any kind."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        answer = draw(ANSWERS)
        stem = draw(texts())
        if isinstance(answer, Gaps):
            stem += "\n\n" + " ".join(f"{from_plain(draw(WORDS))} {marker(n)}" for n in range(len(answer.blanks)))
        made.append(
            Asked(
                f"soal {number}",
                stem,
                answer,
                id=f"soal-{number}",
                points=draw(st.sampled_from((100, 150, 200, 25))),
                competency=draw(st.sampled_from((None, "integritas"))),
                level=draw(st.sampled_from((None, "C2"))),
                hint=draw(NOTE),
                explanation=draw(NOTE),
                right=draw(NOTE),
                wrong=draw(NOTE),
                pool=draw(st.sampled_from(("", "Dasar", "Lanjut (2)"))),
            )
        )
    return made


def composed(
    bank: Bank, report: Report | None = None, purpose: QuizPurpose | None = QuizPurpose.PRACTICE, title: str = "Kuis"
) -> list[str]:
    """The files that a bank becomes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in bank.media.items():
            (Path(folder) / name).write_bytes(data)
        return Composer(bank, report or Report(), "kuis", title, purpose, Path(folder)).files()


def imported(data: bytes | str, kind: str) -> tuple[str, Read]:
    """The quiz file (the only one) that a foreign file becomes, and what was read; "" if nothing is left."""
    read = read_questions(data.encode() if isinstance(data, str) else data, kind)
    files = composed(read.bank, read.report)
    assert len(files) <= 1
    return (files[0] if files else ""), read


def body(text: str) -> str:
    """A quiz file without its front matter and title."""
    return text.split("\n# ", 1)[1].split("\n", 1)[1].strip()


def reread(text: str) -> Read:
    """The bank that a quiz file is for an export."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kuis.md"
        path.write_text(text, encoding="utf-8")
        return read_source(path)


def shown(text: str) -> list[tuple[str, Question]]:
    """The questions of a quiz file as the site shows them, each with the title of its pool."""
    front, _, rest = text.partition("---\n# ")
    parsed, found = quiz("# " + rest if front.startswith("---") else text)
    assert [finding for finding in found if finding.severity.value == "salah"] == []
    return [(pool.title, question) for pool in parsed.body.pools for question in pool.questions]


def lines(read: Read | Report, fate: Fate) -> list[str]:
    """The lines of a report with one fate, without their places."""
    report = read.report if isinstance(read, Read) else read
    return [line.message for line in report.lines if line.fate is fate]
