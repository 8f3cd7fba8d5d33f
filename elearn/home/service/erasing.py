"""Deleting what need not be kept about somebody who has left (UU 27/2022 Pasal 42 and 43), decided by an admin.

What happens to which table says elearn/home/plan.py. Until the record's own time is over, her name, NIP and record
stay; then they lose whose they were: the ledger's chain holds neither name nor NIP, so it verifies as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.content.model import Reference
from elearn.content.model.retention import RECORD
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, NotFound
from elearn.home import queries
from elearn.home import retention_queries as leaving
from elearn.home.models import Erasure
from elearn.home.retention import Fate, fates
from elearn.home.service.erasing_rows import erase_rows
from elearn.jobs import service as jobs
from elearn.people.models import Person
from elearn.people.queries import unit_scope
from elearn.people.rules import Actor
from elearn.people.service.reach import check_power, person_in_reach
from elearn.people.service.reasons import checked_reason

FILES_JOB = "erasure.files"
SHOWN = 200
NOTHING = "Tidak ada data orang ini yang boleh dihapus hari ini. Lihat alasannya di halaman Hapus data."


@dataclass(frozen=True, slots=True)
class ErasurePage:
    """What becomes of somebody's data. ``left_on``: her last day of service (None: she serves, or nobody knows);
    ``erased_at``: when something was last deleted.
    """

    fates: tuple[Fate, ...]
    left_on: date | None
    erased_at: datetime | None
    own: bool

    @property
    def may_erase(self) -> bool:
        return not self.own and any(fate.may for fate in self.fates)

    @property
    def forgets(self) -> bool:
        """Whether erasing would leave nothing that says who it was."""
        return any(fate.may for fate in self.fates if fate.kind == RECORD)


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose data may be deleted: from when on, and of which kinds (in words)."""

    person_id: int
    name: str
    left_on: date
    kinds: tuple[str, ...]


def erasure_page(session: Session, reference: Reference, person_id: int, *, actor: Actor, now: datetime) -> ErasurePage:
    """What may be deleted of somebody, and what must stay. The caller has checked that the actor reaches her."""
    today = local_date(now, actor.zone)
    left_on = leaving.left_on(session, person_id, today)
    last = select(Erasure.erased_at).where(Erasure.person_id == person_id).order_by(Erasure.id.desc()).limit(1)
    return ErasurePage(fates(reference, left_on, today), left_on, session.scalar(last), own=person_id == actor.id)


def due_people(session: Session, reference: Reference, *, actor: Actor, now: datetime) -> tuple[Due, ...]:
    """Whose data an admin of this reach may delete, who left first coming first."""
    return _due(session, reference, unit_scope(session, actor).unit_ids, local_date(now, actor.zone))


def due_for_operator(session: Session, reference: Reference, today: date) -> tuple[Due, ...]:
    """The same of the whole institution, for the command."""
    return _due(session, reference, None, today)


def note_due(session: Session, people: Sequence[Due], *, actor: Actor, now: datetime) -> None:
    """Record that an admin saw who is due; of nobody it is no event."""
    if people:
        subjects = [each.person_id for each in people]
        audit.record(session, "person.retention", actor_id=actor.id, now=now, subjects=subjects)


def erase(
    session: Session, reference: Reference, person_id: int, reason: str, *, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Delete what may be deleted of somebody, for good; returns the kinds. Raises NotFound outside the reach, Invalid
    without a reason, and Conflict for oneself, for wider roles and when nothing may be deleted.
    """
    why = checked_reason(reason)
    person = person_in_reach(session, person_id, actor=actor, now=now)
    if person.id == actor.id:
        raise Conflict("Data sendiri dihapus oleh admin lain.")
    check_power(session, person.id, actor=actor)
    return _erase(session, reference, person.id, why, local_date(now, actor.zone), actor.id, now)


def erase_by_operator(
    session: Session, reference: Reference, person_id: int, reason: str, *, today: date, now: datetime
) -> tuple[str, ...]:
    """The same for the command, which asks nobody. Raises NotFound, Invalid and Conflict."""
    why = checked_reason(reason)
    if session.scalar(select(Person.id).where(Person.id == person_id).with_for_update()) is None:
        raise NotFound("Pegawai tidak ditemukan.")
    return _erase(session, reference, person_id, why, today, None, now)


def is_forgotten(session: Session, person_id: int) -> bool:
    """Whether nothing says any more who somebody was."""
    return session.scalar(select(Person.erased_at).where(Person.id == person_id)) is not None


def _due(session: Session, reference: Reference, units: frozenset[int] | None, today: date) -> tuple[Due, ...]:
    done = leaving.erased_kinds(session)
    found = []
    for person_id, name, left_on in leaving.who_left(session, units, today):
        open_kinds = [fate for fate in fates(reference, left_on, today) if fate.may]
        kinds = tuple(fate.name for fate in open_kinds if fate.kind not in done.get(person_id, frozenset()))
        if kinds:
            found.append(Due(person_id, name, left_on, kinds))
    return tuple(sorted(found, key=lambda due: (due.left_on, due.name, due.person_id)))


def _erase(
    session: Session,
    reference: Reference,
    person_id: int,
    reason: str,
    today: date,
    actor_id: int | None,
    now: datetime,
) -> tuple[str, ...]:
    left_on = leaving.left_on(session, person_id, today)
    kinds = tuple(fate.kind for fate in fates(reference, left_on, today) if fate.may)
    if not kinds:
        raise Conflict(NOTHING)
    ids = sorted(queries.account_ids(session, person_id))
    files = erase_rows(session, kinds, ids, actor_id=actor_id, today=today, now=now)
    made = Erasure(person_id=person_id, kinds=list(kinds), reason=reason, erased_at=now, erased_by=actor_id)
    session.add(made)
    session.flush()
    detail = {"kinds": ", ".join(kinds)}
    audit.record(session, "person.erase", actor_id=actor_id, now=now, subjects=ids, detail=detail, reason=reason)
    writers = ids if RECORD in kinds else []
    payload = {"digests": sorted(files.digests), "copies": files.copies, "exports": files.exports, "writers": writers}
    jobs.enqueue(session, FILES_JOB, f"{FILES_JOB}:{made.id}", payload, now=now)
    return kinds
