"""SELECTs of certificates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from elearn.credentials.models import Certificate
from elearn.people.models import Person

AT_ONCE = 500

_SUMMARY = select(
    Certificate.id,
    Certificate.code,
    Certificate.number,
    Certificate.completion_ref,
    Certificate.course,
    Certificate.payload["course"]["title"].as_string().label("title"),
    Certificate.payload["course"]["jp"].as_integer().label("jp"),
    Certificate.issued_on,
    Certificate.zone,
    Certificate.valid_until,
    Certificate.revoked_at,
    Certificate.replaced_by_id,
)


def by_code(session: Session, code: str) -> Certificate | None:
    """The certificate with this code, as stored."""
    return session.scalars(select(Certificate).where(Certificate.code == code)).one_or_none()


def locked_by_code(session: Session, code: str) -> Certificate | None:
    """The same, held against changes by others until this transaction ends (SQLite has one writer anyway)."""
    wanted = select(Certificate).where(Certificate.code == code).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def first_issue(session: Session, completion_id: int) -> Certificate | None:
    """The first certificate of a completion: its code is the evidence that the ledger knows."""
    wanted = select(Certificate).where(Certificate.completion_ref == completion_id, Certificate.issue == 1)
    return session.scalars(wanted).one_or_none()


def issues_of(session: Session, completion_ids: Sequence[int]) -> list[Row[Any]]:
    """The summary rows of all certificates of these completions, oldest issue first."""
    rows: list[Row[Any]] = []
    for start in range(0, len(completion_ids), AT_ONCE):
        part = completion_ids[start : start + AT_ONCE]
        wanted = _SUMMARY.where(Certificate.completion_ref.in_(part))
        rows.extend(session.execute(wanted.order_by(Certificate.completion_ref, Certificate.issue)))
    return rows


def of_person(session: Session, person_id: int) -> list[Row[Any]]:
    """The summary rows of a person's certificates, also of accounts merged into hers, newest first."""
    wanted = _SUMMARY.where(Certificate.person_id.in_(_same_person(person_id)))
    return list(session.execute(wanted.order_by(Certificate.issued_on.desc(), Certificate.id.desc())))


def living_account(session: Session, person_id: int) -> int:
    """The account that lives on after merges; the same one when it was never merged."""
    onward = select(Person.id, Person.merged_into_id).where(Person.id == person_id).cte("onward", recursive=True)
    onward = onward.union(select(Person.id, Person.merged_into_id).join(onward, Person.id == onward.c.merged_into_id))
    return session.scalars(select(onward.c.id).where(onward.c.merged_into_id.is_(None))).first() or person_id


def _same_person(person_id: int) -> Select[tuple[int]]:
    merged = select(Person.id).where(Person.id == person_id).cte("merged", recursive=True)
    merged = merged.union(select(Person.id).join(merged, Person.merged_into_id == merged.c.id))
    return select(merged.c.id)
