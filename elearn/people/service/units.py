"""The tree of units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import ZONE_LABELS
from elearn.core.errors import Invalid, NotFound
from elearn.people.models import Unit
from elearn.people.queries.units import subtree_ids, unit_scope
from elearn.people.rules import Actor
from elearn.people.rules.facts import tidy

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
CODE_SAID = "Tulis kode 1 sampai 40 karakter: huruf, angka, titik, garis bawah, garis miring, tanda hubung."
CODE_TAKEN = "Kode ini sudah dipakai unit lain."
PARENT_SAID = "Pilih unit induk di dalam cakupan Anda, dan bukan unit ini sendiri atau unit di bawahnya."
AGENCY_SAID = "Perangkat daerah ditandai oleh admin seluruh instansi, karena mengubah laporan semua unit."


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What was typed about a unit. ``zone``: IANA name, "" for the installation's; ``is_agency``: it is a perangkat
    daerah.
    """

    code: str
    name: str
    parent_id: int | None
    zone: str
    is_agency: bool = False


def unit_in_reach(session: Session, unit_id: int, *, actor: Actor) -> Unit:
    """The unit. Raises NotFound, also when it lies outside the actor's scope."""
    unit = session.get(Unit, unit_id)
    if unit is None or not unit_scope(session, actor).covers(unit.id):
        raise NotFound("Unit tidak ditemukan.")
    return unit


def parent_of(session: Session, unit: Unit) -> tuple[int | None, str]:
    """The unit's parent as (id, name); (None, a word for it) at the top."""
    parent = session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
    return (parent.id, parent.name) if parent else (None, "Tidak ada (paling atas)")


def add_unit(session: Session, facts: UnitFacts, *, actor: Actor, now: datetime) -> int:
    """Create a unit, within the actor's scope; returns its id. Raises Invalid."""
    if not unit_scope(session, actor).covers(facts.parent_id):
        raise Invalid(PARENT_SAID, {"parent_id": PARENT_SAID})
    unit = Unit(is_agency=False)
    _check_mark(session, unit, facts, actor)
    write_unit(session, unit, facts)
    audit.record(session, "unit.add", actor_id=actor.id, now=now, detail={"unit_id": unit.id})
    return unit.id


def edit_unit(session: Session, unit_id: int, facts: UnitFacts, *, actor: Actor, now: datetime) -> None:
    """Change a unit. It never moves out of the actor's scope, nor below itself. Raises NotFound and Invalid."""
    unit = unit_in_reach(session, unit_id, actor=actor)
    moved = facts.parent_id != unit.parent_id
    if moved:  # two moves at once could close the tree to a ring
        session.execute(select(Unit.id).order_by(Unit.id).with_for_update())
    within = unit_scope(session, actor).covers(facts.parent_id)
    if moved and (not within or facts.parent_id in subtree_ids(session, unit_id)):
        raise Invalid(PARENT_SAID, {"parent_id": PARENT_SAID})
    _check_mark(session, unit, facts, actor)
    write_unit(session, unit, facts)
    audit.record(session, "unit.edit", actor_id=actor.id, now=now, detail={"unit_id": unit.id})


def _check_mark(session: Session, unit: Unit, facts: UnitFacts, actor: Actor) -> None:
    if facts.is_agency != unit.is_agency and unit_scope(session, actor).unit_ids is not None:
        raise Invalid(AGENCY_SAID, {"is_agency": AGENCY_SAID})


def write_unit(session: Session, unit: Unit, facts: UnitFacts) -> None:
    """Store checked facts without asking who may: for commands. Raises Invalid."""
    code, name = tidy(facts.code), tidy(facts.name)
    faults = {}
    if not CODE.fullmatch(code):
        faults["code"] = CODE_SAID
    if not 1 <= len(name) <= 200:
        faults["name"] = "Tulis nama unit, paling banyak 200 karakter."
    if facts.zone and facts.zone not in ZONE_LABELS:
        faults["zone"] = "Pilih zona waktu dari daftar."
    if facts.parent_id is not None and session.get(Unit, facts.parent_id) is None:
        faults["parent_id"] = PARENT_SAID
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    try:
        with session.begin_nested():
            unit.code, unit.name, unit.parent_id, unit.zone = code, name, facts.parent_id, facts.zone or None
            unit.is_agency = facts.is_agency
            session.add(unit)
            session.flush()
    except IntegrityError:
        raise Invalid(CODE_TAKEN, {"code": CODE_TAKEN}) from None
