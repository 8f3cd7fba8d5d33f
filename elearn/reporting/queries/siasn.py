"""Trainings that SIASN should know of: completions whose certificate stands, and approved ones from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from elearn.competency.models import LedgerEntry
from elearn.credentials.models import Certificate
from elearn.external.models import EvidenceFile, Submission
from elearn.external.rules import State
from elearn.learning.models import Completion
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.reporting.models import SiasnExport, SiasnExportRow, SiasnRow
from elearn.reporting.queries.people import Owner, Units, accounts_serving, living
from elearn.reporting.rules.siasn import SiasnFilter, SiasnState, Source

IN_ONE_QUERY = 500
HANDED_OVER = (SiasnState.EXPORTED.value, SiasnState.ACCEPTED.value)


@dataclass(frozen=True, slots=True)
class SelectedTrainings:
    """A filter worked out: ``units`` are those whose members may be seen and were asked for (None: everybody)."""

    asked: SiasnFilter
    units: Units
    today: date


class Extent(NamedTuple):
    """How many trainings are selected, and how many of them were handed over before."""

    rows: int
    again: int


class Key(NamedTuple):
    """Which training."""

    source: Source
    ref: int


STANDS = and_(
    Certificate.completion_ref == Completion.id,
    Certificate.replaced_by_id.is_(None),
    Certificate.revoked_at.is_(None),
    # A sheet that waits to be signed is not there yet, and SIASN wants its file.
    or_(Certificate.unsigned_digest.is_(None), Certificate.pdf_digest.is_not(None)),
)
EARNED = (
    select(func.coalesce(func.sum(LedgerEntry.jp), 0))
    .where(LedgerEntry.evidence_kind == Source.SUBMISSION.value, LedgerEntry.evidence_ref == Submission.code)
    .correlate(Submission)
    .scalar_subquery()
)
PERSON = (Person.id.label("person_id"), Person.nip, Person.title_before, Person.name, Person.title_after)
_SENT = (SiasnRow.state, SiasnRow.exports, SiasnRow.exported_at, SiasnRow.rw_id, SiasnRow.message)


def extent(session: Session, selected: SelectedTrainings) -> Extent:
    """How many rows the list has."""
    rows, again = session.execute(_matching(selected, func.count(), func.count(SiasnRow.id))).one()
    return Extent(rows, again)


def keys(session: Session, selected: SelectedTrainings, *, offset: int = 0, limit: int) -> list[Key]:
    """Some rows of the list: completions before what comes from elsewhere, each by its end."""
    found = standing(selected)
    wanted = _matching(selected, found.c.source, found.c.ref, found=found)
    wanted = wanted.order_by(found.c.source, found.c.last, found.c.ref).offset(offset).limit(limit)
    return [Key(Source(source), ref) for source, ref in session.execute(wanted)]


def details(session: Session, wanted: Sequence[Key], today: date) -> dict[Key, Row[Any]]:
    """What is to be said of some trainings; a posting is that of today. ``certificate_id`` None: from elsewhere."""
    found: dict[Key, Row[Any]] = {}
    for source, columns in ((Source.COMPLETION, _completions()), (Source.SUBMISSION, _submissions())):
        model = Completion if source is Source.COMPLETION else Submission
        with_people = _with_people(columns.add_columns(*PERSON, Posting.unit_id, *_SENT), source, today)
        for refs in _parts([key.ref for key in wanted if key.source is source]):
            rows = session.execute(with_people.where(model.id.in_(refs)))
            found |= {Key(source, row.ref): row for row in rows}
    return found


def rows_of(session: Session, wanted: Collection[Key]) -> dict[Key, SiasnRow]:
    """The rows of some trainings, held against changes by others until this transaction ends."""
    found: dict[Key, SiasnRow] = {}
    for source in Source:
        for refs in _parts(sorted(key.ref for key in wanted if key.source is source)):
            rows = select(SiasnRow).where(SiasnRow.source == source.value, SiasnRow.ref.in_(refs))
            held = session.scalars(rows.order_by(SiasnRow.id).with_for_update())
            found |= {Key(source, row.ref): row for row in held}
    return found


def exports_of(session: Session, made_by: int, most: int) -> Sequence[Row[SiasnExport, int]]:
    """(SiasnExport, how many rows) that somebody handed over, newest first."""
    rows = select(func.count()).where(SiasnExportRow.export_id == SiasnExport.id).scalar_subquery()
    wanted = select(SiasnExport, rows).where(SiasnExport.made_by == made_by)
    return session.execute(wanted.order_by(SiasnExport.id.desc()).limit(most)).all()


def exported(session: Session, export_id: int, today: date) -> Iterator[Row[Any]]:
    """The rows of a hand-over in order, each with its person as she is called and serves today."""
    row = SiasnExportRow
    columns = (row.place, row.payload, row.file, row.warning, SiasnRow.source, SiasnRow.ref, SiasnRow.state)
    wanted = (
        select(*columns, *PERSON, Posting.unit_id)
        .join(SiasnRow, SiasnRow.id == row.siasn_row_id)
        .join(Owner, Owner.id == SiasnRow.person_id)
        .join(Person, living())
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .where(row.export_id == export_id)
    )
    yield from session.execute(wanted.order_by(row.place))


def last_payload(session: Session, row_id: int) -> dict[str, Any]:
    """The fields of ``kursus/save`` as a row was handed over last."""
    wanted = select(SiasnExportRow.payload).where(SiasnExportRow.siasn_row_id == row_id)
    found: dict[str, Any] = session.scalars(wanted.order_by(SiasnExportRow.export_id.desc()).limit(1)).one()
    return found


def people_of(export_id: int) -> Select[int]:
    """The ids of everybody in a hand-over, each once."""
    wanted = select(Person.id).select_from(SiasnExportRow).join(SiasnRow, SiasnRow.id == SiasnExportRow.siasn_row_id)
    wanted = wanted.join(Owner, Owner.id == SiasnRow.person_id).join(Person, living())
    return wanted.where(SiasnExportRow.export_id == export_id).distinct()


def evidence_of(session: Session, export_id: int) -> Sequence[Row[str, str]]:
    """(file, digest) of what proves the rows from elsewhere, as far as there is a file."""
    wanted = (
        select(SiasnExportRow.file, EvidenceFile.digest)
        .join(SiasnRow, SiasnRow.id == SiasnExportRow.siasn_row_id)
        .join(Submission, and_(SiasnRow.source == Source.SUBMISSION.value, Submission.id == SiasnRow.ref))
        .join(EvidenceFile, EvidenceFile.id == Submission.evidence_id)
        .where(SiasnExportRow.export_id == export_id)
    )
    return session.execute(wanted.order_by(SiasnExportRow.place)).all()


def standing(selected: SelectedTrainings) -> Subquery:
    """(source, ref, last, number) of all trainings in the period, of people in scope."""
    completed = select(
        literal(Source.COMPLETION.value).label("source"),
        Completion.id.label("ref"),
        Completion.completed_on.label("last"),
        Certificate.number,
    ).join(Certificate, STANDS)
    approved = select(
        literal(Source.SUBMISSION.value).label("source"),
        Submission.id.label("ref"),
        Submission.last.label("last"),
        Submission.number,
    ).where(Submission.state == State.APPROVED.value)
    parts = (
        (completed, Completion.person_id, Completion.completed_on),
        (approved, Submission.person_id, Submission.last),
    )
    return union_all(*(part.where(*_conditions(selected, person, ended)) for part, person, ended in parts)).subquery()


def _conditions(selected: SelectedTrainings, person: Any, ended: Any) -> Iterator[ColumnElement[bool]]:
    if selected.asked.first is not None:
        yield ended >= selected.asked.first
    if selected.asked.last is not None:
        yield ended <= selected.asked.last
    yield from served(person, selected.units, selected.today)


def served(person: Any, units: Units, today: date) -> list[ColumnElement[bool]]:
    return [] if units is None else [person.in_(accounts_serving(today, Posting.unit_id.in_(units)))]


def _matching(selected: SelectedTrainings, *columns: Any, found: Subquery | None = None) -> Select[Any]:
    """The list with these columns; what was never handed over has no SiasnRow. What was, under a number that was
    replaced since, or that was taken back there and stands again, is to be handed over like what never was.
    """
    rows = found if found is not None else standing(selected)
    same = and_(SiasnRow.source == rows.c.source, SiasnRow.ref == rows.c.ref)
    wanted = select(*columns).select_from(rows).outerjoin(SiasnRow, same)
    state = selected.asked.state
    if state is None:
        return wanted
    if state is SiasnState.NEW:
        replaced = and_(SiasnRow.state.in_(HANDED_OVER), SiasnRow.number != rows.c.number)
        withdrawn = SiasnRow.state == SiasnState.WITHDRAWN.value
        return wanted.where(or_(SiasnRow.id.is_(None), replaced, withdrawn))
    return wanted.where(SiasnRow.state == state.value)


def _completions() -> Select[*tuple[Any, ...]]:
    return select(
        Completion.id.label("ref"), Completion.course_title.label("title"), Completion.training_type,
        Completion.organiser, Completion.jp, Completion.started_on.label("first"),
        Completion.completed_on.label("last"), Certificate.id.label("certificate_id"), Certificate.code,
        Certificate.number, literal("").label("mime"),
        Certificate.payload["person"]["name"].as_string().label("printed"), SiasnRow.number.label("sent_number"),
    ).join(Certificate, STANDS)  # fmt: skip


def _submissions() -> Select[*tuple[Any, ...]]:
    return select(
        Submission.id.label("ref"), Submission.title, Submission.training_type, Submission.organiser,
        EARNED.label("jp"), Submission.first, Submission.last, literal(None).label("certificate_id"), Submission.code,
        Submission.number, EvidenceFile.mime, literal(None).label("printed"), SiasnRow.number.label("sent_number"),
    ).outerjoin(EvidenceFile, EvidenceFile.id == Submission.evidence_id)  # fmt: skip


def _with_people(columns: Select[*tuple[Any, ...]], source: Source, today: date) -> Select[Any]:
    model = Completion if source is Source.COMPLETION else Submission
    return (
        columns.join(Owner, Owner.id == model.person_id)
        .join(Person, living())
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(SiasnRow, and_(SiasnRow.source == source.value, SiasnRow.ref == model.id))
    )


def _parts(values: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(values), IN_ONE_QUERY):
        yield values[start : start + IN_ONE_QUERY]
