"""Who is signed in, and who somebody was on a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, update
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.people.models import Person, SignInSession
from elearn.people.queries.actors import actor_rows, signed_in_rows, snapshot_row
from elearn.people.queries.units import agency_name
from elearn.people.rules import Actor, Grant, PersonSnapshot, display_name

TOKEN = re.compile(r"(\d{1,18})\.(\d{1,9})\.([0-9a-f]{16})", re.ASCII)
SEEN_EVERY = timedelta(minutes=5)


def load_actor(session: Session, token: str, *, today_zone: str, now: datetime) -> Actor | None:
    """Whoever the session cookie names, with today's posting and her roles, in one query.

    ``today_zone`` is the installation's IANA zone: it says which day is today, and is the actor's own zone unless her
    unit has one. None: no such account, closed, merged into another, or its sessions were ended.
    """
    parts = TOKEN.fullmatch(token)
    if parts is None:
        return None
    rows = signed_in_rows(session, int(parts[1]), int(parts[2]), parts[3], local_date(now, today_zone))
    if not rows:
        return None
    row, actor = rows[0], _actor(rows, today_zone)
    return replace(actor, session_key=parts[3], session_id=row.session_id, session_seen_at=row.session_seen_at)


def actor_of(session: Session, person_id: int, *, today_zone: str, now: datetime) -> Actor | None:
    """Somebody as she would be signed in, without a session: for commands. None: no such account, closed or merged."""
    rows = actor_rows(session, person_id, local_date(now, today_zone))
    return _actor(rows, today_zone) if rows else None


def _actor(rows: Sequence[Row[*tuple[Any, ...]]], today_zone: str) -> Actor:
    row = rows[0]
    return Actor(
        id=row.id,
        display_name=display_name(row.title_before, row.name, row.title_after),
        zone=row.zone or today_zone,
        session_epoch=row.session_epoch,
        must_change_password=row.must_change_password,
        second_factor=row.second_factor,
        posting_id=row.posting_id,
        status=row.status,
        grants=tuple(Grant(each.role, each.course, each.unit_id) for each in rows if each.role is not None),
        last_seen_at=row.last_seen_at,
    )


def due_to_touch(actor: Actor, now: datetime) -> bool:
    """Whether a last-seen instant, hers or this session's, is old enough to be worth a write."""
    return _is_old(actor.last_seen_at, now) or _is_old(actor.session_seen_at, now)


def touch(session: Session, actor: Actor, now: datetime) -> None:
    """Note that somebody was here, in this session; of several requests at once only one writes."""
    stale = or_(Person.last_seen_at.is_(None), Person.last_seen_at <= now - SEEN_EVERY)
    session.execute(update(Person).where(Person.id == actor.id, stale).values(last_seen_at=now))
    if _is_old(actor.session_seen_at, now):
        this = (SignInSession.id == actor.session_id, SignInSession.last_seen_at <= now - SEEN_EVERY)
        session.execute(update(SignInSession).where(*this).values(last_seen_at=now))


def _is_old(seen: datetime | None, now: datetime) -> bool:
    return seen is None or now - seen >= SEEN_EVERY


def snapshot(session: Session, person_id: int, on: date) -> PersonSnapshot:
    """The person as she is to be printed for that day. Raises NotFound for an unknown id."""
    row = snapshot_row(session, person_id, on)
    if row is None:
        raise NotFound("Pegawai tidak ditemukan.")
    person, posting, unit = row
    return PersonSnapshot(
        person_id=person.id,
        name=display_name(person.title_before, person.name, person.title_after),
        nip=person.nip,
        birth_place=person.birth_place,
        birth_date=person.birth_date,
        status=posting.status if posting else None,
        rank=posting.rank if posting else "",
        position=posting.position if posting else "",
        unit=unit.name if unit else "",
        agency=agency_name(session, unit.id) if unit else "",
        unit_id=unit.id if unit else None,
        posting_id=posting.id if posting else None,
        zone=unit.zone if unit else None,
    )
