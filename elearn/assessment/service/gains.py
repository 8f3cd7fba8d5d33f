"""What a course added: the first pre-test against the last post-test of the same people, competency by competency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from sqlalchemy.orm import Session

from elearn.assessment import queries
from elearn.assessment.models import Attempt
from elearn.assessment.rules import FULL, Grader, analysis
from elearn.assessment.service.standing import Bodies, body_of, graded_by
from elearn.content.model import Course, Quiz, QuizPurpose

MOST = 1_000  # people looked at, the newest


@dataclass(frozen=True, slots=True)
class Gain:
    """``people`` answered questions of a ``competency`` ("" for all questions) before and after. Means in hundredths of
    a percent; ``gained``: the part of what was still to be gained (Hake), None where nothing was.
    """

    competency: str
    people: int
    before: int
    after: int
    gained: int | None


def has_both(course: Course) -> bool:
    """Whether a course asks before and after, so that a gain can be told."""
    return bool(_quizzes(course, QuizPurpose.PRE_TEST) and _quizzes(course, QuizPurpose.POST_TEST))


@dataclass(frozen=True, slots=True)
class Pair:
    """A run with both tests: the mean shares (0 to 1) of the questions of each competency, and of all under ""."""

    run_id: int
    before: Mapping[str, float]
    after: Mapping[str, float]


def competency_gains(session: Session, course: Course, bodies: Bodies) -> tuple[Gain, ...]:
    """All questions first, then each competency by its code. Empty while nobody took both tests.

    Whoever shows this has checked that the asker trains the course. At most four queries.
    """
    found: dict[str, list[tuple[float, float]]] = {}
    for pair in gain_pairs(session, course, bodies):
        for name in pair.before.keys() & pair.after.keys():
            found.setdefault(name, []).append((pair.before[name], pair.after[name]))
    return tuple(_gain(name, found[name]) for name in sorted(found))


def gain_pairs(session: Session, course: Course, bodies: Bodies) -> tuple[Pair, ...]:
    """The newest runs of which there is a first pre-test and a last post-test, graded as they stand today."""
    before = [name for quiz in _quizzes(course, QuizPurpose.PRE_TEST) for name in queries.ids_of(quiz)]
    after = [name for quiz in _quizzes(course, QuizPurpose.POST_TEST) for name in queries.ids_of(quiz)]
    both = queries.before_and_after(session, course.slug, before, after, MOST)
    attempts = {one.id: one for one in queries.several(session, [one for pair in both for one in pair])}
    shares = _shares(session, list(attempts.values()), bodies)
    return tuple(Pair(attempts[first].enrolment_id, shares[first], shares[last]) for first, last in both)


def _shares(session: Session, attempts: Sequence[Attempt], bodies: Bodies) -> dict[int, dict[str, float]]:
    """The mean share of the questions of each competency, by attempt; under "" that of all questions that count."""
    ids = [attempt.id for attempt in attempts]
    journals, marks = dict(queries.journals(session, ids)), queries.marks(session, ids)
    graders: dict[tuple[str, ...], Grader] = {}
    found = {}
    for attempt in attempts:
        version = (attempt.body_key, *attempt.regraded)
        if version not in graders:
            graders[version] = Grader(body_of(attempt, bodies))
        grader = graders[version]
        results = graded_by(grader, attempt, journals.get(attempt.id, []), marks.get(attempt.id, [])).questions
        earned = [(result, float(result.share)) for result in results if result.max_points and not result.waiting]
        named = [(grader.questions[result.id].competency, share) for result, share in earned]
        both = [(name, share) for competency, share in named for name in {"", competency or ""}]
        found[attempt.id] = dict(analysis.means(both))
    return found


def _gain(competency: str, pairs: Sequence[tuple[float, float]]) -> Gain:
    before, after = fmean(first for first, _ in pairs), fmean(last for _, last in pairs)
    gained = analysis.normalised_gain(before, after)
    return Gain(
        competency,
        len(pairs),
        round(before * FULL),
        round(after * FULL),
        round(gained * FULL) if gained is not None else None,
    )


def _quizzes(course: Course, purpose: QuizPurpose) -> tuple[Quiz, ...]:
    return tuple(item for item in course.items if isinstance(item, Quiz) and item.purpose is purpose)
