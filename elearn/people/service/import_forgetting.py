"""How lists of people end. Their files hold people's data, and once the work is done nobody needs them: what a list did
stays row by row, and with it what taking the list back needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.database import read_only
from elearn.core.errors import NotFound
from elearn.core.objects import ObjectStore
from elearn.core.references import is_named
from elearn.jobs.service import Handler, enqueue
from elearn.people.models import PeopleImport, PeopleImportRow
from elearn.people.rules.importing import Outcome

LISTS_JOB = "people.forget_lists"
FILES_JOB = "people.forget_files"
# A quarter of a year after a list was done with: as long as its sender may be asked about the file or mend what was
# refused, and no longer (UU 27/2022 Pasal 43: what has served its purpose is deleted).
KEPT_DAYS = 90
GONE = "Berkas asli daftar ini sudah dihapus sesuai masa simpan. Yang diterapkan darinya tetap tercatat."
ERASED = "(dihapus)"
AGAIN = timedelta(days=1)  # whoever discards a list often sends the same file again, mended or not


def schedule_forgetting(session: Session, *, now: datetime) -> None:
    """Have lists that are done with forgotten after the next midnight (UTC); once, however often this is called."""
    due = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    enqueue(session, LISTS_JOB, f"{LISTS_JOB}:{due.date().isoformat()}", {}, now=now, run_at=due)


def forget_lists(sessions: sessionmaker[Session], _payload: Mapping[str, Any], now: datetime) -> None:
    """The job that forgets lists. It first asks for the next one."""
    with sessions.begin() as session:
        schedule_forgetting(session, now=now)
    with read_only(), sessions() as session:
        ids = session.scalars(_over(now)).all()
    for import_id in ids:
        with sessions.begin() as session:
            _forget(session, import_id, now)


def file_of(found: PeopleImport, objects: ObjectStore) -> bytes:
    """The file of a list as it was sent. Raises NotFound once it was deleted."""
    if not found.digest:
        raise NotFound(GONE)
    return objects.read(found.digest)


def forget_list(session: Session, found: PeopleImport, *, now: datetime) -> None:
    """Delete a list that was only looked at, and have its file deleted."""
    session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == found.id))
    forget_file(session, found.digest, now=now)
    session.delete(found)


def forget_file(session: Session, digest: str, *, now: datetime) -> None:
    """Have a file deleted in a day, unless a row names it then."""
    key = f"{FILES_JOB}:{digest[:32]}:{now:%Y%m%d%H%M%S}"  # the same file may come and go more than once
    enqueue(session, FILES_JOB, key, {"digest": digest}, now=now, run_at=now + AGAIN)


def files_handler(objects: ObjectStore) -> Handler:
    """The job that deletes files which no row names any more: the same bytes may have been sent again. Idempotent."""

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], _now: datetime) -> None:
        with read_only(), sessions() as session:
            named = is_named(session, payload["digest"])
        if not named:
            objects.forget(payload["digest"])

    return handle


def _over(now: datetime) -> Select[int]:
    """The ids of lists that were done with long ago and still have their file; what is being worked on is not."""
    it, before = PeopleImport, now - timedelta(days=KEPT_DAYS)
    looked_at = and_(it.confirmed_at.is_(None), it.uploaded_at < before)
    applied = and_(it.undo_asked_at.is_(None), it.applied_at < before)
    return select(it.id).where(it.digest != "", or_(looked_at, applied, it.undone_at < before))


def _forget(session: Session, import_id: int, now: datetime) -> None:
    wanted = select(PeopleImport).where(PeopleImport.id == import_id, PeopleImport.id.in_(_over(now)))
    found = session.scalars(wanted.with_for_update()).one_or_none()
    if found is None:  # discarded, or taken back just now
        return
    if found.confirmed_at is None:
        forget_list(session, found, now=now)
        return
    forget_file(session, found.digest, now=now)
    found.digest = ""
    refused = (PeopleImportRow.import_id == import_id, PeopleImportRow.outcome == Outcome.REFUSED)
    session.execute(update(PeopleImportRow).where(*refused).values(name=ERASED, nip=""))
