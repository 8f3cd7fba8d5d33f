"""A person's own notices, and how often she wants mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid, NotFound
from elearn.notices import queries, rules
from elearn.notices.models import Notice, NoticePreference
from elearn.notices.rules import Choice, Kind
from elearn.people.models import Person
from elearn.people.rules import Actor

UNKNOWN = "Pemberitahuan ini tidak ditemukan."
NO_CHOICE = "Pilih salah satu."
BROKEN_LINK = "Tautan ini tidak utuh. Salin seluruhnya dari surel, atau masuk lalu buka Akun."


class Cut(Protocol):
    """Which part of a list is shown."""

    @property
    def offset(self) -> int: ...
    @property
    def size(self) -> int: ...


Part = TypeVar("Part", bound=Cut)


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in words. ``link`` is a path of this site."""

    id: int
    heading: str
    text: str
    link: str
    at: datetime
    new: bool


@dataclass(frozen=True, slots=True)
class NoticePage(Generic[Part]):
    """A page of notices, newest first; ``unread`` counts all."""

    lines: tuple[Shown, ...]
    unread: int
    part: Part


def notice_page(session: Session, part_of: Callable[[int], Part], *, actor: Actor) -> NoticePage[Part]:
    """A page of the actor's own notices. Three queries."""
    part = part_of(queries.count(session, actor.id))
    found = queries.listed(session, actor.id, offset=part.offset, limit=part.size)
    return NoticePage(tuple(_shown(notice) for notice in found), queries.count_unread(session, actor.id), part)


def open_notice(session: Session, notice_id: int, *, actor: Actor, now: datetime) -> str:
    """Mark one of her notices as read, and return the path it leads to. Raises NotFound for anybody else's."""
    notice = queries.own(session, notice_id, actor.id)
    if notice is None:
        raise NotFound(UNKNOWN)
    notice.read_at = notice.read_at or now
    return notice.link


def read_all(session: Session, *, actor: Actor, now: datetime) -> int:
    """Mark all of her notices as read; returns how many were new."""
    found = queries.unread(session, actor.id)
    for notice in found:
        notice.read_at = now
    return len(found)


def preference(session: Session, *, actor: Actor) -> Choice:
    """How often the actor wants mail."""
    return queries.preference(session, actor.id)


def choose(session: Session, wanted: str, *, actor: Actor, now: datetime) -> None:
    """Keep how often the actor wants mail. Raises Invalid for anything but a Choice."""
    if wanted not in set(Choice):
        raise Invalid(NO_CHOICE, {"surel": NO_CHOICE})
    _keep(session, actor.id, Choice(wanted), now)


def stop_mails(session: Session, secret: str, token: str, *, now: datetime) -> None:
    """End the mails of the person whose mail carried this token; notices on the site stay. Raises NotFound."""
    person_id = rules.stopper(secret, token)
    if person_id is None or not queries.exists(session, person_id):
        raise NotFound(BROKEN_LINK)
    # A mail of long ago may have gone to an account that was merged since: meant is whoever gets them now.
    _keep(session, queries.recipient(session, person_id).person_id, Choice.NEVER, now)


def _keep(session: Session, person_id: int, wanted: Choice, now: datetime) -> None:
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())  # two presses at once wait
    session.merge(NoticePreference(person_id=person_id, mail=wanted.value, changed_at=now))
    session.flush()


def _shown(notice: Notice) -> Shown:
    heading, text = rules.said(Kind(notice.kind), notice.words)
    return Shown(notice.id, heading, text, notice.link, notice.created_at, notice.read_at is None)
