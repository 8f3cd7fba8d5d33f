"""Programmes and the people they cover."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.competency.queries import same_person
from elearn.core.database import bare
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.people import posting_that_counts
from elearn.people.rules import Scope, display_name
from elearn.programmes.models import Programme, ProgrammeExemption, ProgrammePerson, Seat
from elearn.programmes.rules import SeatState, Serving, unit_words

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whom a programme may cover; ``superior_id``: who leads her today; ``active``: her account is open."""

    serving: Serving
    name: str
    nip: str | None
    unit_id: int | None
    unit: str
    superior_id: int | None = None
    active: bool = True

    @property
    def id(self) -> int:
        return self.serving.person_id


def by_id(session: Session, programme_id: int, *, lock: bool = False) -> Programme | None:
    """A programme; ``lock``: nobody else changes it meanwhile."""
    wanted = select(Programme).where(Programme.id == programme_id)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True) if lock else wanted)


def running(session: Session) -> Sequence[Programme]:
    """All programmes that are not closed, the first due first."""
    return session.scalars(
        select(Programme).where(Programme.closed_at.is_(None)).order_by(Programme.due_on, Programme.id)
    ).all()


def every(session: Session) -> Sequence[Programme]:
    """All programmes: those that run, the first due first, then those that are closed."""
    order = (Programme.closed_at.is_not(None), Programme.due_on, Programme.id)
    return session.scalars(select(Programme).order_by(*order)).all()


def named(
    session: Session, programme_ids: Iterable[int], person_ids: Collection[int] | None = None
) -> Mapping[int, frozenset[int]]:
    """Whom programmes name, as living accounts: everybody, or who of these persons."""
    living = func.coalesce(Person.merged_into_id, Person.id)
    wanted = select(ProgrammePerson.programme_id, living).join(Person, Person.id == ProgrammePerson.person_id)
    wanted = wanted.where(ProgrammePerson.programme_id.in_(list(programme_ids)))
    if person_ids is not None:
        wanted = wanted.where(living.in_(list(person_ids)))
    found: dict[int, set[int]] = {}
    for programme_id, person_id in session.execute(wanted):
        found.setdefault(programme_id, set()).add(person_id)
    return {programme_id: frozenset(people) for programme_id, people in found.items()}


def exemptions(
    session: Session, programme_ids: Iterable[int], person_ids: Collection[int] | None = None
) -> Mapping[tuple[int, int], str]:
    """The reasons by programme and living account: everybody's, or these persons'."""
    living = func.coalesce(Person.merged_into_id, Person.id)
    wanted = (
        select(ProgrammeExemption.programme_id, living, ProgrammeExemption.reason)
        .join(Person, Person.id == ProgrammeExemption.person_id)
        .where(ProgrammeExemption.programme_id.in_(list(programme_ids)))
    )
    if person_ids is not None:
        wanted = wanted.where(living.in_(list(person_ids)))
    return {(programme_id, person_id): reason for programme_id, person_id, reason in session.execute(wanted)}


def members(
    session: Session, scope: Scope, today: date, *, only: Collection[int] | None = None, superior: int | None = None,
    closed: bool = False,
) -> list[Member]:  # fmt: skip
    """People of a scope by name, with where they serve today; ``only`` these, or whose superior is this one;
    ``closed``: also whose account is closed.
    """
    above, conditions = _units_above(session), _within(scope, closed=closed)
    conditions += [] if only is None else [Person.id.in_(list(only))]
    conditions += [] if superior is None else _led_by(superior)
    boss = aliased(Person)
    wanted = (
        select(
            Person.id, Person.title_before, Person.name, Person.title_after, Person.nip, Posting.unit_id, Unit.name,
            Posting.status, Posting.position, _living(boss), Posting.valid_from, Posting.valid_to, Person.active,
        )
        .select_from(Person)
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .outerjoin(boss, boss.id == Posting.superior_id)
        .where(*conditions)
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    found = []
    for row in session.execute(wanted):
        number, before, name, after, nip, unit_id, unit, status, position, above_her, first, last, active = row
        serves = first is not None and first <= today and (last is None or today <= last)
        units = above.get(unit_id, frozenset()) if serves else frozenset()
        serving = Serving(number, units, status or "", position or "")
        named = display_name(before, name, after)
        found.append(Member(serving, named, nip, unit_id, unit or "", above_her if serves else None, active))
    return found


def servings(session: Session, scope: Scope, today: date) -> list[Serving]:
    """As what the people of a scope serve today, each kind once: ``person_id`` 0 stands for all who serve so."""
    running = (Posting.valid_from <= today, or_(Posting.valid_to.is_(None), Posting.valid_to >= today))
    wanted = (
        select(Posting.unit_id, Posting.status, Posting.position)
        .select_from(Person)
        .join(Posting, Posting.id == posting_that_counts(today))
        .where(*_within(scope), *running)
        .distinct()
    )
    above = _units_above(session)
    return [Serving(0, above[unit], status or "", position or "") for unit, status, position in session.execute(wanted)]


def singling_out(session: Session, programme_ids: Collection[int], scope: Scope, today: date) -> frozenset[int]:
    """Those of these programmes that name somebody of a scope, or have her in a cohort. Two queries."""
    account, found = aliased(Person), set[int]()
    seated = (Seat.state == SeatState.TAKEN.value,)
    for table, conditions in ((ProgrammePerson, ()), (Seat, seated)):
        wanted = (
            select(table.programme_id)
            .join(account, account.id == table.person_id)
            .join(Person, Person.id == func.coalesce(account.merged_into_id, account.id))
            .outerjoin(Posting, Posting.id == posting_that_counts(today))
            .where(table.programme_id.in_(list(programme_ids)), *conditions, *_within(scope))
            .distinct()
        )
        found.update(session.scalars(wanted))
    return frozenset(found)


def member_ids(session: Session, scope: Scope, today: date) -> Iterator[int]:
    """The ids of ``members``, in their order, streamed."""
    held = Posting.id == posting_that_counts(today)
    wanted = select(Person.id).outerjoin(Posting, held).where(*_within(scope)).order_by(Person.name, Person.id)
    return iter(session.scalars(wanted.execution_options(yield_per=BATCH)))


def leads(session: Session, person_id: int, today: date) -> bool:
    """Whether ``members`` would find anybody whom this person leads and who serves somewhere today."""
    held = (*_led_by(person_id), Posting.valid_from <= today, Person.active.is_(True))
    counts = (or_(Posting.valid_to.is_(None), Posting.valid_to >= today), Posting.id == posting_that_counts(today))
    wanted = select(Posting.id).join(Person, Person.id == Posting.person_id).where(*held, *counts)
    return session.scalar(wanted.where(Person.merged_into_id.is_(None)).limit(1)) is not None


def living_by_nip(session: Session, numbers: Collection[str]) -> Mapping[str, int]:
    """Living accounts by NIP."""
    living = func.coalesce(Person.merged_into_id, Person.id)
    wanted = select(Person.nip, living).where(Person.nip.in_(list(numbers)))
    return {nip: person_id for nip, person_id in session.execute(wanted) if nip}


def unit_names(session: Session, unit_ids: Collection[int]) -> Mapping[int, str]:
    """The names of units; those that ended say so: nobody serves there, and nothing follows to another by itself."""
    after = aliased(Unit)
    wanted = select(Unit.id, Unit.name, Unit.closed_on, after.name).outerjoin(after, after.id == Unit.successor_id)
    found = session.execute(wanted.where(Unit.id.in_(list(unit_ids))))
    return {number: unit_words(name, closed=on is not None, successor=next_) for number, name, on, next_ in found}


def _led_by(person_id: int) -> list[ColumnElement[bool]]:
    """That a joined posting names this person as superior, under whichever of her accounts; nobody leads herself."""
    return [Posting.superior_id.in_(same_person(person_id)), Person.id != person_id]


def _living(boss: type[Person]) -> ColumnElement[int | None]:
    """The account of a superior that lives on; none where that is the person's own."""
    return func.nullif(func.coalesce(boss.merged_into_id, boss.id), Person.id)


def _within(scope: Scope, *, closed: bool = False) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Person.merged_into_id.is_(None)]
    conditions += [] if closed else [Person.active.is_(True)]
    return conditions + ([] if scope.unit_ids is None else [Posting.unit_id.in_(scope.unit_ids)])


def _units_above(session: Session) -> Mapping[int, frozenset[int]]:
    """For each unit itself and all above it. One query of the whole tree."""
    parents = {row.id: row.parent_id for row in session.execute(select(Unit.id, Unit.parent_id))}
    found: dict[int, frozenset[int]] = {}
    for start in parents:
        chain: set[int] = set()
        at: int | None = start
        while at is not None and at not in chain:
            chain.add(at)
            at = parents.get(at)
        found[start] = frozenset(chain)
    return found


# Whether any programme runs.
RUNNING = exists().where(bare(Programme).c.closed_at.is_(None))

# Whether anybody's posting, also a past one, names ``person`` as the superior: whoever it is not true of leads nobody.
LED = exists().where(bare(Posting).c.superior_id.in_(same_person(bindparam("person"))))


def any_running(session: Session) -> bool:
    """Whether any programme runs."""
    return bool(session.scalar(select(RUNNING)))
