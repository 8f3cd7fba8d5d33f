"""What admins see of submissions: the queue within their scope, and one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.competency.whole_queries import reported_years
from elearn.content.model import Reference
from elearn.core.clock import local_date
from elearn.external import queries
from elearn.external.queries import QueueFilter, Waiting
from elearn.external.rules import State
from elearn.external.service.base import administered
from elearn.external.service.pages import SubmissionPage, page_of
from elearn.people import queries as people_queries
from elearn.people import service as people
from elearn.people.rules import Actor, PersonSnapshot, Scope


@dataclass(frozen=True, slots=True)
class Queue:
    """A filter within an admin's scope, on a local date."""

    scope: Scope
    wanted: QueueFilter
    today: date


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A submission as an admin decides on it: whose it is today; ``own``: her own, which others decide on. ``closed``:
    the years that it would enter and that are closed, each with the JP (hundredths) that were reported of it.
    """

    page: SubmissionPage
    person: PersonSnapshot
    own: bool
    closed: tuple[tuple[int, int], ...] = ()


def find_queue(
    session: Session, *, actor: Actor, now: datetime, state: str, training_type: str, unit_id: int | None, words: str
) -> Queue:
    """What the queue shows: within the scope, narrowed down. Unknown states and units out of reach narrow nothing."""
    scope = people_queries.unit_scope(session, actor)
    reached = unit_id is not None and scope.covers(unit_id)
    wanted = QueueFilter(
        state=State(state) if state in set(State) - {State.DRAFT} else None,
        training_type=training_type[:20],
        unit_ids=people_queries.subtree_ids(session, unit_id) if unit_id is not None and reached else None,
        words=words[:100],
    )
    return Queue(scope, wanted, local_date(now, actor.zone))


def count_queue(session: Session, queue: Queue) -> int:
    """How many submissions the queue holds."""
    return queries.count_queue(session, queue.scope, queue.wanted, queue.today)


def list_queue(session: Session, queue: Queue, *, offset: int, limit: int) -> tuple[Waiting, ...]:
    """One page of the queue, the longest waiting first."""
    return queries.list_queue(session, queue.scope, queue.wanted, queue.today, offset=offset, limit=limit)


def review_page(session: Session, code: str, *, reference: Reference, actor: Actor, now: datetime) -> ReviewPage:
    """One submission with everything that a decision needs. Raises NotFound outside the scope."""
    page = page_of(session, administered(session, code, actor=actor, now=now), reference=reference)
    person = people.snapshot(session, page.person_id, local_date(now, actor.zone))
    return ReviewPage(page, person, own=page.person_id == actor.id, closed=_closed(session, page))


def _closed(session: Session, page: SubmissionPage) -> tuple[tuple[int, int], ...]:
    """What approval enters into a closed year stays in that year, and leaves what was reported of it as it is."""
    if page.counting is None or page.state is State.APPROVED:
        return ()
    reported, years = reported_years(session, page.person_id), {day.on.year for day in page.counting.days}
    return tuple((year, reported[year]) for year in sorted(years) if year in reported)


def note_queue(
    session: Session, queue: Queue, total: int, shown: Iterable[int], *, actor: Actor, now: datetime
) -> None:
    """Record whose submissions an admin saw in the list. What was searched for may be a name, so it is not kept."""
    others = [person_id for person_id in shown if person_id != actor.id]
    detail = {"searched": bool(queue.wanted.words), "status": queue.wanted.state or "", "total": total}
    if others:
        audit.record(session, "submission.list", actor_id=actor.id, now=now, subjects=others, detail=detail)


def note_page(session: Session, action: str, code: str, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Record that an admin saw a submission, or took its evidence; her own is no event."""
    if person_id != actor.id:
        audit.record(session, action, actor_id=actor.id, now=now, subjects=[person_id], detail={"submission": code})
