"""People chosen in the list of people, put into a programme: looked at first, then done once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.database import bare
from elearn.core.errors import Conflict, NotFound
from elearn.people import queries as people
from elearn.people.queries.bulk import Chosen
from elearn.people.rules import Actor
from elearn.people.rules.bulk import Deed
from elearn.people.service import bulk as planning
from elearn.people.service.bulk import BulkPage
from elearn.programmes import queries
from elearn.programmes.models import Programme, ProgrammePerson
from elearn.programmes.service.checking import MOST_NAMED, NewProgramme
from elearn.programmes.service.keeping import create, open_programme

COVERS_ALL = "Program ini untuk semua pegawai di unitnya, jadi tidak ditambah orang satu per satu. Pilih yang lain."
FULL = f"Sebuah program menyebut paling banyak {MOST_NAMED} pegawai. Belum ada yang ditambahkan; persempit pilihannya."
NOBODY = "Tidak ada orang pilihan ini yang dapat ditugaskan. Lihat alasannya, lalu pilih orang lain."
PRESENT = "Sudah disebut program ini."
MADE = "Program baru ini tidak menyebutnya."


@dataclass(frozen=True, slots=True)
class Target:
    """A programme that people can be put into, and how many it names. Dates are local."""

    id: int
    name: str
    starts_on: date
    due_on: date
    named: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, and where they can be put. ``done_in``: the programme that took them already."""

    page: BulkPage
    targets: tuple[Target, ...]
    done_in: int | None


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """Whom a programme would take. ``present`` are named already, so nothing changes for them."""

    page: BulkPage
    target: Target
    new: tuple[Chosen, ...]
    present: tuple[Chosen, ...]
    done_in: int | None

    @property
    def people(self) -> tuple[int, ...]:
        """Whom the page names."""
        groups = [self.new, self.present, *(group for _, group in self.page.refused)]
        return tuple(one.id for group in groups for one in group[: planning.SHOWN])


@dataclass(frozen=True, slots=True)
class Put:
    """What became of it; ``added`` None: it was done before, and nothing changed now."""

    programme_id: int
    added: int | None
    present: int = 0
    left: int = 0


def choice(session: Session, chosen_id: int, *, actor: Actor, now: datetime) -> Choice:
    """Who was chosen, and the running programmes of the admin's scope that name people. Raises NotFound."""
    page = _own(session, chosen_id, actor=actor, now=now)
    scope = people.unit_scope(session, actor)
    found = [each for each in queries.running(session) if not each.everybody and scope.covers(each.unit_id)]
    named = queries.named(session, [each.id for each in found])
    return Choice(page, tuple(_target(each, len(named.get(each.id, ()))) for each in found), _done_in(page))


def plan(session: Session, chosen_id: int, programme_id: int, *, actor: Actor, now: datetime) -> ChoicePlan:
    """Whom a programme would take. Changes nothing. Raises NotFound, or Conflict for a programme that takes nobody."""
    page = _own(session, chosen_id, actor=actor, now=now)
    return _plan(session, page, programme_id, actor=actor)


def put(session: Session, chosen_id: int, programme_id: int, *, actor: Actor, now: datetime) -> Put:
    """Name everybody chosen who can be and is not, once: a second press changes nothing. Raises NotFound, or Conflict
    for a programme that takes nobody, or not so many, and for a choice that is too old.
    """
    page = _own(session, chosen_id, actor=actor, now=now)
    if page.confirmed:
        return Put(int(page.facts["programme"]), None)
    found = _plan(session, page, programme_id, actor=actor)
    if found.target.named + len(found.new) > MOST_NAMED:
        raise Conflict(FULL)
    bulk = planning.own_bulk(session, chosen_id, actor)
    if not planning.claim(session, bulk, {"programme": programme_id}, now=now):
        return Put(int(bulk.facts["programme"]), None)
    rows = [{"programme_id": programme_id, "person_id": one.id, "added_at": now} for one in found.new]
    if rows:
        session.execute(insert(bare(ProgrammePerson)), rows)
        detail = {"programme": programme_id, "bulk": chosen_id, "people": len(rows)}
        subjects = [one.id for one in found.new]
        audit.record(session, "programme.list", actor_id=actor.id, now=now, subjects=subjects, detail=detail)
    became = _refused(page) | {one.id: PRESENT for one in found.present} | {one.id: "" for one in found.new}
    planning.settle(session, bulk, became, now=now)
    return Put(programme_id, len(rows), len(found.present), page.total - len(page.able))


def numbers(page: BulkPage) -> str:
    """The NIP of whoever can be named, one a line. Raises Conflict when nobody can, or too many."""
    if not page.able:
        raise Conflict(NOBODY)
    if len(page.able) > MOST_NAMED:
        raise Conflict(FULL)
    return "\n".join(one.nip or "" for one in page.able)


def make(
    session: Session, chosen_id: int, wanted: NewProgramme, *, catalogue: Catalogue, actor: Actor, now: datetime
) -> Put:
    """Make a programme for a choice, once: a second press makes no other. Raises NotFound, Conflict for a choice that
    is too old, or Invalid with every fault.
    """
    page = _own(session, chosen_id, actor=actor, now=now)
    bulk = planning.own_bulk(session, chosen_id, actor)
    if page.confirmed or not planning.claim(session, bulk, {}, now=now):
        return Put(int(bulk.facts["programme"]), None)
    made = create(session, wanted, catalogue=catalogue, actor=actor, now=now)
    bulk.facts = {"programme": made}
    named = queries.named(session, [made]).get(made, frozenset())
    became = _refused(page) | {one.id: "" if one.id in named else MADE for one in page.able}
    planning.settle(session, bulk, became, now=now)
    return Put(made, len(named))


def note(session: Session, page: BulkPage, shown: Iterable[int], *, actor: Actor, now: datetime) -> None:
    """Record whose names, or numbers, an admin saw."""
    others = [person_id for person_id in shown if person_id != actor.id]
    if others:
        detail = {"total": page.total, "bulk": page.id}
        audit.record(session, "person.list", actor_id=actor.id, now=now, subjects=others, detail=detail)


def _own(session: Session, chosen_id: int, *, actor: Actor, now: datetime) -> BulkPage:
    page = planning.bulk_page(session, chosen_id, actor=actor, now=now)
    if page.deed is not Deed.ASSIGN:
        raise NotFound(planning.UNKNOWN)
    return page


def _plan(session: Session, page: BulkPage, programme_id: int, *, actor: Actor) -> ChoicePlan:
    programme = open_programme(session, programme_id, actor=actor)
    if programme.everybody:
        raise Conflict(COVERS_ALL)
    named = queries.named(session, [programme.id]).get(programme.id, frozenset())
    new = tuple(one for one in page.able if one.id not in named)
    present = tuple(one for one in page.able if one.id in named)
    return ChoicePlan(page, _target(programme, len(named)), new, present, _done_in(page))


def _target(programme: Programme, named: int) -> Target:
    return Target(programme.id, programme.name, programme.starts_on, programme.due_on, named)


def _done_in(page: BulkPage) -> int | None:
    return int(page.facts["programme"]) if page.confirmed else None


def _refused(page: BulkPage) -> dict[int, str]:
    return {one.id: why for why, group in page.refused for one in group}
