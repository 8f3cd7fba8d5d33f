"""What admins see of a list of people: what it would do, what it did, and the rows that were refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.objects import ObjectStore
from elearn.core.tables import Table
from elearn.core.tabular import Column
from elearn.people.models import PeopleImport, PeopleImportRow, Person, Unit
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor
from elearn.people.rules.importing import ACTING, LABELS, NewUnit, Outcome, Undone, exported, shown_value
from elearn.people.rules.roster import unused
from elearn.people.service.import_base import own_import
from elearn.people.service.import_forgetting import file_of
from elearn.people.service.import_linking import superior_names
from elearn.people.service.import_planning import read_people

Names = Mapping[str, Mapping[str, str]]  # of superiors and units, by how changes name them


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A list of people. ``forgotten``: its file was deleted, because its time is over; ``counts``: rows by outcome;
    ``applied``: rows taken over so far; ``undone``: rows by what taking the list back made of them; ``without_code``:
    people it added who cannot sign in yet; ``unclaimed``: those of them who have a code and never signed in with it.
    Instants are None until then.
    """

    id: int
    name: str
    uploaded_at: datetime
    effective_on: date | None
    confirmed_at: datetime | None
    applied_at: datetime | None
    undo_asked_at: datetime | None
    undo_reason: str
    undone_at: datetime | None
    forgotten: bool
    ignored: tuple[str, ...]
    new_units: tuple[NewUnit, ...]
    below_id: int | None
    counts: Mapping[str, int]
    applied: int
    undone: Mapping[str, int]
    without_code: int
    unclaimed: int

    @property
    def unused(self) -> str:
        """The headings that mean nothing here, as a sentence ends with them."""
        return unused(self.ignored)

    @property
    def acting(self) -> int:
        """How many rows add or change somebody."""
        return sum(self.counts.get(outcome, 0) for outcome in ACTING)

    @property
    def taken_back(self) -> int:
        """How many rows were looked at while the list was taken back."""
        return sum(self.undone.values())


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as people read it; ``changes``: (field, old, new) in words."""

    number: int
    outcome: str
    name: str
    nip: str
    person_id: int | None
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    undone: str | None


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows are shown: those with an outcome (or what became of them), and a part of a name or number."""

    outcome: str = ""
    text: str = ""


def import_page(session: Session, import_id: int, *, actor: Actor) -> ImportPage:
    """A list with its counts. Raises NotFound for somebody else's."""
    found = own_import(session, import_id, actor=actor)
    rows = PeopleImportRow.import_id == import_id
    return ImportPage(
        id=found.id,
        name=found.name,
        uploaded_at=found.uploaded_at,
        effective_on=found.effective_on,
        confirmed_at=found.confirmed_at,
        applied_at=found.applied_at,
        undo_asked_at=found.undo_asked_at,
        undo_reason=found.undo_reason,
        undone_at=found.undone_at,
        forgotten=not found.digest,
        ignored=tuple(found.ignored),
        new_units=tuple(NewUnit(**unit) for unit in found.new_units),
        below_id=found.units_below_id,
        counts=_counted(session, PeopleImportRow.outcome, rows),
        applied=session.scalar(select(func.count()).where(rows, PeopleImportRow.applied_at.is_not(None))) or 0,
        undone=_counted(session, PeopleImportRow.undone, rows & PeopleImportRow.undone.is_not(None)),
        without_code=session.scalar(select(func.count()).select_from(Person).where(*waiting(import_id))) or 0,
        unclaimed=session.scalar(select(func.count()).select_from(Person).where(*unclaimed(import_id))) or 0,
    )


def waiting(import_id: int) -> list[ColumnElement[bool]]:
    """The conditions that somebody was added by a list, and has never had a password or a code."""
    return [*_added(import_id), Person.password_hash.is_(None)]


def unclaimed(import_id: int) -> list[ColumnElement[bool]]:
    """The conditions that somebody was added by a list, has a one-time code, and never signed in with it."""
    never = (Person.one_time_until.is_not(None), Person.must_change_password.is_(True), Person.last_seen_at.is_(None))
    return [*_added(import_id), *never]


def _added(import_id: int) -> list[ColumnElement[bool]]:
    added = select(PeopleImportRow.person_id).where(
        PeopleImportRow.import_id == import_id,
        PeopleImportRow.outcome == Outcome.NEW,
        PeopleImportRow.applied_at.is_not(None),
    )
    return [Person.id.in_(added), Person.active.is_(True), Person.merged_into_id.is_(None)]


def count_rows(session: Session, import_id: int, wanted: RowFilter) -> int:
    """How many rows match."""
    return session.scalar(select(func.count(PeopleImportRow.id)).where(*_matching(import_id, wanted))) or 0


def list_rows(session: Session, import_id: int, wanted: RowFilter, *, offset: int, limit: int) -> tuple[ShownRow, ...]:
    """One page of the rows that match, in the order of the file. Whose list it is was asked before."""
    asked = select(PeopleImportRow).where(*_matching(import_id, wanted)).order_by(PeopleImportRow.number)
    rows = session.scalars(asked.offset(offset).limit(limit)).all()
    names = {"superior": superior_names(session, import_id, rows), "unit": _unit_names(session, import_id, rows)}
    return tuple(_shown(row, names) for row in rows)


def note_rows(session: Session, rows: Sequence[ShownRow], total: int, *, actor: Actor, now: datetime) -> None:
    """Record whose data an admin saw on the page of her list."""
    people = {row.person_id for row in rows if row.person_id not in (None, actor.id)}
    if people:
        seen = sorted(person_id for person_id in people if person_id is not None)
        audit.record(session, "person.list", actor_id=actor.id, now=now, subjects=seen, detail={"total": total})


def latest_imports(session: Session, limit: int, *, actor: Actor) -> list[tuple[PeopleImport, int]]:
    """The lists that an admin sees, the newest first, with how many rows each has taken over."""
    mine = PeopleImport.uploaded_by == actor.id
    if unit_scope(session, actor).unit_ids is None:
        mine = mine | PeopleImport.uploaded_by.is_(None)
    found = list(session.scalars(select(PeopleImport).where(mine).order_by(PeopleImport.id.desc()).limit(limit)))
    applied = (
        select(PeopleImportRow.import_id, func.count())
        .where(PeopleImportRow.import_id.in_([each.id for each in found]), PeopleImportRow.applied_at.is_not(None))
        .group_by(PeopleImportRow.import_id)
    )
    counts = dict(session.execute(applied).all())
    return [(each, counts.get(each.id, 0)) for each in found]


def refused_rows(
    session: Session, import_id: int, *, objects: ObjectStore, actor: Actor
) -> tuple[list[Column], Iterator[Sequence[str]]]:
    """The refused rows in the layout of the uploaded file, with their reasons: to be mended and uploaded again.

    Raises NotFound for somebody else's list, and for one whose file was deleted.
    """
    table = read_people(file_of(own_import(session, import_id, actor=actor), objects))
    asked = select(PeopleImportRow.number, PeopleImportRow.reason).where(
        PeopleImportRow.import_id == import_id, PeopleImportRow.outcome == Outcome.REFUSED
    )
    return refused_table(table, dict(session.execute(asked).all()))


def refused_table(table: Table, reasons: Mapping[int, str]) -> tuple[list[Column], Iterator[Sequence[str]]]:
    """The rows of a table that have a reason, with two columns more: the row's number and the reason."""
    width = len(table.headings)
    columns = [Column(f"kolom_{place}", heading) for place, heading in enumerate(table.headings)]
    rows = (
        [*(exported(cell) for cell in row.cells[:width]), str(row.number), reasons[row.number]]
        for row in table.rows
        if row.number in reasons
    )
    return [*columns, Column("baris", "Baris semula"), Column("alasan", "Alasan ditolak")], rows


def _counted(session: Session, column: Any, condition: ColumnElement[bool]) -> dict[str, int]:
    return dict(session.execute(select(column, func.count()).where(condition).group_by(column)).all())


def _matching(import_id: int, wanted: RowFilter) -> list[ColumnElement[bool]]:
    conditions = [PeopleImportRow.import_id == import_id]
    if wanted.outcome in set(Outcome):
        conditions.append(PeopleImportRow.outcome == wanted.outcome)
    elif wanted.outcome in set(Undone):
        conditions.append(PeopleImportRow.undone == wanted.outcome)
    for word in wanted.text.split()[:6]:
        columns = (PeopleImportRow.name, PeopleImportRow.nip)
        conditions.append(columns[0].icontains(word, autoescape=True) | columns[1].icontains(word, autoescape=True))
    return conditions


def _unit_names(session: Session, import_id: int, rows: Sequence[PeopleImportRow]) -> dict[str, str]:
    """What the units in the changes of rows are called, by code, those that the list is to make too. Two that go by
    the same name are told apart by their codes.
    """
    codes = {text for row in rows for text in row.changes.get("unit", ()) if text}
    planned = session.scalars(select(PeopleImport.new_units).where(PeopleImport.id == import_id)).one()
    names = {unit["code"]: unit["name"] for unit in planned if unit["code"] in codes}
    names |= dict(session.execute(select(Unit.code, Unit.name).where(Unit.code.in_(codes))).all())
    shared = Counter(names.values())
    return {code: f"{name} ({code})" if shared[name] > 1 else name for code, name in names.items()}


def _shown(row: PeopleImportRow, names: Names) -> ShownRow:
    beside = ("nip", "name") if row.outcome == Outcome.NEW else ()  # shown in columns of their own
    changes = tuple(
        (label, *_told(name, row.changes[name], names.get(name, {})))
        for name, label in LABELS.items()
        if name in row.changes and name not in beside
    )
    return ShownRow(row.number, row.outcome, row.name, row.nip, row.person_id, changes, row.reason, row.undone)


def _told(name: str, change: Sequence[str], names: Mapping[str, str]) -> tuple[str, str]:
    old, new = (shown_value(name, names.get(text, text)) for text in change)
    return old, new
