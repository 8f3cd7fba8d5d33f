"""The pages on which an admin finds people: the list, one person, the choices of units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Invalid, NotFound
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries import people as found
from elearn.people.queries.people import Filter, PersonRow
from elearn.people.queries.roles import GrantRow, grants_of
from elearn.people.queries.units import subtree_ids, unit_scope, unit_tree
from elearn.people.rules import Actor, Scope, Status
from elearn.people.rules.nip import nip_digits
from elearn.people.service.reach import UNKNOWN, is_stronger


@dataclass(frozen=True, slots=True)
class Search:
    """A filter within an admin's scope, on a local date."""

    scope: Scope
    wanted: Filter
    today: date


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting as people read it."""

    id: int
    unit: str
    status: str
    position: str
    rank: str
    superior: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person as an admin sees her; postings newest first. ``stronger``: her account is out of the admin's reach."""

    person: Person
    postings: tuple[PostingRow, ...]
    grants: tuple[GrantRow, ...]
    stronger: bool
    own: bool

    @property
    def status(self) -> str | None:
        """The latest employment status."""
        return self.postings[0].status if self.postings else None


def search(
    session: Session, *, actor: Actor, now: datetime, text: str, status: str, unit_id: int | None, active: bool | None
) -> Search:
    """What the list shows: within the scope, narrowed down. An unknown status or unit out of reach narrows nothing."""
    scope = unit_scope(session, actor)
    wanted = Filter(
        text=text[:100],
        status=Status(status) if status in set(Status) else None,
        unit_ids=subtree_ids(session, unit_id) if unit_id is not None and scope.covers(unit_id) else None,
        active=active,
    )
    return Search(scope, wanted, local_date(now, actor.zone))


def count_found(session: Session, asked: Search) -> int:
    """How many people the search finds."""
    return found.count_people(session, asked.scope, asked.wanted, asked.today)


def list_found(
    session: Session, asked: Search, *, order: tuple[str, bool], offset: int, limit: int
) -> tuple[PersonRow, ...]:
    """One page of them."""
    return found.list_people(session, asked.scope, asked.wanted, asked.today, order=order, offset=offset, limit=limit)


def person_page(session: Session, person_id: int, *, actor: Actor, now: datetime) -> PersonPage:
    """Everything about one person that an admin keeps. Raises NotFound outside the scope."""
    scope = unit_scope(session, actor)
    known, unit_id = found.unit_of(session, person_id, local_date(now, actor.zone))
    person = session.get(Person, person_id)
    if not known or person is None or not scope.covers(unit_id):
        raise NotFound(UNKNOWN)
    grants = grants_of(session, person_id)
    return PersonPage(person, _postings(session, person_id), grants, is_stronger(scope, grants), person_id == actor.id)


def note_viewed(
    session: Session, subjects: list[int], *, actor: Actor, now: datetime, detail: dict[str, object]
) -> None:
    """Record that an admin saw people's data; her own is no event. One entry a request, with everybody shown."""
    others = [person_id for person_id in subjects if person_id != actor.id]
    action = "person.list" if detail else "person.view"
    if others:
        audit.record(session, action, actor_id=actor.id, now=now, subjects=others, detail=detail)


def unit_choices(session: Session, *, actor: Actor) -> list[tuple[Unit, int]]:
    """The units within an admin's scope as (unit, depth), parents first."""
    return unit_tree(session, unit_scope(session, actor))


def superior_id(session: Session, typed: str) -> int | None:
    """The person whose NIP was typed as the direct superior's (empty: none). Raises Invalid."""
    if not typed.strip():
        return None
    known = session.scalar(select(Person.id).where(Person.nip == nip_digits(typed)))
    if known is None:
        said = "Atasan dengan NIP ini belum terdaftar. Kosongkan dahulu, atau tambahkan atasannya."
        raise Invalid(said, {"superior": said})
    return known


def _postings(session: Session, person_id: int) -> tuple[PostingRow, ...]:
    superior = aliased(Person)
    statement = (
        select(
            Posting.id,
            Unit.name,
            Posting.status,
            Posting.position,
            Posting.rank,
            superior.name,
            Posting.valid_from,
            Posting.valid_to,
        )
        .join(Unit, Unit.id == Posting.unit_id)
        .outerjoin(superior, superior.id == Posting.superior_id)
        .where(Posting.person_id == person_id)
        .order_by(Posting.valid_from.desc(), Posting.id.desc())
    )
    return tuple(PostingRow(*row) for row in session.execute(statement))
