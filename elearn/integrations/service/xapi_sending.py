"""Sending statements to the LRS: in batches, each stream from where it stopped, a little earlier to be safe.

A row may become visible after a later one was read (transactions overlap), so each time a stretch before the cursor is
read again; what was sent is remembered that long and left out. Should it be sent twice all the same, its id stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.database import read_only
from elearn.integrations.lrs import Away, Refused, Store
from elearn.integrations.models import XapiSent, XapiStream
from elearn.integrations.service.xapi_reading import Source, statements_of
from elearn.integrations.xapi_queries import STREAMS, Happened, Position, Stream, read
from elearn.jobs.service import Handler, enqueue

XAPI_JOB = "xapi.send"
EVERY = timedelta(minutes=5)
BATCH = 200  # rows
MOST_BATCHES = 5  # in one job: all their timeouts together stay within its lease
REMEMBERED = 2 * max(stream.lag for stream in STREAMS.values())
Statement = Mapping[str, Any]


@dataclass(slots=True)
class Progress:
    """What came of sending. ``more``: it stopped because it was enough for once; ``error``: why the LRS was left."""

    sent: int = 0
    refused: int = 0
    batches: int = 0
    more: bool = False
    error: str | None = None


def schedule_sending(session: Session, *, now: datetime) -> None:
    """Have statements sent at the next five minutes; once, however often this is called."""
    due = datetime.fromtimestamp((now.timestamp() // EVERY.total_seconds() + 1) * EVERY.total_seconds(), UTC)
    enqueue(session, XAPI_JOB, f"{XAPI_JOB}:{due.isoformat()}", {"recurring": True}, now=now, run_at=due)


def ask_sending(session: Session, *, now: datetime) -> None:
    """Have statements sent at once."""
    enqueue(session, XAPI_JOB, f"{XAPI_JOB}:now:{now.isoformat()}", {"recurring": False}, now=now)


def xapi_handler(store: Store | None, source: Callable[[], Source]) -> Handler:
    """The job that sends. It first asks for the next one; without an LRS it does nothing."""

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        if store is None:
            return
        if payload["recurring"]:
            with sessions.begin() as session:
                schedule_sending(session, now=now)
        if send(sessions, store, source(), MOST_BATCHES, now=now).more:
            with sessions.begin() as session:
                enqueue(session, XAPI_JOB, f"{XAPI_JOB}:more:{now.isoformat()}", {"recurring": False}, now=now)

    return handle


def send(sessions: sessionmaker[Session], store: Store, source: Source, most: int | None, *, now: datetime) -> Progress:
    """Send what waits, at most so many batches (None: all). A failure of the LRS is kept with its stream, for an admin
    to see, and ends this attempt.
    """
    done = Progress()
    for name, stream in STREAMS.items():
        try:
            _send_stream(sessions, store, source, name, stream, most, done, now)
        except Away as error:
            done.error = str(error)
            with sessions.begin() as session:
                kept = _row(session, name)
                kept.error, kept.tried_at = done.error, now
            return done
        if done.more:
            return done
    with sessions.begin() as session:
        session.execute(delete(XapiSent).where(XapiSent.sent_at < now - REMEMBERED))
    return done


def _send_stream(
    sessions: sessionmaker[Session],
    store: Store,
    source: Source,
    name: str,
    stream: Stream,
    most: int | None,
    done: Progress,
    now: datetime,
) -> None:
    with sessions.begin() as session:
        upto = _row(session, name).upto
    after: Position | None = None
    while True:
        with read_only(), sessions() as session:
            since = upto - stream.lag if upto is not None else None
            rows = read(session, stream, since=since, until=now, after=after, limit=BATCH)
            waiting = _unsent(session, statements_of(name, rows, source))
        if waiting and most is not None and done.batches >= most:
            done.more = True
            return
        refused = _put(store, waiting) if waiting else []
        _record(sessions, name, rows, waiting, refused, now)
        done.batches += bool(waiting)
        done.sent += len(waiting) - len(refused)
        done.refused += len(refused)
        if len(rows) < BATCH:
            return
        after = rows[-1].position


def _unsent(session: Session, made: Sequence[Statement]) -> list[Statement]:
    """Each that is not remembered as sent, once."""
    by_id = {one["id"]: one for one in made}
    known = set(session.scalars(select(XapiSent.statement_id).where(XapiSent.statement_id.in_(by_id))))
    return [one for statement_id, one in by_id.items() if statement_id not in known]


def _put(store: Store, statements: Sequence[Statement]) -> list[str]:
    """Hand statements over, halving what is refused until the culprit stands alone; returns what was said of each."""
    try:
        store.put(statements)
    except Refused as error:
        if len(statements) > 1:
            middle = len(statements) // 2
            return _put(store, statements[:middle]) + _put(store, statements[middle:])
        return [] if error.known else [str(error)]
    return []


def _record(
    sessions: sessionmaker[Session],
    name: str,
    rows: Sequence[Happened],
    put: Sequence[Statement],
    refused: Sequence[str],
    now: datetime,
) -> None:
    """What was refused is not offered again by itself: it would be refused again, and hold up everything behind it."""
    with sessions.begin() as session:
        session.add_all(XapiSent(statement_id=one["id"], sent_at=now) for one in put)
        kept = _row(session, name)
        kept.sent, kept.refused = kept.sent + len(put) - len(refused), kept.refused + len(refused)
        kept.tried_at, kept.error = now, f"LRS menolak pernyataan: {refused[-1]}" if refused else None
        if rows:
            kept.upto = max(kept.upto or rows[-1].at, rows[-1].at)


def _row(session: Session, name: str) -> XapiStream:
    """A stream's row, held until the transaction ends; made when it is first asked for."""
    kept = session.get(XapiStream, name, with_for_update=True)
    if kept is None:
        kept = XapiStream(name=name, sent=0, refused=0)
        session.add(kept)
        session.flush()
    return kept
