"""Programmes as a learner sees her own, and as a superior sees those of her people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.people.rules import Actor, Scope
from elearn.programmes import queries, rules
from elearn.programmes.models import Programme
from elearn.programmes.rules import Standing
from elearn.programmes.service.standings import Asked, all_of, terms_of


@dataclass(frozen=True, slots=True)
class CourseStep:
    """A course of a programme as it stands to a learner; ``done_on`` a local date (None: not done, or due again).
    ``revoked``: it is not done because its certificate was revoked.
    """

    slug: str
    title: str
    open: bool
    done_on: date | None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class OwnPath:
    """A learning path of a programme as it stands to a learner: ``done`` of ``total`` courses that the programme took
    from it. ``open``: the catalogue has it; ``changed``: with other courses.
    """

    id: str
    title: str
    done: int
    total: int
    open: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class OwnProgramme:
    """A programme that a learner is in. ``cohort``: the name of hers (empty: she is in none), whose first day
    ``starts_on`` is. ``reason``: why she is exempt (empty: she is not).
    """

    id: int
    name: str
    note: str
    cohort: str
    starts_on: date
    standing: Standing
    courses: tuple[CourseStep, ...]
    paths: tuple[OwnPath, ...]
    reason: str

    @property
    def title(self) -> str:
        """Its name, with the learning paths that it asks for."""
        paths = rules.path_words(self.paths)
        return f"{self.name} ({paths})" if paths else self.name

    @property
    def owed(self) -> bool:
        """Whether she has yet to complete it."""
        return self.standing.owed


@dataclass(frozen=True, slots=True)
class Subordinate:
    """Somebody's standing with a programme, as her superior sees it. ``paths`` in words (empty: it asks for none);
    ``told_at``: when she was last told of it (None: never).
    """

    person_id: int
    name: str
    programme_id: int
    programme: str
    paths: str
    standing: Standing
    told_at: datetime | None


def own_programmes(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> tuple[OwnProgramme, ...]:
    """The programmes that run and cover the actor, the first due first."""
    today = local_date(now, actor.zone)
    if not queries.any_running(session):
        return ()
    people = queries.members(session, Scope(None), today, only=[actor.id])
    found, covering = [], all_of(session, catalogue, people, today)
    missing = any(asked.standing.done_on is None for asked in covering)
    fell = queries.fallen_courses(session, actor.id) if missing else frozenset()
    for asked in covering:
        programme, cohort = asked.programme, asked.cohort
        steps = tuple(_steps(asked, fell, catalogue, today))
        starts_on, name = (cohort.starts_on, cohort.name) if cohort else (programme.starts_on, "")
        where = (programme.id, programme.name, programme.note, name, starts_on)
        paths = _paths(programme, steps, catalogue)
        found.append(OwnProgramme(*where, asked.standing, steps, paths, asked.reason))
    return tuple(found)


def leads(session: Session, *, actor: Actor, now: datetime) -> bool:
    """Whether the actor is the direct superior of anybody today. One query."""
    return queries.leads(session, actor.id, local_date(now, actor.zone))


def subordinates(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> tuple[Subordinate, ...]:
    """Where the people stand whose direct superior the actor is today, the first due first."""
    today = local_date(now, actor.zone)
    people = [each for each in queries.members(session, Scope(None), today, superior=actor.id) if each.serving.units]
    found = all_of(session, catalogue, people, today)
    told = queries.last_told(session, {each.programme.id for each in found}, [each.id for each in people])
    return tuple(
        Subordinate(
            each.member.id, each.member.name, each.programme.id, each.programme.name,
            rules.path_words(rules.read(each.programme.paths)), each.standing,
            told.get((each.programme.id, each.member.id)),
        )
        for each in found
    )  # fmt: skip


def note_subordinates(session: Session, shown: Iterable[int], *, actor: Actor, now: datetime) -> None:
    """Write down whose standing a superior saw."""
    subjects = list(dict.fromkeys(shown))
    if subjects:
        detail = {"people": len(subjects)}
        audit.record(session, "programme.superior", actor_id=actor.id, now=now, subjects=subjects, detail=detail)


def _steps(asked: Asked, fell: frozenset[str], catalogue: Catalogue, today: date) -> Iterator[CourseStep]:
    terms = terms_of(catalogue, asked.programme)
    for slug in asked.programme.courses:
        course, done = catalogue.courses.get(slug), asked.finished.get(slug)
        again = done is not None and rules.lapsed(terms, done, today)
        title, on = course.title if course else slug, done.on if done and not again else None
        yield CourseStep(slug, title, course is not None, on, done is None and slug in fell)


def _paths(programme: Programme, steps: Iterable[CourseStep], catalogue: Catalogue) -> tuple[OwnPath, ...]:
    paths, present = rules.read(programme.paths), catalogue.reference.paths
    done = {step.slug for step in steps if step.done_on is not None}
    changed = {each.path.id for each in rules.changes(paths, present)}
    return tuple(
        OwnPath(
            path.id, path.title, len(done.intersection(path.courses)), len(path.courses), path.id in present,
            path.id in present and path.id in changed,
        )
        for path in paths
    )  # fmt: skip
