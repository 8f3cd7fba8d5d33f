"""A key was corrected: who would move. Worked out question by question, from each attempt's own snapshot, its journal
and its marks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import Grade, Grader
from elearn.assessment.service.regrading import counts_for_her
from elearn.assessment.service.rights import NOT_YOURS, Rights, rights_in
from elearn.assessment.service.standing import Bodies, body_of, graded_by, require_quiz
from elearn.content.model import Catalogue, Question, Quiz, QuizBody
from elearn.core.errors import NotFound
from elearn.people.rules import Actor

BATCH = 500
MOST_ATTEMPTS = 200_000


@dataclass(frozen=True, slots=True)
class Change:
    """What an attempt would become. ``old`` and ``new`` in hundredths of a percent, None while there is no result;
    ``counts``: the new result would replace the old one. ``questions``: ids of those corrected.
    """

    attempt_id: int
    number: int
    old: int | None
    new: int | None
    passed: bool | None
    passes: bool | None
    counts: bool
    questions: tuple[str, ...]

    @property
    def rises(self) -> bool:
        """Whether it crosses the pass mark upwards."""
        return self.passed is False and self.passes is True

    @property
    def falls(self) -> bool:
        """Whether it would cross the pass mark downwards, if anything were ever taken away."""
        return self.passed is True and self.passes is False


@dataclass
class Newer:
    """Today's version of a quiz against older ones: for each of them, what grades it by today's keys, and which of its
    questions are valued otherwise. Worked out once a version.
    """

    bodies: Bodies
    body_key: str
    known: dict[tuple[str, ...], tuple[Grader, frozenset[str]]] = field(default_factory=dict)

    def of(self, attempt: Attempt) -> tuple[Grader, frozenset[str]]:
        """What grades this attempt by today's keys, and the ids of the questions that they change."""
        version = (attempt.body_key, *attempt.regraded)
        if version not in self.known:
            old, new = body_of(attempt, self.bodies), self.bodies(self.body_key)
            changed = frozenset(before.id for before, _ in differing(old, new))
            self.known[version] = Grader(rules.rekeyed(old, new)), changed
        return self.known[version]

    def concerns(self, attempt: Attempt) -> bool:
        """Whether the attempt asked a question that is now valued otherwise."""
        return not self.of(attempt)[1].isdisjoint(row["id"] for row in attempt.drawn)


def differing(old: QuizBody, new: QuizBody) -> Iterator[tuple[Question, Question]]:
    """The questions of an old version whose answers a newer one values otherwise, each with its new version."""
    known = {question.id: question for question in new.questions()}
    for question in old.questions():
        if question.id in known and rules.values_differ(question, known[question.id]):
            yield question, known[question.id]


def changes(session: Session, course: str, quiz: Quiz, bodies: Bodies) -> Iterator[Change]:
    """What every attempt concerned would become, by id; running ones, too, which have no result yet."""
    newer = Newer(bodies, quiz.body_key)
    for found in due(session, course, quiz, newer):
        yield from (change for _, change, _ in weighed(session, found, newer))


def due(session: Session, course: str, quiz: Quiz, newer: Newer, after: int = 0) -> Iterator[list[Attempt]]:
    """The attempts concerned with an id beyond ``after``, in batches."""
    for _batch in range(MOST_ATTEMPTS // BATCH):
        found = queries.due_for_regrade(session, course, queries.ids_of(quiz), newer.body_key, after, BATCH)
        yield [attempt for attempt in found if newer.concerns(attempt)]
        if len(found) < BATCH:
            return
        after = found[-1].id


def weighed(session: Session, found: Iterable[Attempt], newer: Newer) -> Iterator[tuple[Attempt, Change, Grade]]:
    """Attempts by today's keys: what each would become, and its new grade. Three queries."""
    listed = list(found)
    ids = [attempt.id for attempt in listed]
    journals, marks = dict(queries.journals(session, ids)), queries.marks(session, ids)
    markers = queries.markers_wanted(session, ids)
    for attempt in listed:
        grader, corrected = newer.of(attempt)
        given = marks.get(attempt.id, ()), markers.get(attempt.id, rules.ONE)
        result = graded_by(grader, attempt, journals.get(attempt.id, ()), *given)
        yield attempt, _change(attempt, result, corrected), result


def _change(attempt: Attempt, result: Grade, corrected: frozenset[str]) -> Change:
    submitted = attempt.submitted_at is not None
    return Change(
        attempt_id=attempt.id,
        number=attempt.number,
        old=attempt.score,
        new=result.score if submitted else None,
        passed=attempt.passed,
        passes=result.outcome(attempt.pass_mark) if submitted else None,
        counts=counts_for_her(attempt, result),
        questions=tuple(row["id"] for row in attempt.drawn if row["id"] in corrected),
    )


def token_of(quiz: Quiz, planned: Iterable[Change]) -> str:
    """Names a plan: it is another as soon as the quiz or any result in it is."""
    lines = [quiz.body_key, *(f"{one.attempt_id} {one.old} {one.new}" for one in planned)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def quiz_to_correct(
    session: Session, catalogue: Catalogue, course_slug: str, item_id: str, *, actor: Actor, now: datetime
) -> tuple[Rights, Quiz]:
    """The quiz, for whoever may grade all its attempts again: trainers of the course, and admins of everybody.

    Raises NotFound for everybody else, and for a lesson.
    """
    rights = rights_in(session, catalogue, course_slug, actor=actor, now=now)
    if not rights.everybody:
        raise NotFound(NOT_YOURS)
    return rights, require_quiz(rights.course.find_item(item_id))


def most_telling(change: Change) -> tuple[int, int, int]:
    """The order of the list: who crosses the pass mark first, then the greatest difference."""
    difference = abs((change.new or 0) - (change.old or 0))
    return (0 if change.rises else 1 if change.falls else 2, -difference, change.attempt_id)
