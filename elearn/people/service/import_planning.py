"""What a list of people would do: every row judged by itself and kept to be looked at, before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid
from elearn.core.objects import ObjectStore
from elearn.core.tables import Table, read_table
from elearn.people.models import PeopleImport, PeopleImportRow
from elearn.people.queries.leading import everybody_led
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, Scope
from elearn.people.rules.facts import check_email
from elearn.people.rules.importing import Judged, NewUnit, code_for, is_about_somebody, is_heading
from elearn.people.rules.leading import settled
from elearn.people.rules.nip import nip_digits
from elearn.people.rules.roster import Layout, nearly_the_same, read_headings
from elearn.people.service.import_base import own_import, parts
from elearn.people.service.import_forgetting import forget_list
from elearn.people.service.import_judging import Judge, Raw, superior_key
from elearn.people.service.import_known import Units, load_part
from elearn.people.service.units import AGENCY_SAID

ROWS_AT_ONCE = 500
MOST_NEW_UNITS = 200
BEGUN = "Daftar ini sudah diterapkan, jadi tidak dapat diubah lagi. Unggah daftar baru untuk perubahan berikutnya."
PARENT = "Pilih unit induk di dalam cakupan Anda untuk unit yang akan dibuat."


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """What a list would do. ``ignored``: headings that mean nothing here; ``new_units``: units that it names and nobody
    has.
    """

    rows: tuple[Judged, ...]
    ignored: tuple[str, ...]
    new_units: tuple[NewUnit, ...]


def read_people(data: bytes) -> Table:
    """A list of people as a table: titles above its headings, numbers of columns and totals left out.

    Raises Invalid when it is no table, or has no columns for NIP and name.
    """
    table = read_table(data, is_heading)
    layout = read_headings(table.headings)
    return Table(table.headings, tuple(row for row in table.rows if is_about_somebody(layout, row.cells)))


def plan_people(
    session: Session, table: Table, *, today: date, actor: Actor | None, wanted: Collection[str] = ()
) -> PeoplePlan:
    """Judge every row, on a local date. ``actor`` None: the operator, who reaches everybody. ``wanted``: codes of
    unknown units that are to be made (``*``: all of them). Only reads, 500 rows at a time.
    """
    layout = read_headings(table.headings)
    scope = Scope(None) if actor is None else unit_scope(session, actor)
    units = Units.load(session, scope)
    judge = Judge(units, len(table.headings), today)
    rows = _judged(session, judge, layout, table)
    new = _new_units(judge, wanted)
    if any(unit.wanted for unit in new):
        units.making = {word.casefold(): unit.code for unit in new if unit.wanted for word in (unit.code, unit.name)}
        rows = _judged(session, Judge(units, len(table.headings), today), layout, table)
    return PeoplePlan(rows, layout.ignored, new)


def receive_people(
    session: Session, digest: str, name: str, plan: PeoplePlan, *, actor: Actor | None, now: datetime
) -> int:
    """Keep a list whose bytes are kept already, and what it would do; returns its id."""
    made = PeopleImport(
        uploaded_by=actor.id if actor else None,
        uploaded_at=now,
        digest=digest,
        name=name[:120],
        ignored=[],
        new_units=[],
    )
    session.add(made)
    session.flush()
    _keep(session, made, plan)
    return made.id


def plan_again(
    session: Session, import_id: int, wanted: Collection[str], *, objects: ObjectStore, actor: Actor, now: datetime
) -> PeoplePlan:
    """What a list would do if these unknown units were made. Only reads. Raises NotFound for somebody else's."""
    table = read_people(objects.read(own_import(session, import_id, actor=actor).digest))
    return plan_people(session, table, today=local_date(now, actor.zone), actor=actor, wanted=wanted)


def keep_plan(
    session: Session, import_id: int, plan: PeoplePlan, below_id: int | None, *, agencies: bool, actor: Actor
) -> None:
    """Put another plan in place of the one that a list has; new units are made below ``below_id`` (None: at the top),
    as perangkat daerah if ``agencies``.

    Raises NotFound for somebody else's, Invalid for a place out of reach, and Conflict for a list already applied.
    """
    found = own_import(session, import_id, actor=actor, lock=True)
    if found.confirmed_at is not None:
        raise Conflict(BEGUN)
    if any(unit.wanted for unit in plan.new_units) and not unit_scope(session, actor).covers(below_id):
        raise Invalid(PARENT, {"induk": PARENT})
    if agencies and unit_scope(session, actor).unit_ids is not None:
        raise Invalid(AGENCY_SAID)
    found.units_below_id = below_id
    session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == import_id))
    units = tuple(replace(unit, is_agency=agencies and unit.wanted) for unit in plan.new_units)
    _keep(session, found, replace(plan, new_units=units))


def discard_people(session: Session, import_id: int, *, actor: Actor, now: datetime) -> None:
    """Forget a list that was only looked at, and its file within a day. Raises NotFound for somebody else's, and
    Conflict for one applied.
    """
    found = own_import(session, import_id, actor=actor, lock=True)
    if found.confirmed_at is not None:
        raise Conflict(BEGUN)
    forget_list(session, found, now=now)


def _keep(session: Session, made: PeopleImport, plan: PeoplePlan) -> None:
    made.ignored, made.new_units = list(plan.ignored), [asdict(unit) for unit in plan.new_units]
    for part in parts(plan.rows, ROWS_AT_ONCE):
        values = [{**_stored(row), "import_id": made.id} for row in part]
        session.execute(insert(PeopleImportRow), values)
    session.flush()


def _stored(row: Judged) -> dict[str, object]:
    changes = {name: list(change) for name, change in row.changes.items()}
    kept = {"number": row.number, "outcome": row.outcome.value, "person_id": row.person_id, "nip": row.nip}
    return kept | {"name": row.name, "changes": changes, "reason": row.reason, "before": {}}


def _judged(session: Session, judge: Judge, layout: Layout, table: Table) -> tuple[Judged, ...]:
    """Every row judged by itself, and then by whom the others name as their superiors."""
    rows = tuple(_each_judged(session, judge, layout, table))
    if not any("superior" in row.changes for row in rows):
        return rows
    return settled(rows, judge.there, everybody_led(session, judge.today))


def _each_judged(session: Session, judge: Judge, layout: Layout, table: Table) -> Iterator[Judged]:
    for part in parts(table.rows, ROWS_AT_ONCE):
        raws = [layout.read(row.cells) for row in part]
        keys = [key for raw in raws for key in (_key(raw), _superior(raw)) if key]
        known = load_part(session, keys, filter(None, map(_email, raws)), judge.today)
        for row, raw in zip(part, raws, strict=True):
            yield judge.judge(row, raw, known)


def _new_units(judge: Judge, wanted: Collection[str]) -> tuple[NewUnit, ...]:
    """The units that nobody has, the most frequent first, each as most rows spell it, with a code for those that have
    only a name.
    """
    taken = {*judge.units.taken()}
    there = judge.units.within_reach().values()
    made: list[NewUnit] = []
    asked = {word.casefold() for word in wanted}
    spelt: dict[str, Counter[tuple[str, str]]] = {}
    for (code, name), rows in judge.unknown.items():
        spelt.setdefault((code or name).casefold(), Counter())[code, name] += rows
    found = [(*each.most_common(1)[0][0], each.total()) for each in spelt.values()]
    for code, name, rows in sorted(found, key=lambda unit: (-unit[2], unit[1], unit[0]))[:MOST_NEW_UNITS]:
        own = code or code_for(name, taken)
        taken.add(own.casefold())
        perhaps = nearly_the_same(name, [*there, *(unit.name for unit in made if unit.rows > rows)])
        made.append(NewUnit(own, name, rows, "*" in asked or own.casefold() in asked, perhaps=perhaps))
    return tuple(made)


def _key(raw: Raw) -> str:
    try:
        return nip_digits(raw["nip"]) if "nip" in raw else ""
    except Invalid:
        return ""  # the judge says why


def _superior(raw: Raw) -> str:
    try:
        return superior_key(raw) or ""
    except Invalid:
        return ""  # the judge says why


def _email(raw: Raw) -> str:
    try:
        return check_email(raw.get("email", "")) or ""
    except Invalid:
        return ""  # the judge says why
