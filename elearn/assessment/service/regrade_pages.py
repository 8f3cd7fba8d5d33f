"""The pages of a corrected key: who would move, and what was done before. Callers note whose data they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.service.correcting import (
    Change,
    changes,
    differing,
    most_telling,
    quiz_to_correct,
    token_of,
)
from elearn.assessment.service.marking_pages import Part
from elearn.assessment.service.standing import Bodies
from elearn.content.model import Catalogue, ChoiceKey, Course, Question, Quiz, QuizBody
from elearn.people.rules import Actor, display_name
from elearn.questions.service import shown_stem


@dataclass(frozen=True, slots=True)
class Key:
    """A key to be read: options as HTML, or right answers as plain text; points in hundredths."""

    options: tuple[str, ...]
    texts: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A question whose answers are now valued otherwise. ``new`` None: it was changed so much (its kind, or the text of
    its options) that the new key says nothing about old answers, which keep the old one.
    """

    stem_html: str
    old: Key
    new: Key | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of the list: somebody's attempt, and what it would become."""

    person_id: int
    name: str
    unit: str
    change: Change


@dataclass(frozen=True, slots=True)
class RegradePage(Generic[Part]):
    """What applying would do. ``concerned`` attempts: so many ``rise`` above the pass mark, so many are ``better``
    without crossing it, ``fall`` and ``worse`` keep their old result, ``same`` stay, ``open_ones`` have no result yet.
    ``token`` names this plan; ``past`` counts what was graded again before.
    """

    course: Course
    quiz: Quiz
    corrections: tuple[Correction, ...]
    concerned: int
    rise: int
    better: int
    fall: int
    worse: int
    same: int
    open_ones: int
    lines: tuple[Moved, ...]
    part: Part
    token: str
    past: int

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple(line.person_id for line in self.lines)


@dataclass(frozen=True, slots=True)
class Proof:
    """One attempt graded again: scores in hundredths of a percent, and by whom, when and why."""

    person_id: int
    name: str
    number: int
    old: int | None
    new: int | None
    applied: bool
    rises: bool
    at: datetime
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProofPage(Generic[Part]):
    """What was graded again at a quiz, the latest first."""

    course: Course
    quiz: Quiz
    lines: tuple[Proof, ...]
    part: Part

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple(line.person_id for line in self.lines)


def regrade_page(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    part_of: Callable[[int], Part],
    *,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> RegradePage[Part]:
    """Who would move by today's keys. Raises NotFound for whoever may not grade the whole quiz again."""
    rights, quiz = quiz_to_correct(session, catalogue, course_slug, item_id, actor=actor, now=now)
    planned = list(changes(session, course_slug, quiz, bodies))
    known = [one for one in planned if one.old is not None and one.new is not None]
    moved = sorted((one for one in known if one.old != one.new), key=most_telling)
    part = part_of(len(moved))
    shown = moved[part.offset : part.offset + part.size]
    owners = queries.owners(session, [one.attempt_id for one in shown], rights.today)
    rise, fall = sum(one.rises for one in moved), sum(one.falls for one in moved)
    up = sum((one.new or 0) > (one.old or 0) for one in moved)
    return RegradePage(
        course=rights.course,
        quiz=quiz,
        corrections=_corrections(session, course_slug, quiz, bodies),
        concerned=len(planned),
        rise=rise,
        better=up - rise,
        fall=fall,
        worse=len(moved) - up - fall,
        same=len(known) - len(moved),
        open_ones=len(planned) - len(known),
        lines=tuple(_moved(owners[one.attempt_id], one) for one in shown),
        part=part,
        token=token_of(quiz, planned),
        past=queries.proof_count(session, course_slug, queries.ids_of(quiz)),
    )


def proof_page(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    part_of: Callable[[int], Part],
    *,
    actor: Actor,
    now: datetime,
) -> ProofPage[Part]:
    """What was graded again before. Raises like ``regrade_page``."""
    rights, quiz = quiz_to_correct(session, catalogue, course_slug, item_id, actor=actor, now=now)
    ids = queries.ids_of(quiz)
    part = part_of(queries.proof_count(session, course_slug, ids))
    rows = queries.proof(session, course_slug, ids, offset=part.offset, limit=part.size)
    owners = queries.owners(session, [row.attempt_id for row in rows], rights.today)
    names = queries.names(session, {row.actor_id for row in rows})
    lines = []
    for row in rows:
        owner, attempt = owners[row.attempt_id], session.get(Attempt, row.attempt_id)
        lines.append(
            Proof(
                person_id=owner.person_id,
                name=_name(owner),
                number=attempt.number if attempt else 0,
                old=row.old_score,
                new=row.new_score,
                applied=row.applied,
                rises=row.old_passed is False and row.new_passed is True,
                at=row.regraded_at,
                actor=names.get(row.actor_id, ""),
                reason=row.reason,
            )
        )
    return ProofPage(rights.course, quiz, tuple(lines), part)


def keys_changed(session: Session, course_slug: str, quiz: Quiz, bodies: Bodies) -> bool:
    """Whether attempts stand graded by keys that were corrected since. One query."""
    new = bodies(quiz.body_key)
    versions = queries.versions_due(session, course_slug, queries.ids_of(quiz), quiz.body_key)
    return any(next(differing(_body(bodies, version), new), None) is not None for version in versions)


def _body(bodies: Bodies, version: tuple[str, tuple[str, ...]]) -> QuizBody:
    body = bodies(version[0])
    for key in version[1]:
        body = rules.rekeyed(body, bodies(key))
    return body


def _corrections(session: Session, course_slug: str, quiz: Quiz, bodies: Bodies) -> tuple[Correction, ...]:
    """Each correction once, however many older versions it concerns."""
    new = {question.id: question for question in bodies(quiz.body_key).questions()}
    found: dict[tuple[str, Key], Correction] = {}
    for version in queries.versions_due(session, course_slug, queries.ids_of(quiz), quiz.body_key):
        for old in _body(bodies, version).questions():
            made = _correction(old, new[old.id]) if old.id in new else None
            if made is not None:
                found.setdefault((old.id, made.old), made)
    return tuple(found.values())


def _correction(old: Question, new: Question) -> Correction | None:
    if rules.values_differ(old, new):
        return Correction(shown_stem(new), _key(old), _key(new))
    if old.key != new.key and not rules.kind_of(old).marked and rules.corrected(old, new) is None:
        return Correction(shown_stem(old), _key(old), None)
    return None


def _key(question: Question) -> Key:
    key = question.key
    if isinstance(key, ChoiceKey):
        return Key(tuple(option.html for option in key.options if option.correct), (), question.points)
    return Key((), rules.kind_of(question).right(question), question.points)


def _moved(owner: Row[*tuple[Any, ...]], change: Change) -> Moved:
    return Moved(owner.person_id, _name(owner), owner.unit or "", change)


def _name(owner: Row[*tuple[Any, ...]]) -> str:
    return display_name(owner.title_before, owner.name, owner.title_after)
