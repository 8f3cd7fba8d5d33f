"""Reading which attempts a corrected key concerns, and how often an attempt was graded again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from elearn.assessment.models import Attempt, AttemptRegrade
from elearn.learning.models import Enrolment
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.people import posting_that_counts
from elearn.people.rules import display_name


def regrades(session: Session, attempt_id: int) -> list[AttemptRegrade]:
    """How often an attempt was graded again, oldest first."""
    wanted = select(AttemptRegrade).where(AttemptRegrade.attempt_id == attempt_id)
    return list(session.scalars(wanted.order_by(AttemptRegrade.id)))


def due_for_regrade(
    session: Session, course: str, items: Collection[str], body_key: str, after: int, limit: int
) -> list[Attempt]:
    """Attempts at a quiz, running ones included, that were neither taken with this version nor graded again by it: the
    next ``limit`` after the id ``after``.
    """
    wanted = select(Attempt).where(Attempt.course == course, Attempt.item.in_(items), Attempt.id > after)
    wanted = wanted.where(func.coalesce(_last_key(), Attempt.body_key) != body_key).order_by(Attempt.id)
    return list(session.scalars(wanted.limit(limit)))


def locked(session: Session, attempt_ids: Collection[int]) -> list[Attempt]:
    """These attempts as they are now, kept from any other change until the transaction ends; in one order, so that two
    who lock several never wait for each other.
    """
    wanted = select(Attempt).where(Attempt.id.in_(attempt_ids)).order_by(Attempt.id)
    wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(session.scalars(wanted))


def last_keys(session: Session, attempt_ids: Collection[int]) -> dict[int, str]:
    """The version by which each attempt was last graded: its own, or the one whose keys were last applied to it."""
    wanted = select(Attempt.id, func.coalesce(_last_key(), Attempt.body_key).label("key"))
    return {row.id: row.key for row in session.execute(wanted.where(Attempt.id.in_(attempt_ids)))}


def versions_due(
    session: Session, course: str, items: Collection[str], body_key: str
) -> list[tuple[str, tuple[str, ...]]]:
    """The versions of those attempts: the snapshot shown, and those whose keys graded it again."""
    wanted = select(Attempt.body_key, Attempt.regraded).where(Attempt.course == course, Attempt.item.in_(items))
    wanted = wanted.where(func.coalesce(_last_key(), Attempt.body_key) != body_key).distinct()
    return [(row.body_key, tuple(row.regraded)) for row in session.execute(wanted)]


def _last_key() -> ScalarSelect[str]:
    """The version by whose keys an attempt was last graded again, whether or not the result counted."""
    again = AttemptRegrade
    last = select(again.new_body_key).where(again.attempt_id == Attempt.id, again.old_body_key != again.new_body_key)
    return last.order_by(again.id.desc()).limit(1).correlate(Attempt).scalar_subquery()


def owners(session: Session, attempt_ids: Collection[int], today: date) -> dict[int, Row[*tuple[Any, ...]]]:
    """Whose attempts these are: ``person_id``, the parts of the name, and ``unit``, by attempt."""
    owner = aliased(Person, name="owner")
    wanted = (
        select(Attempt.id, Person.id.label("person_id"), Person.title_before, Person.name, Person.title_after)
        .add_columns(Unit.name.label("unit"))
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(owner, owner.id == Enrolment.person_id)
        .join(Person, Person.id == func.coalesce(owner.merged_into_id, owner.id))
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(Attempt.id.in_(attempt_ids))
    )
    return {row.id: row for row in session.execute(wanted)}


def proof_count(session: Session, course: str, items: Collection[str]) -> int:
    """How many attempts at a quiz were graded again by a corrected key, each time counted."""
    wanted = select(func.count(AttemptRegrade.id)).join(Attempt, Attempt.id == AttemptRegrade.attempt_id)
    return session.scalar(wanted.where(*_by_key(course, items))) or 0


def proof(session: Session, course: str, items: Collection[str], *, offset: int, limit: int) -> list[AttemptRegrade]:
    """Some of them, the latest first."""
    wanted = select(AttemptRegrade).join(Attempt, Attempt.id == AttemptRegrade.attempt_id)
    found = wanted.where(*_by_key(course, items)).order_by(AttemptRegrade.id.desc())
    return list(session.scalars(found.offset(offset).limit(limit)))


def _by_key(course: str, items: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    different = AttemptRegrade.old_body_key != AttemptRegrade.new_body_key
    return Attempt.course == course, Attempt.item.in_(items), different


def names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """What persons are called, with titles."""
    wanted = select(Person.id, Person.title_before, Person.name, Person.title_after).where(Person.id.in_(person_ids))
    return {row.id: display_name(row.title_before, row.name, row.title_after) for row in session.execute(wanted)}
