"""Doing to everybody chosen what was confirmed: at once for few, by the worker for many."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.errors import Conflict, ElearnError, Invalid
from elearn.people.models import BulkChange, BulkItem, Person, Posting
from elearn.people.queries import bulk as found
from elearn.people.queries.roles import grants_of
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, Grant, Status, display_name
from elearn.people.rules.bulk import LABELS, Deed
from elearn.people.rules.facts import EARLIEST, PostingFacts
from elearn.people.service.bulk import SHOWN_ONCE, claim, enqueue, own_bulk
from elearn.people.service.persons import set_active
from elearn.people.service.postings import add_posting
from elearn.people.service.reach import check_unit
from elearn.people.service.reasons import checked_reason
from elearn.people.service.roles import ONLY_EVERYWHERE, grant_role, revoke_role

ITS_OWN_PAGE = "Program dipilih di halaman penugasannya. Belum ada yang diubah; buka pilihan ini sekali lagi."
A_STEP = 100  # people of one transaction: more would hold up everybody else who saves
AT_ONCE = A_STEP


def confirm_bulk(
    session: Session, bulk_id: int, facts: Mapping[str, Any], *, courses: Container[str], actor: Actor, now: datetime
) -> None:
    """Do what was planned, once: a second press changes nothing. ``facts``: unit_id and valid_from (a move), reason
    (closing accounts, roles), role, course and unit_id (roles). More than AT_ONCE people are left to the worker.

    Raises NotFound for somebody else's plan, Invalid for facts that will not do, Conflict when the plan is too old.
    """
    bulk = own_bulk(session, bulk_id, actor)
    checked = _checked(session, Deed(bulk.deed), facts, courses, actor)
    if not claim(session, bulk, checked, now=now):
        return
    if bulk.total > AT_ONCE:
        enqueue(session, bulk, now=now)
    else:
        _step(session, bulk, AT_ONCE, actor, now)
        bulk.done_at = now
        session.flush()


def run_bulk(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime, *, zone: str) -> None:
    """The worker's part: step by step, each in a transaction of its own, so that a second run goes on where the first
    broke off. ``zone``: IANA zone in which the admin's dates are decided.
    """
    bulk_id = int(payload["bulk"])
    while True:
        with sessions.begin() as session:
            bulk = session.get_one(BulkChange, bulk_id)
            if bulk.done_at is not None:
                return
            if not _step(session, bulk, A_STEP, _maker(session, bulk.made_by, zone), now):
                bulk.done_at = now


def _step(session: Session, bulk: BulkChange, limit: int, actor: Actor, now: datetime) -> int:
    deed = _deed(session, bulk, actor, now)
    return _each(session, bulk, limit, deed, now)


def _each(session: Session, bulk: BulkChange, limit: int, deed: Callable[[int], object], now: datetime) -> int:
    """Do it to some who wait, each in a savepoint of her own: who cannot be touched keeps nobody else waiting."""
    items: list[BulkItem] = list(found.waiting(session, bulk.id, limit))
    for item in items:
        try:
            with session.begin_nested():
                deed(item.person_id)
        except ElearnError as refused:
            item.problem = refused.message
        else:
            item.done_at = now
    session.flush()
    return len(items)


def _deed(session: Session, bulk: BulkChange, actor: Actor, now: datetime) -> Callable[[int], object]:
    facts: dict[str, Any] = bulk.facts
    by: dict[str, Any] = {"actor": actor, "now": now}
    why = facts.get("reason") or LABELS[Deed(bulk.deed)]  # one of an earlier version was asked for no reason
    match Deed(bulk.deed):
        case Deed.MOVE:
            day = date.fromisoformat(facts["valid_from"])
            return lambda person_id: _move(session, person_id, facts["unit_id"], day, **by)
        case Deed.DEACTIVATE:
            return lambda person_id: set_active(session, person_id, False, reason=facts["reason"], **by)
        case Deed.ACTIVATE:
            return lambda person_id: set_active(session, person_id, True, **by)
        case Deed.GRANT:
            role, course, unit_id = facts["role"], facts["course"], facts["unit_id"]
            return lambda person_id: grant_role(
                session, person_id, role, courses=(course,), course=course, unit_id=unit_id, reason=why, **by
            )
        case Deed.REVOKE:
            return lambda person_id: _revoke(session, person_id, facts["role"], why, **by)
        case Deed.CODE:
            raise Conflict(SHOWN_ONCE)
        case Deed.ASSIGN:
            raise Conflict(ITS_OWN_PAGE)


def _move(session: Session, person_id: int, unit_id: int, day: date, *, actor: Actor, now: datetime) -> None:
    """Position, rank and status stay; who the superior is there, nobody has said yet."""
    latest = session.scalars(
        select(Posting).where(Posting.person_id == person_id).order_by(Posting.valid_from.desc(), Posting.id.desc())
    ).first()
    if latest is None:
        raise Conflict("Belum pernah ditempatkan, jadi statusnya belum diketahui.")
    if latest.unit_id == unit_id and latest.valid_to is None:
        raise Conflict("Sudah bertugas di unit itu.")
    facts = PostingFacts(unit_id, Status(latest.status), day, latest.position, latest.rank)
    add_posting(session, person_id, facts, actor=actor, now=now)


def _revoke(session: Session, person_id: int, role: str, reason: str, *, actor: Actor, now: datetime) -> None:
    held = [grant for grant in grants_of(session, person_id) if grant.role == role]
    if not held:
        raise Conflict("Tidak punya peran ini.")
    for grant in held:
        revoke_role(session, person_id, grant.id, reason, actor=actor, now=now)


def _checked(
    session: Session, deed: Deed, facts: Mapping[str, Any], courses: Container[str], actor: Actor
) -> dict[str, Any]:
    """What was confirmed, in a form that can be kept. Raises Invalid, or Conflict for a deed of another room."""
    if deed is Deed.ASSIGN:
        raise Conflict(ITS_OWN_PAGE)
    if deed is Deed.MOVE:
        day = facts.get("valid_from")
        if not isinstance(day, date) or day < EARLIEST:
            raise Invalid("Tulis tanggal mulainya.", {"valid_from": "Tulis tanggal mulai, dan periksa tahunnya."})
        if facts.get("unit_id") is None:
            raise Invalid("Pilih unit tujuan.", {"unit_id": "Pilih unit tujuan."})
        check_unit(session, facts["unit_id"], actor=actor)
        return {"unit_id": facts["unit_id"], "valid_from": day.isoformat()}
    if deed is Deed.DEACTIVATE:
        return {"reason": checked_reason(facts.get("reason") or "")}
    if deed is Deed.GRANT:
        return _role(session, facts, courses, actor) | {"reason": checked_reason(facts.get("reason") or "")}
    if deed is Deed.REVOKE:
        return {"role": facts.get("role"), "reason": checked_reason(facts.get("reason") or "")}
    return {}


def _role(session: Session, facts: Mapping[str, Any], courses: Container[str], actor: Actor) -> dict[str, Any]:
    role, course, unit_id = facts.get("role"), facts.get("course") or None, facts.get("unit_id")
    if role == "admin":
        check_unit(session, unit_id, actor=actor)
        return {"role": role, "course": None, "unit_id": unit_id}
    if unit_scope(session, actor).unit_ids is not None:
        raise Invalid(ONLY_EVERYWHERE, {"role": ONLY_EVERYWHERE})
    if course is not None and course not in courses:
        raise Invalid("Kursus tidak dikenal.", {"course": "Pilih kursus dari daftar."})
    return {"role": role, "course": course, "unit_id": None}


def _maker(session: Session, person_id: int, zone: str) -> Actor:
    """The admin as she is now: who lost her role, or her account, meanwhile reaches nobody."""
    person = session.get_one(Person, person_id)
    open_account = person.active and person.merged_into_id is None
    grants = [Grant(row.role, row.course, row.unit_id) for row in grants_of(session, person_id)] if open_account else []
    name = display_name(person.title_before, person.name, person.title_after)
    return Actor(id=person_id, display_name=name, zone=zone, grants=tuple(grants))
