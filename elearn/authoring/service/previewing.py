"""The working version as a learner would see it, and each quiz with its key. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from elearn.assessment import rules as assessment
from elearn.assessment.rules import GRACE
from elearn.assessment.service import QuizPage
from elearn.authoring.service.base import Draft
from elearn.content.library import Library
from elearn.content.model import Course, Lesson, Module, Question, Quiz
from elearn.core.errors import NotFound
from elearn.learning.rules import neighbours
from elearn.learning.service import LessonPage, OutlineRow
from elearn.questions.rules import kind_of
from elearn.questions.service import AskedQuestion, Review, ask, review, settled_order

KEY = "kunci"
GONE = "Bagian ini tidak ada dalam versi kerja kursus. Buka daftar isinya."


@dataclass(frozen=True, slots=True)
class PreviewedModule:
    """A module and its items, all open."""

    module: Module
    rows: tuple[OutlineRow, ...]


@dataclass(frozen=True, slots=True)
class PreviewedPool:
    """A pool of a quiz with the key of every question, drawn or not."""

    title: str
    draw: int | None
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class PreviewedQuiz:
    """A quiz before it is tried: what a learner is told, and behind it every question with its key."""

    page: QuizPage
    pools: tuple[PreviewedPool, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A quiz as one attempt would ask it; ``seed`` draws the same one again."""

    course: Course
    quiz: Quiz
    seed: str
    intro_html: str
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What a tried quiz came to. ``score`` in hundredths of a percent (None: a survey, or an essay waits); ``points``
    of ``max_points`` in hundredths of a point; ``passed`` None: nothing says so.
    """

    course: Course
    quiz: Quiz
    score: int | None
    points: int
    max_points: int
    passed: bool | None
    reviews: tuple[Review, ...]


def outline(draft: Draft) -> tuple[PreviewedModule, ...]:
    """Everything in the working version, in order."""
    course = _course(draft)
    return tuple(
        PreviewedModule(module, tuple(OutlineRow(item, False, False, None) for item in module.items))
        for module in course.modules
    )


def lesson_page(draft: Draft, item_id: str) -> LessonPage:
    """A lesson as its page shows it. Raises NotFound."""
    course, item, module = _find(draft, item_id)
    if not isinstance(item, Lesson):
        raise NotFound(GONE)
    previous, following = neighbours(course, item.id)
    return LessonPage(
        course=course,
        module=module,
        item=item,
        number=course.items.index(item) + 1,
        total=len(course.items),
        done_on=None,
        outline=tuple(OutlineRow(one, False, one.id == item.id, None) for one in module.items),
        previous=previous,
        next=following,
        next_locked=False,
        warning=None,
    )


def quiz_page(draft: Draft, library: Library, item_id: str) -> PreviewedQuiz:
    """A quiz with all its keys. Raises NotFound."""
    course, quiz = _quiz(draft, item_id)
    body = library.quiz(quiz.body_key)
    kinds = {kind_of(question).template: kind_of(question) for question in body.questions()}
    page = QuizPage(
        course=course,
        quiz=quiz,
        intro_html=body.intro_html,
        kinds=tuple(kind.label for kind in kinds.values()),
        notes=tuple(kind.note for kind in kinds.values() if kind.note),
        left=quiz.attempts,
        granted=0,
        best_score=None,
        done=False,
        past=(),
        open_id=None,
        refusal=None,
        grace_seconds=int(GRACE.total_seconds()),
        warning=None,
        marked=any(kind.marked for kind in kinds.values()),
    )
    numbers = {question.id: number for number, question in enumerate(body.questions(), 1)}
    pools = (
        PreviewedPool(pool.title, pool.draw, tuple(_key(numbers[one.id], one) for one in pool.questions))
        for pool in body.pools
    )
    return PreviewedQuiz(page, tuple(pools))


def trial(draft: Draft, library: Library, item_id: str, seed: str) -> Trial:
    """The quiz as an attempt with this seed would ask it. Raises NotFound."""
    course, quiz = _quiz(draft, item_id)
    body = library.quiz(quiz.body_key)
    drawn = assessment.draw(body, quiz, seed)
    questions = {question.id: question for question in body.questions()}
    weighs = len({questions[shown.id].points for shown in drawn}) > 1
    asked = (
        ask(number, questions[shown.id], shown.options, (), total=len(drawn), weighs=weighs)
        for number, shown in enumerate(drawn, 1)
    )
    return Trial(course, quiz, seed, body.intro_html, tuple(asked))


def graded(draft: Draft, library: Library, item_id: str, seed: str, sent: Mapping[str, Sequence[str]]) -> TrialResult:
    """What these answers would earn. Raises NotFound."""
    course, quiz = _quiz(draft, item_id)
    body = library.quiz(quiz.body_key)
    drawn = assessment.draw(body, quiz, seed)
    questions = {question.id: question for question in body.questions()}
    answers = {one.id: kind_of(one).read(one, sent.get(one.id, ())) for one in questions.values()}
    grade = assessment.grade(body, drawn, answers)
    reviews = (
        review(
            number, questions[shown.id], shown.options, found.answer, None if found.waiting else found.share,
            total=len(drawn),
        )
        for number, (shown, found) in enumerate(zip(drawn, grade.questions, strict=True), 1)
    )  # fmt: skip
    passed = grade.outcome(quiz.pass_mark) if grade.max_points else None
    return TrialResult(course, quiz, grade.score, grade.points, grade.max_points, passed, tuple(reviews))


def _key(number: int, question: Question) -> Review:
    """A question with everything that is known of it."""
    answer = kind_of(question).right_answer(question)
    found = review(number, question, settled_order(question), answer, Fraction(1))
    said = (("Bila benar:", question.right_html), ("Bila belum tepat:", question.wrong_html))
    html = "".join(f"<p><strong>{label}</strong></p>{text}" for label, text in said if text)
    return replace(found, verdict=KEY, hint_html=question.hint_html, verdict_html=html, summary="")


def _quiz(draft: Draft, item_id: str) -> tuple[Course, Quiz]:
    course, item, _ = _find(draft, item_id)
    if not isinstance(item, Quiz):
        raise NotFound(GONE)
    return course, item


def _find(draft: Draft, item_id: str) -> tuple[Course, Lesson | Quiz, Module]:
    course = _course(draft)
    item = course.find_item(item_id)
    module = course.module_of(item.id) if item else None
    if item is None or module is None:
        raise NotFound(GONE)
    return course, item, module


def _course(draft: Draft) -> Course:
    if draft.best is None:
        raise NotFound("Kursus ini belum dapat ditampilkan: perbaiki dahulu temuan pemeriksaannya.")
    return draft.best
