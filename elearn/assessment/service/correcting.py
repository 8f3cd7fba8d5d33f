"""A key was corrected: who would move, and what is written down when it is applied. Worked out question by question,
from each attempt's own snapshot, its journal and its marks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import Grade
from elearn.assessment.service.regrading import counts_for_her, grade_again
from elearn.assessment.service.rights import NOT_YOURS, Rights, rights_in
from elearn.assessment.service.settling import owner_of
from elearn.assessment.service.standing import Bodies, body_of, graded, require_quiz
from elearn.audit import service as audit
from elearn.content.model import Catalogue, Question, Quiz, QuizBody
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people.rules import Actor

BATCH = 500
MOST_ATTEMPTS = 200_000
MOST_AT_ONCE = 500  # applied in one transaction; the rest is applied by the next press
SHORTEST_REASON, LONGEST_REASON = 5, 500
STALE = "Daftar ini sudah berubah, mungkin karena baru saja diterapkan. Periksa daftar terbaru di bawah ini."


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


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: attempts graded again, of which so many now have a better score, and so many newly pass; ``left``
    wait for the next press.
    """

    graded: int
    raised: int
    passed: int
    completed: int
    left: int


@dataclass
class Newer:
    """Today's version of a quiz against older ones: each older version's body, as shown and as corrected, and which of
    its questions are valued otherwise. Worked out once a version.
    """

    bodies: Bodies
    body_key: str
    known: dict[tuple[str, ...], tuple[QuizBody, frozenset[str]]] = field(default_factory=dict)

    def of(self, attempt: Attempt) -> tuple[QuizBody, frozenset[str]]:
        """The body that grades an attempt by today's keys, and the ids of the questions that this changes."""
        version = (attempt.body_key, *attempt.regraded)
        if version not in self.known:
            old = body_of(attempt, self.bodies)
            new = self.bodies(self.body_key)
            self.known[version] = rules.rekeyed(old, new), frozenset(one.id for one, _ in differing(old, new))
        return self.known[version]


def differing(old: QuizBody, new: QuizBody) -> Iterator[tuple[Question, Question]]:
    """The questions of an old version whose answers a newer one values otherwise, each with its new version."""
    known = {question.id: question for question in new.questions()}
    for question in old.questions():
        if question.id in known and rules.values_differ(question, known[question.id]):
            yield question, known[question.id]


def changes(session: Session, course: str, quiz: Quiz, bodies: Bodies) -> Iterator[Change]:
    """What every attempt concerned would become, by id; running ones, too, which have no result yet."""
    newer = Newer(bodies, quiz.body_key)
    last = 0
    for _batch in range(MOST_ATTEMPTS // BATCH):
        found = queries.due_for_regrade(session, course, queries.ids_of(quiz), quiz.body_key, last, BATCH)
        yield from _changes(session, found, newer)
        if len(found) < BATCH:
            return
        last = found[-1].id


def _changes(session: Session, found: Iterable[Attempt], newer: Newer) -> Iterator[Change]:
    concerned = [(attempt, *newer.of(attempt)) for attempt in found]
    concerned = [each for each in concerned if each[2] & {row["id"] for row in each[0].drawn}]
    ids = [attempt.id for attempt, _, _ in concerned]
    journals, marks = dict(queries.journals(session, ids)), queries.marks(session, ids)
    markers = queries.markers_wanted(session, ids)
    for attempt, body, corrected in concerned:
        given = marks.get(attempt.id, ()), markers.get(attempt.id, rules.ONE)
        result = graded(attempt, body, journals.get(attempt.id, ()), *given)
        yield _change(attempt, result, corrected)


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


def apply_correction(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    *,
    token: str,
    reason: str,
    timezone: str,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> Applied:
    """Grade the attempts concerned again by today's keys, the first ``MOST_AT_ONCE`` of them. ``token`` names the plan
    that was shown. See ``grade_again``: raises go on in the waterfall, a worse result is kept as proof only.

    Raises NotFound for whoever may not, Invalid without a reason, Conflict when the plan is no longer that one.
    """
    quiz = quiz_to_correct(session, catalogue, course_slug, item_id, actor=actor, now=now)[1]
    why = reason.strip()
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        sentence = f"Tulis alasan, {SHORTEST_REASON} sampai {LONGEST_REASON} huruf."
        raise Invalid(sentence, {"alasan": sentence})
    planned = list(changes(session, course_slug, quiz, bodies))
    if not planned or token != token_of(quiz, planned):
        raise Conflict(STALE)
    newer = Newer(bodies, quiz.body_key)
    done: list[tuple[Change, bool]] = []
    subjects: list[int] = []
    for one in planned[:MOST_AT_ONCE]:
        made = _apply(session, catalogue, one.attempt_id, newer, why, timezone, actor, now)
        if made is not None:
            done.append(made[:2])
            subjects.append(made[2])
    raised = sum(one.counts and one.old is not None and (one.new or 0) > one.old for one, _ in done)
    detail = {"course": course_slug, "item": quiz.id, "count": len(done), "raised": raised}
    audit.record(
        session, "regrade.apply", actor_id=actor.id, now=now, subjects=subjects, detail=detail, reason=why
    )  # fmt: skip
    return Applied(
        graded=len(done),
        raised=raised,
        passed=sum(one.rises for one, _ in done),
        completed=sum(completed for _, completed in done),
        left=len(planned) - len(planned[:MOST_AT_ONCE]),
    )


def _apply(
    session: Session,
    catalogue: Catalogue,
    attempt_id: int,
    newer: Newer,
    reason: str,
    timezone: str,
    actor: Actor,
    now: datetime,
) -> tuple[Change, bool, int] | None:
    """Grade one attempt again as it is now, locked; None when somebody else just did."""
    attempt = queries.any_attempt(session, attempt_id, "write")
    if attempt is None:
        return None
    again = [row.new_body_key for row in queries.regrades(session, attempt_id) if row.new_body_key != row.old_body_key]
    if [attempt.body_key, *again][-1] == newer.body_key:
        return None
    owner = owner_of(session, attempt_id, now, timezone)
    body, corrected = newer.of(attempt)
    marks = queries.marks(session, [attempt_id]).get(attempt_id, ())
    markers = queries.markers_wanted(session, [attempt_id]).get(attempt_id, rules.ONE)
    result = graded(attempt, body, queries.events(session, attempt_id), marks, markers)
    change = _change(attempt, result, corrected)
    made = grade_again(
        session, catalogue, attempt, result, reason=reason, actor=actor, owner=owner, now=now,
        body_key=newer.body_key, questions=change.questions,
    )  # fmt: skip
    return change, made.completed, owner.id


def most_telling(change: Change) -> tuple[int, int, int]:
    """The order of the list: who crosses the pass mark first, then the greatest difference."""
    difference = abs((change.new or 0) - (change.old or 0))
    return (0 if change.rises else 1 if change.falls else 2, -difference, change.attempt_id)
