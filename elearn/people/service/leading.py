"""The direct superior as an admin names her on a form: by number, by address, or looked for by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Invalid
from elearn.people.queries import people as found
from elearn.people.queries.leading import ids_by_key, leader_of, leads_above, units_above
from elearn.people.queries.people import Filter, PersonRow
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, Scope
from elearn.people.rules.facts import tidy
from elearn.people.rules.leading import CIRCLE, FAR, HERSELF
from elearn.people.rules.nip import nip_digits

MOST_LEADERS = 8  # offered at once
UNREGISTERED = "Atasan dengan NIP atau surel ini belum terdaftar. Kosongkan dahulu, atau tambahkan atasannya."
CHOOSE = "Pilih orangnya dari daftar di bawah isian ini, lalu simpan lagi."
TOO_MANY = f"Hanya {MOST_LEADERS} orang pertama yang tampil. Pilih, atau tulis nama lebih lengkap, lalu simpan lagi."
NOBODY = "Tidak ada pegawai aktif yang cocok di unit yang Anda kelola atau di atasnya. Periksa ejaan, atau tulis NIP."


def find_leaders(session: Session, typed: str, *, actor: Actor, now: datetime) -> tuple[PersonRow, ...]:
    """Who may be meant by what was typed, the first few by name; nobody for a whole number or an address."""
    if not tidy(typed) or _names_one(typed):
        return ()
    wanted, order = Filter(text=tidy(typed)[:100]), ("nama", False)
    today = local_date(now, actor.zone)
    return found.list_people(session, _reach(session, actor), wanted, today, order=order, offset=0, limit=MOST_LEADERS)


def note_leaders(session: Session, shown: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Record whose names a search for a superior showed."""
    people = [number for number in shown if number != actor.id]
    if people:
        detail = {"searched": True, "total": len(shown)}
        audit.record(session, "person.list", actor_id=actor.id, now=now, subjects=people, detail=detail)


def leader_id(
    session: Session, typed: str, chosen: int | None, *, person_id: int | None, actor: Actor, now: datetime
) -> int | None:
    """Whom the form names as the superior of a person (None: of somebody new); None for nobody. ``chosen``: picked from
    those who were found by the name typed. Raises Invalid at the field ``superior``.
    """
    if not tidy(typed):
        return None
    try:
        leader = _by_key(session, typed) if _names_one(typed) else _chosen(session, typed, chosen, actor, now)
        _check(session, leader, person_id, actor, now)
    except Invalid as refused:
        raise Invalid(refused.message, {"superior": refused.message}) from None
    return leader


def _names_one(typed: str) -> bool:
    try:
        return "@" in typed or bool(nip_digits(typed))
    except Invalid:
        return False


def _by_key(session: Session, typed: str) -> int:
    key = tidy(typed).lower() if "@" in typed else nip_digits(typed)
    known = ids_by_key(session, {key})
    if key not in known:
        raise Invalid(UNREGISTERED)
    return known[key]


def _chosen(session: Session, typed: str, chosen: int | None, actor: Actor, now: datetime) -> int:
    offered = find_leaders(session, typed, actor=actor, now=now)
    if chosen is not None and any(row.id == chosen for row in offered):
        return chosen
    if not offered and any(symbol.isdigit() for symbol in typed):
        nip_digits(typed)  # says what is wrong with the number
    if not offered:
        raise Invalid(NOBODY)
    raise Invalid(CHOOSE if len(offered) < MOST_LEADERS else TOO_MANY)


def _check(session: Session, leader: int, person_id: int | None, actor: Actor, now: datetime) -> None:
    """Refuse who cannot lead her; whoever does so already may go on, wherever she serves."""
    today = local_date(now, actor.zone)
    if person_id is not None and leader == person_id:
        raise Invalid(HERSELF)
    if person_id is not None and leads_above(session, leader, person_id, today):
        raise Invalid(CIRCLE)
    if person_id is not None and leader_of(session, person_id, today) == leader:
        return
    _, unit_id = found.unit_of(session, leader, today)
    if not _reach(session, actor).covers(unit_id):
        raise Invalid(FAR)


def _reach(session: Session, actor: Actor) -> Scope:
    """Where superiors may serve: in the admin's units, or above them."""
    scope = unit_scope(session, actor)
    return scope if scope.unit_ids is None else Scope(scope.unit_ids | units_above(session, scope))
