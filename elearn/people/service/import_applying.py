"""Applying a list of people: some rows in each short transaction, each row once, only what was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Invalid, NotFound
from elearn.core.tables import MOST_ROWS
from elearn.jobs import service as jobs
from elearn.people.models import PeopleImport, PeopleImportRow, Unit
from elearn.people.rules import Actor, Scope
from elearn.people.rules.importing import ACTING, Outcome
from elearn.people.service.import_base import UNKNOWN, own_import, scope_of
from elearn.people.service.import_circles import refuse_circles
from elearn.people.service.import_known import Units
from elearn.people.service.import_linking import link_superiors
from elearn.people.service.import_writing import Writer
from elearn.people.service.units import UnitFacts, write_unit

IMPORT_JOB = "people.import"
ROWS_A_TRANSACTION = 200
NOTHING = "Tidak ada baris yang dapat diterapkan. Perbaiki baris yang ditolak, lalu unggah lagi."


def confirm_people(session: Session, import_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the worker apply what was looked at. Twice changes nothing more.

    Raises NotFound for somebody else's, and Invalid when no row would change anything.
    """
    found = own_import(session, import_id, actor=actor, lock=True)
    begin_people(session, found, effective_on=local_date(now, actor.zone), now=now)


def begin_people(session: Session, found: PeopleImport, *, effective_on: date, now: datetime) -> None:
    """Settle that a list is applied, its postings from a local date on. Raises Invalid when nothing would change."""
    if found.confirmed_at is not None:
        return
    acting = PeopleImportRow.outcome.in_(ACTING)
    if not session.scalar(select(exists().where(PeopleImportRow.import_id == found.id, acting))):
        raise Invalid(NOTHING)
    found.confirmed_at, found.effective_on = now, effective_on
    jobs.enqueue(session, IMPORT_JOB, f"{IMPORT_JOB}:{found.id}", {"import": found.id}, now=now)
    session.flush()


def apply_people(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
    """The handler of ``people.import`` jobs. Whatever was applied already is left alone, so a worker that was killed
    may be followed by another, and two at once do no harm.
    """
    import_id = int(payload["import"])
    with sessions.begin() as session:
        refuse_circles(session, import_id)
    for _part in range(2 * (MOST_ROWS // ROWS_A_TRANSACTION + 1)):  # to take every row, and to link every superior
        with sessions.begin() as session:
            if not apply_part(session, import_id, now=now):
                return


def apply_part(session: Session, import_id: int, *, now: datetime) -> bool:
    """Apply the next 200 rows, and after the last of them link superiors; returns whether there may be more.

    Raises NotFound.
    """
    wanted = select(PeopleImport).where(PeopleImport.id == import_id).with_for_update()  # one worker at a time
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(UNKNOWN)
    if found.confirmed_at is None or found.effective_on is None or found.applied_at is not None:
        return False
    _make_units(session, found, scope_of(session, found.uploaded_by), now)
    scope = scope_of(session, found.uploaded_by)  # with the units just made
    rows = session.scalars(
        select(PeopleImportRow)
        .where(
            PeopleImportRow.import_id == import_id,
            PeopleImportRow.outcome.in_(ACTING),
            PeopleImportRow.applied_at.is_(None),
        )
        .order_by(PeopleImportRow.number)
        .limit(ROWS_A_TRANSACTION)
    ).all()
    Writer(session, found.effective_on, Units.load(session, scope), now).take(rows)
    _note(session, found, rows, now)
    taken = len(rows) < ROWS_A_TRANSACTION
    if taken and link_superiors(session, import_id, ROWS_A_TRANSACTION) < ROWS_A_TRANSACTION:
        found.applied_at = now
    session.flush()
    return found.applied_at is None


def _make_units(session: Session, found: PeopleImport, scope: Scope, now: datetime) -> None:
    """Make the units that were asked for, unless they are there."""
    if not scope.covers(found.units_below_id):
        return  # the rows are refused, each with its reason
    units = Units.load(session, scope)
    for unit in found.new_units:
        if unit["wanted"] and unit["code"].casefold() not in units.taken():
            made = Unit()
            marked = unit.get("is_agency", False)  # lists kept by an earlier version do not say
            write_unit(session, made, UnitFacts(unit["code"], unit["name"], found.units_below_id, "", marked))
            audit.record(session, "unit.add", actor_id=found.uploaded_by, now=now, detail={"unit_id": made.id})


def _note(session: Session, found: PeopleImport, rows: Sequence[PeopleImportRow], now: datetime) -> None:
    done = [row for row in rows if row.applied_at is not None and row.person_id is not None]
    if done:
        counts = {outcome: sum(row.outcome == outcome for row in done) for outcome in ACTING}
        detail = {"import": found.id, "created": counts[Outcome.NEW], "changed": counts[Outcome.CHANGED]}
        people = [row.person_id for row in done if row.person_id is not None]
        audit.record(session, "person.import", actor_id=found.uploaded_by, now=now, subjects=people, detail=detail)
