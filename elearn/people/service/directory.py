"""The pages on which an admin finds people: the list, one person, the choices of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.counting import counted
from elearn.core.errors import NotFound
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries import people as found
from elearn.people.queries.leading import Living, Superior, key_of, living_superior
from elearn.people.queries.people import Filter, PersonRow
from elearn.people.queries.roles import GrantRow, grants_of
from elearn.people.queries.units import subtree_ids, unit_scope, unit_tree
from elearn.people.rules import Actor, Scope, Status, display_name
from elearn.people.rules.facts import PersonFacts
from elearn.people.service.reach import UNKNOWN, is_stronger
from elearn.people.service.second_factor import second_factor_state

ROLES = ("admin", "trainer")


@dataclass(frozen=True, slots=True)
class Search:
    """A filter within an admin's scope, on a local date."""

    scope: Scope
    wanted: Filter
    today: date


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting as people read it. ``superior`` is a NIP, or the address of whoever has none."""

    id: int
    unit_id: int
    unit: str
    status: str
    position: str
    rank: str
    superior: str | None
    superior_name: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person as an admin sees her; postings newest first. ``stronger``: her account is out of the admin's reach."""

    id: int
    facts: PersonFacts
    active: bool
    has_password: bool
    one_time_until: datetime | None
    second_factor_since: datetime | None
    last_seen_at: datetime | None
    postings: tuple[PostingRow, ...]
    grants: tuple[GrantRow, ...]
    stronger: bool
    own: bool

    @property
    def name(self) -> str:
        """With titles."""
        return display_name(self.facts.title_before, self.facts.name, self.facts.title_after)

    @property
    def latest(self) -> PostingRow | None:
        """The posting that began last."""
        return self.postings[0] if self.postings else None

    @property
    def status(self) -> str | None:
        """The latest employment status."""
        return self.postings[0].status if self.postings else None


def search(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    text: str = "",
    status: str = "",
    unit_id: int | None = None,
    active: bool | None = True,
    role: str = "",
    seen: bool | None = None,
) -> Search:
    """What the list shows: within the scope, narrowed down. An unknown status or unit out of reach narrows nothing."""
    scope = unit_scope(session, actor)
    wanted = Filter(
        text=text[:100],
        status=Status(status) if status in set(Status) else None,
        unit_ids=subtree_ids(session, unit_id) if unit_id is not None and scope.covers(unit_id) else None,
        active=active,
        role=role if role in ROLES else "",
        seen=seen,
    )
    return Search(scope, wanted, local_date(now, actor.zone))


def count_found(session: Session, asked: Search) -> int:
    """How many people the search finds."""
    people = found.found_people(session, asked.scope, asked.wanted, asked.today)
    return session.scalar(select(func.count()).select_from(people.subquery())) or 0


def count_listed(session: Session, asked: Search) -> int:
    """How many people the list has, as far as ``counted`` counts."""
    return counted(session, found.found_people(session, asked.scope, asked.wanted, asked.today))


def list_found(
    session: Session, asked: Search, *, order: tuple[str, bool], offset: int, limit: int
) -> tuple[PersonRow, ...]:
    """One page of them. ``limit`` 0: there are none, and nobody is looked for."""
    if not limit:
        return ()
    return found.list_people(session, asked.scope, asked.wanted, asked.today, order=order, offset=offset, limit=limit)


def person_page(session: Session, person_id: int, *, actor: Actor, now: datetime) -> PersonPage:
    """Everything about one person that an admin keeps. Raises NotFound outside the scope."""
    scope = unit_scope(session, actor)
    known, unit_id = found.unit_of(session, person_id, local_date(now, actor.zone))
    person = session.get(Person, person_id)
    if not known or person is None or not scope.covers(unit_id):
        raise NotFound(UNKNOWN)
    grants = grants_of(session, person_id)
    return PersonPage(
        id=person.id,
        facts=PersonFacts(**{item.name: getattr(person, item.name) for item in fields(PersonFacts)}),
        active=person.active,
        has_password=person.password_hash is not None,
        one_time_until=person.one_time_until,
        second_factor_since=second_factor_state(session, person_id).since,
        last_seen_at=person.last_seen_at,
        postings=_postings(session, person_id),
        grants=grants,
        stronger=is_stronger(scope, grants),
        own=person_id == actor.id,
    )


def note_person(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Record that an admin saw somebody's data; her own is no event."""
    if person_id != actor.id:
        audit.record(session, "person.view", actor_id=actor.id, now=now, subjects=[person_id])


def note_list(
    session: Session, asked: Search, count: Mapping[str, int], shown: Iterable[int], *, actor: Actor, now: datetime
) -> None:
    """Record who saw whom in a list, by which filter, and how long it was: ``total``, or ``more_than`` so many rows.
    What was searched for may be a name, so it is not kept.
    """
    wanted = asked.wanted
    detail: dict[str, object] = {"searched": bool(wanted.text), "status": wanted.status, "active": wanted.active}
    detail |= dict(count) | ({"role": wanted.role} if wanted.role else {})
    others = [person_id for person_id in shown if person_id != actor.id]
    if others:
        audit.record(session, "person.list", actor_id=actor.id, now=now, subjects=others, detail=detail)


def unit_choices(session: Session, *, actor: Actor) -> list[tuple[Unit, int]]:
    """The units within an admin's scope as (unit, depth), parents first."""
    return unit_tree(session, unit_scope(session, actor))


def reaches_everybody(session: Session, *, actor: Actor) -> bool:
    """Whether the admin's scope is the whole institution."""
    return unit_scope(session, actor).unit_ids is None


def _postings(session: Session, person_id: int) -> tuple[PostingRow, ...]:
    statement = (
        select(
            Posting.id,
            Posting.unit_id,
            Unit.name,
            Posting.status,
            Posting.position,
            Posting.rank,
            key_of(Living),
            Living.name,
            Posting.valid_from,
            Posting.valid_to,
        )
        .join(Unit, Unit.id == Posting.unit_id)
        .outerjoin(Superior, Superior.id == Posting.superior_id)
        .outerjoin(Living, living_superior())
        .where(Posting.person_id == person_id)
        .order_by(Posting.valid_from.desc(), Posting.id.desc())
    )
    return tuple(PostingRow(*tuple(row)) for row in session.execute(statement))
