"""The numbers of the dashboard as they were worked out last, and the people behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, delete, func, insert, select
from sqlalchemy.orm import Session

from elearn.core.database import bare
from elearn.learning.models import Completion
from elearn.people.models import Person
from elearn.reporting.models import DashboardFold, DashboardPerson, DashboardSum, ListExport
from elearn.reporting.queries.people import Units
from elearn.reporting.rules.exports import Listed

BATCH = 2000
NOWHERE = 0  # the unit of what belongs to none
Sums = Mapping[tuple[str, int, str], int]  # by name, unit and key


class Earned(NamedTuple):
    """Somebody's JP of a year (hundredths), and as what she served."""

    person_id: int
    unit_id: int
    status: str
    recognised: int
    activities: int


@dataclass(frozen=True, slots=True)
class SelectedPeople:
    """People of a fold whose JP lie between two amounts (None: no end). ``units`` None: everybody."""

    fold_id: int
    units: Units
    least: int | None = None
    below: int | None = None


def newest(session: Session, periods: Collection[str]) -> dict[str, DashboardFold]:
    """The last whole fold of each period."""
    last = select(func.max(DashboardFold.id)).where(DashboardFold.period.in_(periods))
    last = last.where(DashboardFold.made_at.is_not(None)).group_by(DashboardFold.period)
    found = session.scalars(select(DashboardFold).where(DashboardFold.id.in_(last.scalar_subquery())))
    return {fold.period: fold for fold in found}


def sums(session: Session, fold_ids: Collection[int], units: Units) -> dict[int, dict[str, dict[str, int]]]:
    """All numbers of some folds over some units (None: over all), by fold, name and key."""
    it = bare(DashboardSum).c
    wanted = select(it.fold_id, it.name, it.key, func.sum(it.number)).where(it.fold_id.in_(fold_ids))
    if units is not None:
        wanted = wanted.where(it.unit_id.in_(units))
    found: dict[int, dict[str, dict[str, int]]] = {fold_id: {} for fold_id in fold_ids}
    for fold_id, name, key, number in session.execute(wanted.group_by(it.fold_id, it.name, it.key)):
        found[fold_id].setdefault(name, {})[key] = int(number)
    return found


def by_unit(session: Session, fold_id: int, name: str, units: Units) -> dict[int, dict[str, int]]:
    """What a fold counted under one name, by unit and key."""
    it = bare(DashboardSum).c
    wanted = select(it.unit_id, it.key, it.number).where(it.fold_id == fold_id, it.name == name)
    if units is not None:
        wanted = wanted.where(it.unit_id.in_(units))
    found: dict[int, dict[str, int]] = {}
    for unit_id, key, number in session.execute(wanted):
        found.setdefault(unit_id, {})[key] = number
    return found


def page(session: Session, selected: SelectedPeople, *, offset: int, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Some of the people, those with the least JP first, with their names as they are today."""
    own = DashboardPerson
    ids = select(own.person_id).where(*_conditions(selected)).order_by(own.recognised, own.person_id)
    ids = ids.offset(offset).limit(limit)
    wanted = _with_names(selected).where(own.person_id.in_(ids.scalar_subquery()))
    return session.execute(wanted.order_by(own.recognised, own.person_id)).all()


def everybody(session: Session, selected: SelectedPeople) -> Iterator[Row[*tuple[Any, ...]]]:
    """All of them in the same order, streamed."""
    own = DashboardPerson
    wanted = _with_names(selected).where(*_conditions(selected)).order_by(own.recognised, own.person_id)
    yield from session.execute(wanted.execution_options(yield_per=BATCH))


def ordered_ids(session: Session, selected: SelectedPeople) -> Iterator[int]:
    """Their ids in the same order, streamed."""
    wanted = people(selected).order_by(DashboardPerson.recognised, DashboardPerson.person_id)
    return iter(session.scalars(wanted.execution_options(yield_per=BATCH)))


def some(session: Session, selected: SelectedPeople, ids: Collection[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """A few of them by their ids, in no order."""
    return session.execute(_with_names(selected).where(DashboardPerson.person_id.in_(ids))).all()


def people(selected: SelectedPeople) -> Select[int]:
    """Their ids."""
    return select(DashboardPerson.person_id).where(*_conditions(selected))


def count(session: Session, selected: SelectedPeople) -> int:
    """How many they are."""
    return session.scalar(select(func.count()).select_from(people(selected).subquery())) or 0


def newest_completion(session: Session) -> int:
    """The id of the last completion; 0 when there is none."""
    return session.scalar(select(func.max(Completion.id))) or 0


def add_sums(session: Session, fold_id: int, numbers: Iterable[tuple[tuple[str, int, str], int]]) -> None:
    """Keep numbers."""
    rows = [
        {"fold_id": fold_id, "name": name, "unit_id": unit_id, "key": key, "number": number}
        for (name, unit_id, key), number in numbers
    ]
    if rows:
        session.execute(insert(bare(DashboardSum)), rows)


def add_people(session: Session, fold_id: int, earned: Iterable[Earned]) -> None:
    """Keep people."""
    rows = [{"fold_id": fold_id, **one._asdict()} for one in earned]
    if rows:
        session.execute(insert(bare(DashboardPerson)), rows)


def outdated(session: Session, period: str, keep: int) -> list[int]:
    """The folds of a period from before the last whole one but ``keep``, which somebody may be reading still. Those of
    which a file is being made stay, too.
    """
    making = select(ListExport.fixed["fold"].as_integer()).where(
        ListExport.listed == Listed.EARNED.value, ListExport.ready_at.is_(None), ListExport.failed_at.is_(None)
    )
    its = and_(DashboardFold.period == period, DashboardFold.id.not_in(making))
    before = select(func.max(DashboardFold.id)).where(
        DashboardFold.period == period, DashboardFold.id < keep, DashboardFold.made_at.is_not(None)
    )
    return list(session.scalars(select(DashboardFold.id).where(its, DashboardFold.id < before.scalar_subquery())))


def remove_people(session: Session, fold_id: int) -> bool:
    """Remove some people of a fold; whether there may be more."""
    own = bare(DashboardPerson).c
    some = select(own.person_id).where(own.fold_id == fold_id).limit(BATCH)
    gone = session.execute(delete(DashboardPerson).where(own.fold_id == fold_id, own.person_id.in_(some)))
    return int(getattr(gone, "rowcount", 0)) == BATCH


def remove_fold(session: Session, fold_id: int) -> None:
    """Remove a fold that has no people any more."""
    session.execute(delete(DashboardSum).where(DashboardSum.fold_id == fold_id))
    session.execute(delete(DashboardFold).where(DashboardFold.id == fold_id))


def _conditions(selected: SelectedPeople) -> list[Any]:
    own = DashboardPerson
    found: list[Any] = [own.fold_id == selected.fold_id]
    found += [] if selected.least is None else [own.recognised >= selected.least]
    found += [] if selected.below is None else [own.recognised < selected.below]
    return found + ([] if selected.units is None else [own.unit_id.in_(selected.units)])


def _with_names(selected: SelectedPeople) -> Select[*tuple[Any, ...]]:
    own = DashboardPerson
    columns = (own.person_id, own.unit_id, own.status, own.recognised, own.activities)
    return (
        select(*columns, Person.nip, Person.title_before, Person.name, Person.title_after)
        .join(Person, Person.id == own.person_id)
        .where(own.fold_id == selected.fold_id)
    )
