"""What happened, oldest first, as streams that can be read on from where one stopped.

Each stream is a table with an instant. A row of it says which kind of thing happened; the rest is in its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.assessment.models import Attempt, AttemptRegrade, EssayMark
from elearn.credentials.models import Certificate, CertificateEvent
from elearn.credentials.rules import Event
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.people.models import Person

Position = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """A row of a stream, and its ``position`` in it. ``person_id`` is the account that stands for the person today."""

    position: Position
    person_id: int
    at: datetime
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stream:
    """``select`` asks for the living account and the ``fields``; rows are ordered by ``order``, an instant first.
    ``lag``: how much older than the newest a row may still turn up: its transaction was long, or its instant is that of
    a deadline which somebody noticed later.
    """

    select: Callable[[], Select[Any]]
    order: tuple[Any, ...]
    fields: tuple[str, ...]
    lag: timedelta = timedelta(hours=1)


def read(
    session: Session, stream: Stream, *, since: datetime | None, until: datetime, after: Position | None, limit: int
) -> Sequence[Happened]:
    """The next rows of a stream: from ``since`` (None: the first) to before ``until``, behind ``after``."""
    wanted = stream.select().add_columns(*stream.order).where(stream.order[0] < until)
    if since is not None:
        wanted = wanted.where(stream.order[0] >= since)
    if after is not None:
        wanted = wanted.where(_behind(stream.order, after))
    places = len(stream.order)
    found = []
    for row in session.execute(wanted.order_by(*stream.order).limit(limit)):
        position = tuple(row[-places:])
        fields = dict(zip(stream.fields, row[1:-places], strict=True))
        found.append(Happened(position, row[0], position[0], MappingProxyType(fields)))
    return found


def _behind(columns: tuple[Any, ...], values: Position) -> ColumnElement[bool]:
    steps: list[ColumnElement[bool]] = []
    for place, column in enumerate(columns):
        equal = [columns[before] == values[before] for before in range(place)]
        steps.append(and_(*equal, column > values[place]))
    return or_(false(), *steps)


_LIVING = func.coalesce(Person.merged_into_id, Person.id)
_RUN = ("enrolment_id", "course")
_RESULT = ("attempt_id", *_RUN, "item", "score", "points", "max_points", "passed", "started_at", "submitted_at")


def _asked(*columns: Any) -> Select[Any]:
    return select(_LIVING, *columns)


def _enrolments() -> Select[Any]:
    return _asked(Enrolment.id, Enrolment.course).join(Person, Person.id == Enrolment.person_id)


def _items() -> Select[Any]:
    """Quizzes are told by their attempts."""
    tried = exists().where(Attempt.enrolment_id == ItemProgress.enrolment_id, Attempt.item == ItemProgress.item)
    wanted = _asked(Enrolment.id, Enrolment.course, ItemProgress.item).select_from(ItemProgress)
    wanted = wanted.join(Enrolment, Enrolment.id == ItemProgress.enrolment_id)
    return wanted.join(Person, Person.id == Enrolment.person_id).where(~tried)


def _of_attempts(*columns: Any) -> Select[Any]:
    wanted = _asked(*columns).select_from(Attempt).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    return wanted.join(Person, Person.id == Enrolment.person_id)


def _attempts() -> Select[Any]:
    return _of_attempts(Attempt.id, Enrolment.id, Attempt.course, Attempt.item)


def _results() -> Select[Any]:
    """Only what has a result: an essay that waits has none."""
    return _of_attempts(
        Attempt.id, Enrolment.id, Attempt.course, Attempt.item, Attempt.score, Attempt.points, Attempt.max_points,
        Attempt.passed, Attempt.started_at, Attempt.submitted_at,
    ).where(Attempt.submitted_at.is_not(None), Attempt.passed.is_not(None))  # fmt: skip


def _completions() -> Select[Any]:
    columns = (Completion.id, Completion.enrolment_id, Completion.course, Completion.course_title)
    more = (Completion.final_score, Completion.jp, Enrolment.opened_at)
    wanted = _asked(*columns, *more).join(Enrolment, Enrolment.id == Completion.enrolment_id)
    return wanted.join(Person, Person.id == Completion.person_id)


def _certificates() -> Select[Any]:
    """The first of each: a sheet that replaces another is nothing new that was learnt."""
    wanted = _asked(Certificate.completion_ref, Certificate.path_ref, Certificate.payload)
    return wanted.join(Person, Person.id == Certificate.person_id).where(Certificate.issue == 1)


def _certificate_events() -> Select[Any]:
    """With the last reinstatement before each, of whichever sheet of the same certificate."""
    sheet, before = aliased(Certificate), aliased(CertificateEvent)
    same = or_(sheet.completion_ref == Certificate.completion_ref, sheet.path_ref == Certificate.path_ref)
    last = select(func.max(before.id)).join(sheet, sheet.id == before.certificate_id)
    last = last.where(same, before.kind == Event.REINSTATED.value, before.id < CertificateEvent.id)
    columns = (Certificate.completion_ref, Certificate.path_ref, Certificate.payload)
    marks = (
        CertificateEvent.id,
        CertificateEvent.kind,
        last.correlate(Certificate, CertificateEvent).scalar_subquery(),
    )
    wanted = _asked(*columns, *marks).select_from(CertificateEvent)
    wanted = wanted.join(Certificate, Certificate.id == CertificateEvent.certificate_id)
    told = CertificateEvent.kind.in_([Event.REVOKED.value, Event.REINSTATED.value])
    return wanted.join(Person, Person.id == Certificate.person_id).where(told)


_SHEET = ("completion_ref", "path_ref", "payload")
# In the order in which they are sent: what is taken back, after what it takes back.
STREAMS: Mapping[str, Stream] = MappingProxyType(
    {
        "enrolment": Stream(_enrolments, (Enrolment.opened_at, Enrolment.id), _RUN),
        "item": Stream(_items, (ItemProgress.done_at, ItemProgress.enrolment_id, ItemProgress.item), (*_RUN, "item")),
        "attempt": Stream(_attempts, (Attempt.started_at, Attempt.id), ("attempt_id", *_RUN, "item")),
        "result": Stream(_results, (Attempt.submitted_at, Attempt.id), _RESULT, timedelta(days=3)),
        "mark": Stream(
            lambda: _results().join(EssayMark, EssayMark.attempt_id == Attempt.id),
            (EssayMark.marked_at, EssayMark.id),
            _RESULT,
        ),
        "regrade": Stream(
            lambda: _results().join(AttemptRegrade, AttemptRegrade.attempt_id == Attempt.id),
            (AttemptRegrade.regraded_at, AttemptRegrade.id),
            _RESULT,
        ),
        "completion": Stream(
            _completions,
            (Completion.completed_at, Completion.id),
            ("completion_id", *_RUN, "title", "score", "jp", "opened_at"),
        ),
        "certificate": Stream(_certificates, (Certificate.issued_at, Certificate.id), _SHEET),
        "certificate-event": Stream(
            _certificate_events,
            (CertificateEvent.at, CertificateEvent.id),
            (*_SHEET, "event_id", "kind", "reinstated_by"),
        ),
    }
)
