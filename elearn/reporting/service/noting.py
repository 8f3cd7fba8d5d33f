"""Who asks for others' data, and writing it down. The caller commits that before the first byte of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Select, insert, literal, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.audit.models import AuditSubject
from elearn.core.clock import local_date
from elearn.core.database import bare
from elearn.core.errors import NotFound
from elearn.people.queries import unit_scope
from elearn.people.rules import Actor, Scope

AT_ONCE = 5000  # people who are named in one transaction


class Cut(Protocol):
    """Which part of a list is shown."""

    @property
    def offset(self) -> int: ...
    @property
    def size(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, and in which request. ``actor`` None: the operator at the command line, who sees everything;
    ``zone``: the IANA zone that says which day is today.
    """

    actor: Actor | None
    zone: str
    at: datetime
    request_id: str | None = None

    @property
    def today(self) -> date:
        return local_date(self.at, self.zone)

    def scope(self, session: Session) -> Scope:
        """Whose data may be seen."""
        return Scope(None) if self.actor is None else unit_scope(session, self.actor)

    def require_everything(self, session: Session) -> None:
        """Raises NotFound for an admin of some units only."""
        if self.scope(session).unit_ids is not None:
            raise NotFound("Halaman ini hanya untuk admin seluruh instansi.")


def note_seen(session: Session, action: str, asker: Asker, people: Iterable[int], detail: Mapping[str, Any]) -> None:
    """Note that a page with data about these persons was opened. A page about nobody but the asker is no event."""
    others = [person for person in people if asker.actor is None or person != asker.actor.id]
    if others:
        _record(session, action, asker, others, detail)


def note_taken(session: Session, action: str, asker: Asker, *, people: Select[Any], detail: Mapping[str, Any]) -> int:
    """Note an export, also of nobody; returns the entry's id. ``people`` selects the ids of everybody in it; the
    database copies them in one statement.
    """
    entry_id = _record(session, action, asker, (), detail)
    subjects = people.subquery()
    copied = select(literal(entry_id), subjects.c[0])
    session.execute(insert(AuditSubject).from_select(["entry_id", "person_id"], copied))
    return entry_id


def name_late(sessions: sessionmaker[Session], entry_id: int, people: Sequence[int]) -> None:
    """Add to an entry whom it is about, in short transactions; done again, it goes on where it was broken off."""
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        with sessions.begin() as session:
            named = select(AuditSubject.person_id).where(AuditSubject.entry_id == entry_id)
            missing = set(some) - set(session.scalars(named.where(AuditSubject.person_id.in_(list(some)))))
            rows = [{"entry_id": entry_id, "person_id": person} for person in sorted(missing)]
            if rows:
                session.execute(insert(bare(AuditSubject)), rows)


def note_done(session: Session, action: str, asker: Asker, detail: Mapping[str, Any]) -> int:
    """Note something that was done about nobody in particular; returns the entry's id."""
    return _record(session, action, asker, (), detail)


def _record(session: Session, action: str, asker: Asker, people: Iterable[int], detail: Mapping[str, Any]) -> int:
    return audit.record(
        session,
        action,
        actor_id=asker.actor.id if asker.actor else None,
        now=asker.at,
        subjects=people,
        detail=detail,
        request_id=asker.request_id,
    )
