"""Submissions as their owner and as admins find them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from elearn.competency.queries import same_person
from elearn.external.models import EvidenceFile, Submission, SubmissionEvent, TrainingImport
from elearn.external.rules import State
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.people import posting_that_counts
from elearn.people.rules import Scope, display_name

STANDING = (State.SENT, State.RETURNED, State.APPROVED)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What an admin's queue shows: a state (None: all but drafts), a jalur, a unit's subtree, parts of texts."""

    state: State | None = State.SENT
    training_type: str = ""
    unit_ids: frozenset[int] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue."""

    code: str
    person_id: int
    name: str
    unit: str
    training_type: str
    title: str
    first: date
    last: date
    state: State
    sent_at: Any


def by_code(session: Session, code: str, *, lock: bool = False) -> Submission | None:
    """The submission of a code; ``lock``: nobody else changes it meanwhile."""
    wanted = select(Submission).where(Submission.code == code)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def by_form(session: Session, person_id: int, form_key: str) -> Submission | None:
    """What a form, or a row of a list, has already become."""
    wanted = select(Submission).where(Submission.person_id == person_id, Submission.form_key == form_key)
    return session.scalar(wanted)


def own(session: Session, person_id: int) -> Sequence[Submission]:
    """A person's submissions, newest first, those of accounts merged into hers included."""
    wanted = select(Submission).where(Submission.person_id.in_(same_person(person_id)))
    return session.scalars(wanted.order_by(Submission.created_at.desc(), Submission.id.desc())).all()


def belongs_to(session: Session, submission: Submission, person_id: int) -> bool:
    """Whether a submission is this account's, or one's merged into it."""
    if submission.person_id == person_id:
        return True
    return submission.person_id in set(session.scalars(same_person(person_id)))


def living_account(session: Session, person_id: int) -> int:
    """The account that stands for this one today."""
    merged = session.scalar(select(Person.merged_into_id).where(Person.id == person_id))
    return merged or person_id


def standing(session: Session, person_id: int, *, but: str) -> Sequence[Submission]:
    """A person's submissions that count or may yet, but for one."""
    wanted = select(Submission).where(Submission.person_id.in_(same_person(person_id)), Submission.code != but)
    return session.scalars(wanted.where(Submission.state.in_(STANDING)).order_by(Submission.first, Submission.id)).all()


def events(session: Session, submission_id: int) -> Sequence[SubmissionEvent]:
    """What was done to a submission, oldest first."""
    wanted = select(SubmissionEvent).where(SubmissionEvent.submission_id == submission_id)
    return session.scalars(wanted.order_by(SubmissionEvent.number)).all()


def last_words(session: Session, submission_ids: Collection[int]) -> dict[int, str | None]:
    """The reason given with the last thing done to each submission."""
    wanted = (
        select(Submission.id, SubmissionEvent.reason)
        .join(SubmissionEvent, SubmissionEvent.submission_id == Submission.id)
        .where(SubmissionEvent.number == Submission.revision, Submission.id.in_(submission_ids))
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The names of people with their titles."""
    wanted = select(Person.id, Person.title_before, Person.name, Person.title_after).where(Person.id.in_(person_ids))
    return {row.id: display_name(row.title_before, row.name, row.title_after) for row in session.execute(wanted)}


def of_evidence(session: Session, evidence_id: int) -> Submission | None:
    """The open submission that stands on a file, locked."""
    wanted = select(Submission).where(Submission.evidence_id == evidence_id, Submission.state == State.SENT)
    return session.scalars(wanted.with_for_update()).first()


def evidence(session: Session, evidence_id: int | None) -> EvidenceFile | None:
    """A file of evidence."""
    return None if evidence_id is None else session.get(EvidenceFile, evidence_id)


def uploaded(session: Session, import_id: int, uploaded_by: int) -> TrainingImport | None:
    """A list that this person uploaded."""
    wanted = select(TrainingImport).where(TrainingImport.id == import_id, TrainingImport.uploaded_by == uploaded_by)
    return session.scalar(wanted)


def count_queue(session: Session, scope: Scope, wanted: QueueFilter, today: date) -> int:
    """How many submissions the queue holds."""
    return session.scalar(_matching(select(func.count(Submission.id)), scope, wanted, today)) or 0


def list_queue(
    session: Session, scope: Scope, wanted: QueueFilter, today: date, *, offset: int, limit: int
) -> tuple[Waiting, ...]:
    """One page of the queue, the longest waiting first."""
    columns: Select[*tuple[Any, ...]] = select(
        Submission.code,
        Person.id,
        Person.title_before,
        Person.name,
        Person.title_after,
        Unit.name,
        Submission.training_type,
        Submission.title,
        Submission.first,
        Submission.last,
        Submission.state,
        Submission.sent_at,
    )
    found = _matching(columns, scope, wanted, today).order_by(Submission.sent_at, Submission.id)
    return tuple(_waiting(row) for row in session.execute(found.offset(offset).limit(limit)))


def _waiting(row: Row[*tuple[Any, ...]]) -> Waiting:
    code, person_id, before, name, after, unit, kind, title, first, last, state, sent_at = row
    return Waiting(
        code, person_id, display_name(before, name, after), unit or "", kind, title, first, last, State(state), sent_at
    )


def _matching(
    columns: Select[*tuple[Any, ...]], scope: Scope, wanted: QueueFilter, today: date
) -> Select[*tuple[Any, ...]]:
    """Drafts are their owner's alone. A submission of a merged account is that of the living one."""
    statement = (
        columns.select_from(Submission)
        .join(Person, Person.id == _living())
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(*_conditions(scope, wanted))
    )
    for word in wanted.words.split()[:6]:
        searched = (Person.name, Submission.title, Submission.organiser, Submission.number)
        statement = statement.where(or_(*(column.icontains(word, autoescape=True) for column in searched)))
    return statement


def _living() -> ColumnElement[int]:
    owner = Person.__table__.alias("owner")
    living = select(func.coalesce(owner.c.merged_into_id, owner.c.id)).where(owner.c.id == Submission.person_id)
    return living.correlate(Submission.__table__).scalar_subquery()


def _conditions(scope: Scope, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is None:
        found.append(Submission.state != State.DRAFT)
        found.append(Submission.sent_at.is_not(None))
    else:
        found.append(Submission.state == wanted.state)
    found += [Submission.training_type == wanted.training_type] if wanted.training_type else []
    found += [Posting.unit_id.in_(units) for units in (scope.unit_ids, wanted.unit_ids) if units is not None]
    return found
