"""Taking over a list of past training: looked at, confirmed, then recorded by the worker in small transactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.content.model import Reference
from elearn.core.database import read_only
from elearn.core.errors import NotFound
from elearn.core.objects import ObjectStore
from elearn.core.tables import Table, read_table
from elearn.external import queries
from elearn.external.models import Submission, TrainingImport
from elearn.external.rules import Act, State
from elearn.external.service.base import write_down
from elearn.external.service.deciding import enter
from elearn.external.service.handing_in import new_submission
from elearn.external.service.planning import Plan, Ready, plan
from elearn.jobs import service as jobs
from elearn.jobs.service import Handler
from elearn.people.queries.roles import grants_of
from elearn.people.rules import Actor, Grant

IMPORT_JOB = "training.import"
ROWS_A_TRANSACTION = 50
UNKNOWN = "Daftar ini tidak ditemukan di antara unggahan Anda."


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A list that was uploaded. ``confirmed_at`` None: nothing was asked to be recorded; ``applied_at`` None: not done
    yet. ``plan`` is what it would still do now.
    """

    id: int
    name: str
    uploaded_at: datetime
    confirmed_at: datetime | None
    applied_at: datetime | None
    plan: Plan


def receive_list(session: Session, digest: str, name: str, *, actor: Actor, now: datetime) -> int:
    """Remember an upload whose bytes are kept already; returns its id."""
    made = TrainingImport(uploaded_by=actor.id, uploaded_at=now, digest=digest, name=name[:120])
    session.add(made)
    session.flush()
    return made.id


def import_page(
    session: Session,
    import_id: int,
    *,
    objects: ObjectStore,
    reference: Reference,
    zone: str,
    actor: Actor,
    now: datetime,
) -> ImportPage:
    """What a list would do. Raises NotFound for somebody else's."""
    found = _own(session, import_id, actor)
    table = read_table(objects.read(found.digest))
    planned = plan(session, table, reference=reference, actor=actor, zone=zone, now=now)
    return ImportPage(found.id, found.name, found.uploaded_at, found.confirmed_at, found.applied_at, planned)


def confirm(session: Session, import_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the worker record the rows that can be. Twice changes nothing more. Raises NotFound for somebody else's."""
    found = _own(session, import_id, actor)
    if found.confirmed_at is None:
        found.confirmed_at = now
        jobs.enqueue(session, IMPORT_JOB, f"{IMPORT_JOB}:{import_id}", {"import": import_id}, now=now)
        session.flush()


def note_list(session: Session, page: ImportPage, *, actor: Actor, now: datetime) -> None:
    """Record whose names an admin saw on the page of her list."""
    people = {row.person_id for row in page.plan.ready}
    if people:
        detail = {"total": len(page.plan.ready)}
        audit.record(session, "submission.list", actor_id=actor.id, now=now, subjects=sorted(people), detail=detail)


def import_handler(objects: ObjectStore, reference: Callable[[], Reference], zone: str) -> Handler:
    """The handler of ``training.import`` jobs: records what is not yet, so running it again is harmless."""

    def work(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        import_id = int(payload["import"])
        with read_only(), sessions() as session:
            found = session.get(TrainingImport, import_id)
            if found is None:
                raise NotFound(UNKNOWN)
            actor = _uploader(session, found.uploaded_by, zone)
            digest = found.digest
        record_all(
            sessions,
            read_table(objects.read(digest)),
            reference=reference(),
            actor=actor,
            zone=zone,
            now=now,
            import_id=import_id,
        )
        with sessions.begin() as session:
            done = session.get(TrainingImport, import_id)
            if done is not None and done.applied_at is None:
                done.applied_at = now

    return work


def record_all(
    sessions: sessionmaker[Session],
    table: Table,
    *,
    reference: Reference,
    actor: Actor | None,
    zone: str,
    now: datetime,
    import_id: int | None = None,
) -> Plan:
    """Record every good row, some at a time, and return what was planned. ``actor`` None: the operator."""
    with read_only(), sessions() as session:
        planned = plan(session, table, reference=reference, actor=actor, zone=zone, now=now)
    for start in range(0, len(planned.ready), ROWS_A_TRANSACTION):
        rows = planned.ready[start : start + ROWS_A_TRANSACTION]
        with sessions.begin() as session:
            for row in rows:
                _record(session, row, reference, actor, zone, now, import_id)
            people = sorted({row.person_id for row in rows})
            actor_id, detail = actor.id if actor else None, {"count": len(rows)}
            audit.record(session, "submission.import", actor_id=actor_id, now=now, subjects=people, detail=detail)
    return planned


def _record(
    session: Session,
    row: Ready,
    reference: Reference,
    actor: Actor | None,
    zone: str,
    now: datetime,
    import_id: int | None,
) -> None:
    """One row as an approved submission with its entries; a row that somebody recorded meanwhile changes nothing."""
    made = new_submission(row.person_id, row.key, row.facts, now=now)
    made.state, made.sent_at, made.decided_at, made.import_id = State.APPROVED.value, now, now, import_id
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        if queries.by_form(session, row.person_id, row.key) is None:
            raise
        return
    actor_id = actor.id if actor else None
    write_down(session, made, Act.IMPORTED, actor_id=actor_id, now=now)
    enter(session, made, reference=reference, zone=zone, actor_id=actor_id, now=now)


def latest_lists(session: Session, limit: int, *, actor: Actor) -> list[tuple[TrainingImport, int]]:
    """The lists that an admin uploaded last, with how many rows each has recorded so far."""
    wanted = select(TrainingImport).where(TrainingImport.uploaded_by == actor.id).order_by(TrainingImport.id.desc())
    found = list(session.scalars(wanted.limit(limit)))
    ids = [each.id for each in found]
    recorded = session.scalars(select(Submission.import_id).where(Submission.import_id.in_(ids))).all()
    return [(each, recorded.count(each.id)) for each in found]


def _own(session: Session, import_id: int, actor: Actor) -> TrainingImport:
    found = queries.uploaded(session, import_id, actor.id)
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def _uploader(session: Session, person_id: int, zone: str) -> Actor:
    """The admin as she is now: who lost her role meanwhile reaches nobody."""
    grants = tuple(Grant(row.role, row.course, row.unit_id) for row in grants_of(session, person_id))
    return Actor(id=person_id, display_name="", zone=zone, grants=grants)
