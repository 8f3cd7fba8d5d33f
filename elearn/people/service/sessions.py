"""The sessions in which somebody is signed in: begun, listed, ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import NotFound
from elearn.people.models import Person, SignInSession
from elearn.people.rules import Actor

KEY_BYTES = 8
MARGIN = timedelta(days=1)  # answers of a quiz keep a session alive without being noted here
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where somebody comes: ``device`` in words, ``network`` a /24 or /48 ("" when unknown)."""

    device: str
    network: str


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it; ``current``: the one in which she looks."""

    id: int
    device: str
    network: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


def open_session(
    session: Session, person_id: int, epoch: int, visitor: Visitor, *, lasts: timedelta, now: datetime
) -> str:
    """Begin a session; returns what its cookie is to carry. Sessions that ran out (``lasts`` unused) are forgotten."""
    own = and_(SignInSession.person_id == person_id, SignInSession.last_seen_at < now - lasts - MARGIN)
    session.execute(delete(SignInSession).where(or_(own, SignInSession.last_seen_at < now - KEPT)))
    key = secrets.token_hex(KEY_BYTES)
    session.add(
        SignInSession(
            person_id=person_id,
            token_key=key,
            created_at=now,
            last_seen_at=now,
            device=visitor.device,
            network=visitor.network,
        )
    )
    session.flush()
    return f"{person_id}.{epoch}.{key}"


def open_sessions(session: Session, *, actor: Actor, lasts: timedelta, now: datetime) -> tuple[OpenSession, ...]:
    """One's own sessions that may still be used: this one first, then by when they were last used."""
    alive = or_(SignInSession.id == actor.session_id, SignInSession.last_seen_at >= now - lasts - MARGIN)
    rows = session.scalars(select(SignInSession).where(SignInSession.person_id == actor.id, alive))
    found = (
        OpenSession(row.id, row.device, row.network, row.created_at, row.last_seen_at, row.id == actor.session_id)
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: (one.current, one.last_seen_at, one.id), reverse=True))


def end_session(session: Session, session_id: int, *, actor: Actor, now: datetime) -> None:
    """End one of one's own sessions, on whatever device. Raises NotFound when it is over, or somebody else's."""
    own = (SignInSession.id == session_id, SignInSession.person_id == actor.id)
    if not getattr(session.execute(delete(SignInSession).where(*own)), "rowcount", 0):
        raise NotFound("Sesi ini sudah berakhir. Muat ulang halaman Akun untuk melihat yang masih ada.")
    audit.record(session, "session.end", actor_id=actor.id, now=now, subjects=[actor.id])


def leave(session: Session, *, actor: Actor) -> None:
    """Sign out: this session's cookie is worth nothing from now on, whoever may have copied it."""
    session.execute(delete(SignInSession).where(SignInSession.id == actor.session_id))


def end_all_sessions(session: Session, *, actor: Actor, now: datetime) -> None:
    """End every session of one's own, this one too."""
    person = session.get(Person, actor.id)
    if person is not None:
        end_sessions_of(session, person)
        audit.record(session, "session.end_all", actor_id=actor.id, now=now, subjects=[actor.id])


def end_sessions_of(session: Session, person: Person) -> None:
    """End every session of somebody, also one that is just beginning: its cookie carries the older epoch."""
    person.session_epoch = Person.session_epoch + 1
    session.flush()
    forget_sessions(session, person.id)


def forget_sessions(session: Session, *people: int) -> None:
    """Take away the rows of sessions that a raised epoch has ended."""
    session.execute(delete(SignInSession).where(SignInSession.person_id.in_(people)))
