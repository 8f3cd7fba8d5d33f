"""Taking over files of SIASN's answers: looked at, confirmed, then recorded by the worker in small transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.core.database import read_only
from elearn.core.errors import NotFound
from elearn.core.objects import ObjectStore
from elearn.core.tables import read_table
from elearn.jobs import service as jobs
from elearn.jobs.service import Handler
from elearn.people.queries.roles import grants_of
from elearn.people.rules import Actor, Grant
from elearn.reporting.models import SiasnReply, SiasnReplyRow, SiasnRow
from elearn.reporting.queries import siasn_reply as found
from elearn.reporting.rules.siasn_reply import Answer, ReplyResult
from elearn.reporting.service.noting import Asker
from elearn.reporting.service.siasn_recorded import Recorded, recorded
from elearn.reporting.service.siasn_reply import Ready, ReplyPlan, plan

REPLY_JOB = "siasn.reply"
ROWS_A_TRANSACTION = 200
GONE = "Berkas jawaban ini tidak ditemukan di antara unggahan Anda."
CHANGED = "Baris ini diekspor lagi atau dijawab lain pada saat yang sama. Unggah sekali lagi bila jawabannya berlaku."


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """A file that was uploaded. ``confirmed_at`` None: nothing was asked to be recorded; ``applied_at`` None: not done
    yet. ``found``: what it would do now, and once it is done what it did.
    """

    id: int
    name: str
    uploaded_at: datetime
    confirmed_at: datetime | None
    applied_at: datetime | None
    found: ReplyPlan | Recorded

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple({row.person_id: 0 for row in self.found.ready if row.person_id is not None})


def receive_reply(session: Session, digest: str, name: str, *, actor: Actor, now: datetime) -> int:
    """Remember an upload whose bytes are kept already; returns its id."""
    made = SiasnReply(uploaded_by=actor.id, uploaded_at=now, digest=digest, name=name[:120])
    session.add(made)
    session.flush()
    return made.id


def reply_page(session: Session, reply_id: int, objects: ObjectStore, asker: Asker) -> ReplyPage:
    """What a file would record, or did. Raises NotFound for somebody else's."""
    one = _own(session, reply_id, asker.actor)
    table = read_table(objects.read(one.digest))
    done = plan(session, table, asker) if one.applied_at is None else recorded(session, one.id, table, asker)
    return ReplyPage(one.id, one.name, one.uploaded_at, one.confirmed_at, one.applied_at, done)


def confirm_reply(session: Session, reply_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the worker record the rows that can be. Twice changes nothing more. Raises NotFound for somebody else's."""
    one = _own(session, reply_id, actor)
    if one.confirmed_at is None:
        one.confirmed_at = now
        jobs.enqueue(session, REPLY_JOB, f"{REPLY_JOB}:{reply_id}", {"reply": reply_id}, now=now)
        session.flush()


def latest_replies(session: Session, most: int, *, actor: Actor) -> Sequence[SiasnReply]:
    """The files that an admin uploaded last."""
    return found.latest(session, actor.id, most)


def reply_handler(objects: ObjectStore, zone: str) -> Handler:
    """The handler of ``siasn.reply`` jobs: records what is not yet, so running it again is harmless."""

    def work(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        reply_id = int(payload["reply"])
        with read_only(), sessions() as session:
            one = session.get(SiasnReply, reply_id)
            if one is None:
                raise NotFound(GONE)
            if one.applied_at is not None:
                return
            asker = Asker(_uploader(session, one.uploaded_by, zone), zone, now)
            planned = plan(session, read_table(objects.read(one.digest)), asker)
            done = found.results(session, reply_id).keys()  # by a worker that was stopped before the end
        ready = [row for row in planned.ready if row.row not in done]
        for start in range(0, len(ready), ROWS_A_TRANSACTION):
            with sessions.begin() as session:
                _record(session, ready[start : start + ROWS_A_TRANSACTION], reply_id, asker)
        with sessions.begin() as session:
            _finish(session, reply_id, planned, now)

    return work


def _record(session: Session, rows: Sequence[Ready], reply_id: int, asker: Asker) -> None:
    held = found.locked(session, [row.id for row in rows])
    news = []
    for row in rows:
        stored, answer = held[row.id], row.answer
        if (stored.state, stored.rw_id, stored.exports) == row.judged:
            news.append(row)
            stored.state, stored.message = answer.state.value, answer.message
            stored.rw_id = answer.rw_id or stored.rw_id
            stored.answered_at, stored.answered_by = asker.at, asker.actor.id if asker.actor else None
            session.add(_result(reply_id, row.row, ReplyResult.RECORDED, siasn_row_id=row.id))
        elif _says(stored, answer):
            session.add(_result(reply_id, row.row, ReplyResult.SAME))
        else:  # handed over again or answered otherwise since it was judged: left alone
            session.add(_result(reply_id, row.row, ReplyResult.REFUSED, reason=CHANGED))
    session.flush()
    if news:
        people = sorted({row.person_id for row in news})
        detail, actor_id = {"reply": reply_id, "count": len(news)}, asker.actor.id if asker.actor else None
        audit.record(session, "siasn.apply", actor_id=actor_id, now=asker.at, subjects=people, detail=detail)


def _says(stored: SiasnRow, answer: Answer) -> bool:
    told = (answer.state.value, answer.rw_id or stored.rw_id, answer.message)
    return (stored.state, stored.rw_id, stored.message) == told


def _finish(session: Session, reply_id: int, planned: ReplyPlan, now: datetime) -> None:
    """Keep what became of the other rows, and that the file is done."""
    done = found.results(session, reply_id).keys()
    others = [_result(reply_id, row, ReplyResult.SAME) for row in planned.same]
    others += [_result(reply_id, row.row, ReplyResult.REFUSED, reason=row.reason) for row in planned.refused]
    session.add_all(row for row in others if row.row not in done)
    one = session.get(SiasnReply, reply_id)
    if one is not None:
        one.applied_at = now


def _result(
    reply_id: int, row: int, result: ReplyResult, *, siasn_row_id: int | None = None, reason: str = ""
) -> SiasnReplyRow:
    return SiasnReplyRow(reply_id=reply_id, row=row, result=result.value, siasn_row_id=siasn_row_id, reason=reason)


def _own(session: Session, reply_id: int, actor: Actor | None) -> SiasnReply:
    one = found.uploaded(session, reply_id, actor.id) if actor is not None else None
    if one is None:
        raise NotFound(GONE)
    return one


def _uploader(session: Session, person_id: int, zone: str) -> Actor:
    """The admin as she is now: who lost her role meanwhile reaches nobody."""
    grants = tuple(Grant(row.role, row.course, row.unit_id) for row in grants_of(session, person_id))
    return Actor(id=person_id, display_name="", zone=zone, grants=grants)
