"""Programmes as an admin sees them: the list, and one with its people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.people.rules import Actor
from elearn.programmes import queries, rules
from elearn.programmes.models import Programme
from elearn.programmes.rules import AskedPath, Enrolment, PathChange, State
from elearn.programmes.service.checking import NewProgramme
from elearn.programmes.service.naming import mark, names
from elearn.programmes.service.reaching import all_readable, in_reach, readable
from elearn.programmes.service.sheets import PersonLine, lines_within, scope_asked


class Cut(Protocol):
    """Which part of a list is shown."""

    @property
    def offset(self) -> int: ...
    @property
    def size(self) -> int: ...


Part = TypeVar("Part", bound=Cut)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of programmes. Dates are local; ``of``: whose it is, where the admin may only look at it
    (empty: she keeps it); ``audience``: whom it is for, in words. ``paths`` in words; empty: it asks for no learning
    path.
    """

    id: int
    name: str
    of: str
    audience: str
    starts_on: date
    due_on: date
    paths: str
    courses: int
    closed: bool


@dataclass(frozen=True, slots=True)
class ProgrammePage(Generic[Part]):
    """A programme with a page of its people. ``courses`` are (slug, title, whether it can be opened); ``paths`` the
    learning paths that some of them come from, ``changes`` (with titles for slugs) those that are different now;
    ``of``: whose it is, where the admin may only look at it (empty: she keeps it); ``audience``: whom it is for, in
    words; ``nobody``: people must be named before anybody is in it;
    ``counts`` how many stand where, of all in her scope; ``owing`` how many of those asked for have yet to complete it;
    ``told`` when those shown were last told of it, by id.
    """

    id: int
    name: str
    note: str
    of: str
    audience: str
    nobody: bool
    starts_on: date
    due_on: date
    renews: bool
    months: int | None
    closed: bool
    courses: tuple[tuple[str, str, bool], ...]
    paths: tuple[AskedPath, ...]
    changes: tuple[PathChange, ...]
    counts: dict[State, int]
    lines: tuple[PersonLine, ...]
    part: Part
    owing: int
    told: Mapping[int, datetime]


def programme_list(session: Session, *, actor: Actor, now: datetime) -> tuple[Listed, ...]:
    """The programmes of the admin's scope and those that bind her people: the first due first, then closed ones."""
    found = all_readable(session, actor=actor, now=now)
    ids = {each.programme.unit_id for each in found if each.programme.unit_id is not None}
    units = queries.unit_names(session, ids)
    lines = []
    for each in found:
        it, unit = each.programme, units.get(each.programme.unit_id or 0, "")
        of, paths = "" if each.own else unit or rules.WHOLE, rules.path_words(rules.read(it.paths))
        dates, closed = (it.starts_on, it.due_on), it.closed_at is not None
        lines.append(Listed(it.id, it.name, of, _audience(it, unit), *dates, paths, len(it.courses), closed))
    return tuple(lines)


def programme_page(
    session: Session, catalogue: Catalogue, programme_id: int, state: State | None, part_of: Callable[[int], Part], *,
    actor: Actor, now: datetime, unit_id: int | None = None,
) -> ProgrammePage[Part]:  # fmt: skip
    """One programme and its people in a state (None: in all), those that are late first; ``unit_id``: only those of
    this unit and below it. Raises NotFound.
    """
    reached = readable(session, programme_id, actor=actor, now=now)
    programme, own = reached.programme, reached.programme.unit_id
    unit = "" if own is None else queries.unit_names(session, [own])[own]
    scope, today = scope_asked(session, unit_id, actor=actor), local_date(now, actor.zone)
    found = lines_within(session, catalogue, programme, scope, today)
    chosen = [line for line in found if state in (None, line.standing.state)]
    part = part_of(len(chosen))
    shown = tuple(chosen[part.offset : part.offset + part.size])
    told = queries.last_told(session, [programme.id], [line.member.id for line in shown])
    known = ((slug, catalogue.courses.get(slug)) for slug in programme.courses)
    paths = rules.read(programme.paths)
    return ProgrammePage(
        programme.id, programme.name, programme.note, "" if reached.own else unit or rules.WHOLE,
        _audience(programme, unit), _nobody(session, programme), programme.starts_on,
        programme.due_on, programme.renews, programme.months, programme.closed_at is not None,
        tuple((slug, course.title if course else slug, course is not None) for slug, course in known), paths,
        () if programme.closed_at is not None else tuple(_changes(paths, catalogue)),
        rules.counted(line.standing for line in found), shown, part, sum(line.standing.owed for line in chosen),
        {person_id: at for (_, person_id), at in told.items()},
    )  # fmt: skip


def note_people(session: Session, programme_id: int, shown: Iterable[int], *, actor: Actor, now: datetime) -> None:
    """Write down whose standing an admin saw."""
    others = [person_id for person_id in shown if person_id != actor.id]
    if others:
        detail = {"programme": programme_id, "count": len(others)}
        audit.record(session, "programme.view", actor_id=actor.id, now=now, subjects=others, detail=detail)


def typed(session: Session, programme_id: int, *, actor: Actor, now: datetime) -> NewProgramme:
    """A programme as it would be typed, to be changed. Raises NotFound."""
    it = in_reach(session, programme_id, actor=actor)
    numbers, paths = names(session, programme_id, actor=actor, now=now).text, rules.read(it.paths)
    return NewProgramme(
        it.name, it.note, rules.beside(paths, it.courses), it.starts_on, it.due_on, it.renews, it.everybody,
        it.unit_id, it.status, it.position, numbers, Enrolment(it.enrolment).value, it.months,
        tuple(path.id for path in paths), mark(numbers),
    )  # fmt: skip


def _changes(paths: Iterable[AskedPath], catalogue: Catalogue) -> Iterator[PathChange]:
    def titles(slugs: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(catalogue.courses[slug].title if slug in catalogue.courses else slug for slug in slugs)

    for each in rules.changes(paths, catalogue.reference.paths):
        yield replace(each, added=titles(each.added), removed=titles(each.removed))


def _audience(it: Programme, unit: str) -> str:
    return rules.audience_words(unit, everybody=it.everybody, status=it.status, position=it.position)


def _nobody(session: Session, it: Programme) -> bool:
    fixed = it.everybody or it.enrolment or it.closed_at is not None
    return not fixed and not queries.named(session, [it.id]) and not queries.dates_of(session, [it.id])
