"""Units that end: merged into another, or closed; and how many serve where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid
from elearn.people.models import Posting, RoleGrant, Unit
from elearn.people.queries.units import subtree_ids, unit_scope, unit_tree
from elearn.people.rules import Actor
from elearn.people.service.units import unit_in_reach

BACKDATED = timedelta(days=366)
TAKER = "Pilih unit lain di dalam cakupan Anda yang masih buka dan tidak berada di bawah unit ini."
DAY = "Pilih tanggal dari setahun yang lalu sampai hari ini. Penggabungan yang akan datang dicatat pada harinya."
OCCUPIED = "Masih ada pegawai yang bertugas di unit ini. Pindahkan mereka, atau gabungkan unit ini ke unit lain."
ABOVE = "Masih ada unit yang buka di bawah unit ini. Pindahkan atau tutup unit itu lebih dahulu."
MERGED = "Unit ini digabungkan ke unit lain, jadi tidak dapat dibuka lagi. Tambahkan unit baru."
COLUMNS = ("person_id", "unit_id", "status", "position", "rank", "superior_id", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the tree. ``people`` serve there today, not counting units below; ``successor`` took it over;
    ``is_agency``: it is marked as a perangkat daerah.
    """

    id: int
    depth: int
    name: str
    code: str
    zone: str | None
    people: int
    closed_on: date | None
    successor: str
    is_agency: bool


@dataclass(frozen=True, slots=True)
class UnitEnd:
    """What merging a unit would touch: people who serve there or will, units right below, admins of it alone."""

    id: int
    name: str
    closed_on: date | None
    people: int
    below: int
    admins: int


def unit_lines(session: Session, *, actor: Actor, now: datetime) -> tuple[UnitLine, ...]:
    """The tree within the actor's scope, parents first. Three queries."""
    today = local_date(now, actor.zone)
    serving = select(Posting.unit_id, func.count(Posting.person_id.distinct())).where(
        Posting.valid_from <= today, _lasts(today)
    )
    people = {row[0]: row[1] for row in session.execute(serving.group_by(Posting.unit_id))}
    tree = unit_tree(session, unit_scope(session, actor))
    names = {unit.id: unit.name for unit, _ in tree}
    return tuple(
        UnitLine(
            unit.id,
            depth,
            unit.name,
            unit.code,
            unit.zone,
            people.get(unit.id, 0),
            unit.closed_on,
            names.get(unit.successor_id, "") if unit.successor_id is not None else "",
            unit.is_agency,
        )
        for unit, depth in tree
    )


def unit_end(session: Session, unit_id: int, *, actor: Actor, now: datetime) -> UnitEnd:
    """A unit and what hangs on it. Raises NotFound outside the actor's scope."""
    unit, today = unit_in_reach(session, unit_id, actor=actor), local_date(now, actor.zone)
    people = session.scalar(
        select(func.count(Posting.person_id.distinct())).where(Posting.unit_id == unit_id, _lasts(today))
    )
    below = session.scalar(select(func.count(Unit.id)).where(Unit.parent_id == unit_id, Unit.closed_on.is_(None)))
    admins = session.scalar(select(func.count(RoleGrant.id)).where(RoleGrant.unit_id == unit_id))
    return UnitEnd(unit.id, unit.name, unit.closed_on, people or 0, below or 0, admins or 0)


def merge_units(
    session: Session, unit_id: int, into_id: int | None, day: date | None, *, actor: Actor, now: datetime
) -> int:
    """Let a unit go up in another one from a local date on; returns how many people follow.

    Whoever serves there gets a posting in the other unit with all else unchanged, and the former one stays in her
    history; units below move along. Roles over the unit do not. Raises NotFound outside the scope, Invalid, and
    Conflict for a unit that is closed already.
    """
    unit, today = unit_in_reach(session, unit_id, actor=actor), local_date(now, actor.zone)
    session.execute(select(Unit.id).order_by(Unit.id).with_for_update())
    session.refresh(unit)
    if unit.closed_on is not None:
        raise Conflict("Unit ini sudah ditutup.")
    taker = session.get(Unit, into_id) if into_id is not None else None
    within = taker is not None and unit_scope(session, actor).covers(taker.id) and taker.closed_on is None
    if taker is None or not within or taker.id in subtree_ids(session, unit_id):
        raise Invalid(TAKER, {"into": TAKER})
    if day is None or not today - BACKDATED <= day <= today:
        raise Invalid(DAY, {"day": DAY})
    people = _follow(session, unit_id, taker.id, day)
    session.execute(update(Unit).where(Unit.parent_id == unit_id).values(parent_id=taker.id))
    unit.closed_on, unit.successor_id = day, taker.id
    session.flush()
    detail = {"unit_id": unit_id, "into": taker.id, "valid_from": day.isoformat(), "people": len(people)}
    audit.record(session, "unit.merge", actor_id=actor.id, now=now, subjects=people, detail=detail)
    return len(people)


def close_unit(session: Session, unit_id: int, *, actor: Actor, now: datetime) -> None:
    """Close an empty unit from today on; what happened there stays. Raises NotFound outside the scope, and Conflict
    while anybody serves there or below.
    """
    end = unit_end(session, unit_id, actor=actor, now=now)
    if end.people or end.below:
        raise Conflict(OCCUPIED if end.people else ABOVE)
    unit = session.get_one(Unit, unit_id)
    if unit.closed_on is None:
        unit.closed_on = local_date(now, actor.zone)
        audit.record(session, "unit.close", actor_id=actor.id, now=now, detail={"unit_id": unit_id})


def reopen_unit(session: Session, unit_id: int, *, actor: Actor, now: datetime) -> None:
    """Open a closed unit again. Raises NotFound outside the scope, and Conflict for one that was merged."""
    unit = unit_in_reach(session, unit_id, actor=actor)
    if unit.successor_id is not None:
        raise Conflict(MERGED)
    if unit.closed_on is not None:
        unit.closed_on = None
        audit.record(session, "unit.reopen", actor_id=actor.id, now=now, detail={"unit_id": unit_id})


def _follow(session: Session, unit_id: int, into_id: int, day: date) -> list[int]:
    """Continue everybody's posting in another unit, in four statements; returns whose."""
    here = (Posting.unit_id == unit_id, _lasts(day))
    people = list(session.scalars(select(Posting.person_id).where(*here).distinct().order_by(Posting.person_id)))
    running = (*here, Posting.valid_from < day)
    held = (Posting.person_id, literal(into_id), Posting.status, Posting.position, Posting.rank, Posting.superior_id)
    onward = select(*held, literal(day), Posting.valid_to).where(*running)
    session.execute(insert(Posting).from_select(list(COLUMNS), onward))
    session.execute(update(Posting).where(*running).values(valid_to=day - timedelta(days=1)))
    session.execute(update(Posting).where(*here, Posting.valid_from >= day).values(unit_id=into_id))
    session.expire_all()
    return people


def _lasts(day: date) -> ColumnElement[bool]:
    return or_(Posting.valid_to.is_(None), Posting.valid_to >= day)
