"""Taking back a whole list of people: what nobody changed since becomes as it was, the rest is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.database import read_only
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.core.tables import MOST_ROWS
from elearn.jobs import service as jobs
from elearn.people.models import PeopleImport, PeopleImportRow
from elearn.people.rules import Actor
from elearn.people.rules.facts import tidy
from elearn.people.service.import_base import UNKNOWN, own_import, scope_of
from elearn.people.service.import_known import Units
from elearn.people.service.import_pages import ImportPage, import_page
from elearn.people.service.import_restoring import Restorer, forget_superiors
from elearn.people.service.references import References

UNDO_JOB = "people.undo"
ROWS_A_TRANSACTION = 100
SHORTEST, LONGEST = 10, 500
NOT_YET = "Daftar ini belum selesai diterapkan, jadi belum dapat dibatalkan. Tunggu sebentar, lalu coba lagi."
REASON = f"Tulis alasannya, {SHORTEST} sampai {LONGEST} karakter."


def undo_page(session: Session, import_id: int, *, actor: Actor) -> ImportPage:
    """A list that may be taken back. Raises NotFound for somebody else's, and Conflict for one not applied yet."""
    page = import_page(session, import_id, actor=actor)
    if page.applied_at is None:
        raise Conflict(NOT_YET)
    return page


def ask_undo(session: Session, import_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let the worker take a list back. Twice changes nothing more.

    Raises NotFound for somebody else's, Conflict for one that is not applied yet, and Invalid without a reason.
    """
    found = own_import(session, import_id, actor=actor, lock=True)
    if found.applied_at is None:
        raise Conflict(NOT_YET)
    if not SHORTEST <= len(tidy(reason)) <= LONGEST:
        raise Invalid(REASON, {"alasan": REASON})
    if found.undo_asked_at is None:
        found.undo_asked_at, found.undo_by, found.undo_reason = now, actor.id, tidy(reason)
        payload = {"import": import_id, "on": local_date(now, actor.zone).isoformat()}
        jobs.enqueue(session, UNDO_JOB, f"{UNDO_JOB}:{import_id}", payload, now=now)
        session.flush()


def undo_people(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
    """The handler of ``people.undo`` jobs. Rows taken back already are left alone, so another worker may go on."""
    with read_only(), sessions() as session:
        references = References.read(session)
    for _part in range(MOST_ROWS // ROWS_A_TRANSACTION + 1):
        with sessions.begin() as session:
            today = date.fromisoformat(payload["on"])
            if not undo_part(session, int(payload["import"]), references, today=today, now=now):
                return


def undo_part(session: Session, import_id: int, references: References, *, today: date, now: datetime) -> bool:
    """Take the last 100 rows back that are not yet; returns whether there may be more. Raises NotFound."""
    wanted = select(PeopleImport).where(PeopleImport.id == import_id).with_for_update()  # one worker at a time
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(UNKNOWN)
    if found.undo_asked_at is None or found.undo_by is None or found.undone_at is not None:
        return False
    rows = session.scalars(
        select(PeopleImportRow)
        .where(
            PeopleImportRow.import_id == import_id,
            PeopleImportRow.applied_at.is_not(None),
            PeopleImportRow.undone_at.is_(None),
        )
        .order_by(PeopleImportRow.number.desc())  # an address that one row took over, an earlier one had given up
        .limit(ROWS_A_TRANSACTION)
    ).all()
    units = Units.load(session, scope_of(session, found.undo_by))
    Restorer(session, units, references, found.undo_by, today, now).take(rows)
    _note(session, found, rows, now)
    if len(rows) < ROWS_A_TRANSACTION:
        found.undone_at = now
        forget_superiors(session, import_id)
    session.flush()
    return found.undone_at is None


def _note(session: Session, found: PeopleImport, rows: Sequence[PeopleImportRow], now: datetime) -> None:
    people = [row.person_id for row in rows if row.person_id is not None]
    if people:
        detail = {"import": found.id, **Counter(row.undone or "" for row in rows)}
        audit.record(
            session,
            "person.undo",
            actor_id=found.undo_by,
            now=now,
            subjects=people,
            detail=detail,
            reason=found.undo_reason,
        )
