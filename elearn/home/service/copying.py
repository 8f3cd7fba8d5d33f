"""A copy of everything that is held about somebody, to take away (UU 27/2022 Pasal 6 and 13): asked for by herself,
put together by the worker, handed out to nobody else, and deleted after a week.

The ZIP appears whole or not at all, so a server may be killed at any moment: the job is done again from the beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.database import read_only
from elearn.core.dates import date_text
from elearn.core.errors import NotFound
from elearn.core.objects import ObjectStore
from elearn.home.models import DataCopy
from elearn.home.packing import pack
from elearn.home.service.own_data import gather
from elearn.jobs import service as jobs
from elearn.jobs.models import Job
from elearn.notices import service as notices
from elearn.notices.rules import Kind
from elearn.people.models import Person
from elearn.people.rules import Actor

COPY_JOB, COPY_EXPIRY_JOB = "own_data.copy", "own_data.expiry"
COPIES = "salinan"  # the folder in the data folder; a backup leaves it out, because it can be made again
KEPT = timedelta(days=7)
GONE = "Salinan ini belum siap, atau masa simpannya sudah habis. Minta yang baru di halaman Data saya."


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """Her newest copy. ``id`` 0: she never asked for one. ``size`` in bytes once ``ready``; ``expires_on`` is local."""

    id: int = 0
    asked_at: datetime | None = None
    ready: bool = False
    expired: bool = False
    failed: bool = False
    size: int = 0
    expires_on: date | None = None

    @property
    def making(self) -> bool:
        """Whether the worker is still to put it together."""
        return self.id > 0 and not (self.ready or self.failed)


def own_copy(session: Session, *, actor: Actor, now: datetime) -> OwnCopy:
    """How far the newest copy that she asked for has come."""
    newest = select(DataCopy).where(DataCopy.person_id == actor.id).order_by(DataCopy.id.desc()).limit(1)
    found = session.scalars(newest).one_or_none()
    if found is None:
        return OwnCopy()
    failed = session.scalar(select(Job.failed_at).where(Job.key == f"{COPY_JOB}:{found.id}"))
    return OwnCopy(
        id=found.id,
        asked_at=found.asked_at,
        ready=found.ready_at is not None,
        expired=found.expires_at is not None and now >= found.expires_at,
        failed=found.ready_at is None and failed is not None,
        size=found.size or 0,
        expires_on=local_date(found.expires_at, actor.zone) if found.expires_at else None,
    )


def ask_for_copy(session: Session, *, actor: Actor, now: datetime) -> int:
    """Have everything about her put into one file; returns the copy's id, or that of the one being made."""
    session.execute(select(Person.id).where(Person.id == actor.id).with_for_update())  # two clicks at once wait
    last = own_copy(session, actor=actor, now=now)
    if last.making:
        return last.id
    made = DataCopy(person_id=actor.id, zone=actor.zone, asked_at=now)
    session.add(made)
    session.flush()
    audit.record(session, "own_data.ask", actor_id=actor.id, now=now, subjects=[actor.id])
    jobs.enqueue(session, COPY_JOB, f"{COPY_JOB}:{made.id}", {"copy_id": made.id}, now=now)
    return made.id


def take_copy(session: Session, *, actor: Actor, now: datetime) -> OwnCopy:
    """Her newest copy, to be handed out, and written down. Raises NotFound when there is none to take."""
    found = own_copy(session, actor=actor, now=now)
    if not found.ready or found.expired:
        raise NotFound(GONE)
    audit.record(session, "own_data.download", actor_id=actor.id, now=now, subjects=[actor.id])
    return found


def copy_path(folder: Path, copy_id: int) -> Path:
    """Where the file of a copy lies."""
    return folder / f"{copy_id}.zip"


def make_copy(
    sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime, *, objects: ObjectStore, folder: Path
) -> None:
    """Put the ZIP of ``payload["copy_id"]`` together, tell her, and see to it that it is deleted. Idempotent."""
    copy_id = int(payload["copy_id"])
    with read_only(), sessions.begin() as session:
        wanted = session.get(DataCopy, copy_id)
        if wanted is None or wanted.ready_at is not None:
            return  # made already, or its owner's data were erased meanwhile
        person_id, zone = wanted.person_id, wanted.zone
        everything = gather(session, person_id)
    path, until = copy_path(folder, copy_id), now + KEPT
    pack(path, everything, objects, now=now)
    with sessions.begin() as session:
        values = {"ready_at": now, "expires_at": until, "size": path.stat().st_size}
        unmade = (DataCopy.id == copy_id, DataCopy.ready_at.is_(None))
        session.execute(update(DataCopy).where(*unmade).values(**values))
        jobs.enqueue(
            session, COPY_EXPIRY_JOB, f"{COPY_EXPIRY_JOB}:{copy_id}", {"copy_id": copy_id}, now=now, run_at=until
        )
        words = {"until": date_text(local_date(until, zone))}
        link = "/data-saya/salinan"
        notices.notify(session, person_id, Kind.COPY_READY, key=str(copy_id), words=words, link=link, now=now)


def remove_copy(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime, *, folder: Path) -> None:
    """Delete the file of ``payload["copy_id"]``. Idempotent."""
    copy_path(folder, int(payload["copy_id"])).unlink(missing_ok=True)
