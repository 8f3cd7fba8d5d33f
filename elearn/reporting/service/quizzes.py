"""How a quiz went: its page for a trainer, and its item analysis as a file. Nobody is named in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.assessment.service import (
    Gain,
    QuestionStatistics,
    QuizStatistics,
    competency_gains,
    has_both,
    keys_changed,
    quiz_statistics,
)
from elearn.content.model import Catalogue, Course, Quiz, QuizBody
from elearn.core.errors import NotFound
from elearn.core.tabular import Column, Row
from elearn.questions.rules.pairs import plain
from elearn.reporting.queries import courses as numbers
from elearn.reporting.queries import participants as found
from elearn.reporting.queries.courses import QuizTotals
from elearn.reporting.rules import limited_quizzes
from elearn.reporting.service.noting import Asker
from elearn.reporting.service.participants import name_of, own_course

Bodies = Callable[[str], QuizBody]
MOST_USED_UP = 100
ANALYSIS_COLUMNS = (
    Column("nomor", "Nomor", "integer"),
    Column("id", "Id soal"),
    Column("soal", "Soal"),
    Column("jenis", "Jenis"),
    Column("versi", "Versi"),
    Column("ditanyakan", "Ditanyakan", "integer"),
    Column("dijawab", "Dijawab", "integer"),
    Column("benar", "Benar penuh", "integer"),
    Column("rata_rata", "Rata-rata nilai soal (persen)", "decimal"),
    Column("daya_beda", "Daya beda", "decimal"),
    Column("detik", "Waktu tengah (detik)", "integer"),
    Column("pilihan", "Pilihan: semua/atas/bawah"),
    Column("catatan", "Catatan"),
)


@dataclass(frozen=True, slots=True)
class QuizReport:
    """How a quiz went. ``used_up``: (person id, name, unit) of those without an attempt left, at most a hundred;
    ``keys_changed``: attempts stand graded by keys that were corrected since.
    """

    course: Course
    quiz: Quiz
    totals: QuizTotals
    statistics: QuizStatistics
    used_up: tuple[tuple[int, str, str], ...]
    keys_changed: bool = False

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple(person for person, _, _ in self.used_up)


def quiz_report(
    session: Session,
    catalogue: Catalogue,
    slug: str,
    item_id: str,
    bodies: Bodies,
    asker: Asker,
) -> QuizReport:
    """How a quiz went, question by question. Raises NotFound for a lesson, or a course that she does not train."""
    course = own_course(catalogue, slug, asker)
    quiz = _quiz(course, item_id)
    limited = quiz in limited_quizzes(course)
    rows = found.used_up_at(session, course, quiz, asker.today, MOST_USED_UP) if limited else ()
    return QuizReport(
        course=course,
        quiz=quiz,
        totals=numbers.quiz_totals(session, course.slug, quiz),
        statistics=quiz_statistics(session, course, quiz, bodies),
        used_up=tuple((row.id, name_of(row), row.unit or "") for row in rows),
        keys_changed=keys_changed(session, course.slug, quiz, bodies),
    )


def analysis_rows(
    session: Session, catalogue: Catalogue, slug: str, item_id: str, bodies: Bodies, asker: Asker
) -> tuple[Quiz, list[Row]]:
    """The item analysis as rows under ANALYSIS_COLUMNS. Raises NotFound like ``quiz_report``."""
    course = own_course(catalogue, slug, asker)
    quiz = _quiz(course, item_id)
    questions = quiz_statistics(session, course, quiz, bodies).questions
    return quiz, list(_rows(questions))


@dataclass(frozen=True, slots=True)
class GainPage:
    """What a course added, by the names of its competencies; ``tested``: it has a pre-test and a post-test."""

    course: Course
    tested: bool
    gains: tuple[tuple[str, Gain], ...]


def gain_page(session: Session, catalogue: Catalogue, slug: str, bodies: Bodies, asker: Asker) -> GainPage:
    """Pre-test against post-test. Raises NotFound for a course that she does not train."""
    course = own_course(catalogue, slug, asker)
    known = catalogue.reference.competencies
    gains = competency_gains(session, course, bodies) if has_both(course) else ()
    named = ((known[gain.competency].name if gain.competency in known else gain.competency, gain) for gain in gains)
    return GainPage(course, has_both(course), tuple((name or "Semua soal", gain) for name, gain in named))


def _rows(questions: tuple[QuestionStatistics, ...]) -> Iterator[Row]:
    for number, question in enumerate(questions, 1):
        figures = question.figures
        split = figures.discrimination
        yield (
            number,
            question.id,
            plain(question.stem_html),
            question.kind,
            "terbaru" if question.current else "lama",
            question.asked,
            question.answered,
            question.right if question.scored else None,
            question.mean_share / 100 if question.scored and question.asked else None,
            round(split, 2) if split is not None and question.scored else None,
            figures.seconds,
            "; ".join(f"{one.letter or one.text}: {one.count}/{one.upper}/{one.lower}" for one in question.chosen),
            " ".join(question.advice),
        )


def _quiz(course: Course, item_id: str) -> Quiz:
    quiz = course.find_item(item_id)
    if not isinstance(quiz, Quiz):
        raise NotFound("Kuis ini tidak ada dalam kursus Anda.")
    return quiz
