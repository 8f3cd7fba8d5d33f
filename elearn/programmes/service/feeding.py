"""The secret address under which a calendar reads somebody's deadlines: made, renewed, and taken back by herself."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.core.errors import NotFound
from elearn.people.models import Person
from elearn.people.rules import Actor
from elearn.people.service.actors import actor_of
from elearn.programmes.models import CalendarFeed
from elearn.programmes.service.own import OwnProgramme, own_programmes

TOKEN_BYTES = 24  # 192 random bits
UNKNOWN = "Alamat kalender ini tidak berlaku, atau sudah diganti. Buat yang baru di halaman kalender Anda."


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar reads: what somebody owes, and since when the address holds."""

    owed: tuple[OwnProgramme, ...]
    made_at: datetime


def feed_made_at(session: Session, *, actor: Actor) -> datetime | None:
    """Since when the actor's address holds; None: she has none."""
    return session.scalar(select(CalendarFeed.made_at).where(CalendarFeed.person_id == actor.id))


def make_feed(session: Session, *, actor: Actor, now: datetime) -> str:
    """Give the actor an address, and return its token, which is kept nowhere. The one she had ends."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.execute(select(Person.id).where(Person.id == actor.id).with_for_update())  # two presses at once wait
    session.merge(CalendarFeed(person_id=actor.id, token_hash=fingerprint(token), made_at=now))
    session.flush()
    return token


def drop_feed(session: Session, *, actor: Actor) -> None:
    """End the actor's address."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == actor.id))


def feed(session: Session, catalogue: Catalogue, token: str, *, zone: str, now: datetime) -> Feed:
    """What the calendar with this token reads. Raises NotFound, also for a closed account."""
    found = session.scalars(select(CalendarFeed).where(CalendarFeed.token_hash == fingerprint(token))).one_or_none()
    actor = actor_of(session, found.person_id, today_zone=zone, now=now) if found else None
    if found is None or actor is None:
        raise NotFound(UNKNOWN)
    owed = tuple(each for each in own_programmes(session, catalogue, actor=actor, now=now) if each.owed)
    return Feed(owed, found.made_at)


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
