"""SELECTs of bundles of certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.credentials.models import Certificate, CertificateBatch, CertificateBatchItem
from elearn.credentials.rules.batches import Choice
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts

Units = frozenset[int] | None
_IN_FORCE = (Certificate.revoked_at.is_(None), Certificate.replaced_by_id.is_(None))


def standing(session: Session, choice: Choice, units: Units, today: date, most: int) -> Sequence[Row[Any]]:
    """(id, person_id) of certificates in force that fit a choice, of people of these units (None: all), in order."""
    wanted = _with_people(select(Certificate.id, Person.id.label("person_id")).select_from(Certificate))
    conditions: list[ColumnElement[bool]] = [*_IN_FORCE, *_serving(units, today)]
    if choice.course:
        conditions.append(Certificate.course == choice.course)
    if choice.first is not None:
        conditions.append(Certificate.issued_on >= choice.first)
    if choice.last is not None:
        conditions.append(Certificate.issued_on <= choice.last)
    ordered = wanted.where(*conditions).order_by(Certificate.issued_on, Certificate.id)
    return session.execute(ordered.limit(most)).all()


def in_force(session: Session, certificate_id: int) -> Row[Any] | None:
    """(pdf_digest,) of a certificate that is neither revoked nor replaced."""
    wanted = select(Certificate.pdf_digest).where(Certificate.id == certificate_id, *_IN_FORCE)
    return session.execute(wanted).one_or_none()


def batches_of(session: Session, person_id: int, most: int) -> Sequence[CertificateBatch]:
    """The batches that somebody asked for herself, newest first."""
    wanted = select(CertificateBatch).where(CertificateBatch.made_by == person_id, CertificateBatch.made_for == "")
    return session.scalars(wanted.order_by(CertificateBatch.id.desc()).limit(most)).all()


def items(session: Session, batch_id: int, after: int, most: int) -> Sequence[Row[Any]]:
    """The certificates of a batch from the place that follows ``after``; ``name`` and ``title`` as printed."""
    columns = (
        CertificateBatchItem.place,
        CertificateBatchItem.problem,
        CertificateBatchItem.certificate_id,
        Certificate.code,
        Certificate.number,
        Certificate.issued_on,
        Certificate.pdf_digest,
        Certificate.revoked_at,
        Certificate.replaced_by_id,
        Certificate.payload["person"]["name"].as_string().label("name"),
        Certificate.payload["course"]["title"].as_string().label("title"),
    )
    wanted = select(*columns).join(Certificate, Certificate.id == CertificateBatchItem.certificate_id)
    here = (CertificateBatchItem.batch_id == batch_id, CertificateBatchItem.place > after)
    return session.execute(wanted.where(*here).order_by(CertificateBatchItem.place).limit(most)).all()


def left_out(session: Session, batch_id: int) -> list[tuple[str, str, str]]:
    """(code, number, why) of the certificates of a batch whose file is not in it."""
    wanted = select(Certificate.code, Certificate.number, CertificateBatchItem.problem)
    wanted = wanted.join(CertificateBatchItem, CertificateBatchItem.certificate_id == Certificate.id)
    here = (CertificateBatchItem.batch_id == batch_id, CertificateBatchItem.problem.is_not(None))
    return [(row[0], row[1], row[2] or "") for row in session.execute(wanted.where(*here))]


def people_of(session: Session, batch_id: int) -> list[int]:
    """The persons whose certificates a batch holds, each once."""
    wanted = _with_people(select(Person.id).select_from(CertificateBatchItem), join_items=True)
    return list(session.scalars(wanted.where(CertificateBatchItem.batch_id == batch_id).distinct()))


def outside(session: Session, batch_id: int, units: Units, today: date) -> int:
    """How many certificates of a batch belong to people of other units than these (None: all)."""
    if units is None:
        return 0
    every = select(func.count()).where(CertificateBatchItem.batch_id == batch_id)
    inside = _with_people(select(func.count()).select_from(CertificateBatchItem), join_items=True)
    inside = inside.where(CertificateBatchItem.batch_id == batch_id, *_serving(units, today))
    return int(session.scalars(every).one() - session.scalars(inside).one())


def _with_people(wanted: Select[*tuple[Any, ...]], *, join_items: bool = False) -> Select[*tuple[Any, ...]]:
    """Joined with the account that lives on of each certificate's holder."""
    if join_items:
        wanted = wanted.join(Certificate, Certificate.id == CertificateBatchItem.certificate_id)
    owner = aliased(Person)
    wanted = wanted.join(owner, owner.id == Certificate.person_id)
    return wanted.join(Person, Person.id == func.coalesce(owner.merged_into_id, owner.id))


def _serving(units: Units, today: date) -> list[ColumnElement[bool]]:
    """The holder serves in one of the units today, or served there on the day of issue."""
    if units is None:
        return []
    held, day = aliased(Posting), Certificate.issued_on
    running = (held.valid_from <= day) & or_(held.valid_to.is_(None), held.valid_to >= day)
    then = exists().where(held.person_id == Person.id, held.unit_id.in_(units), running)
    now = exists().where(Posting.id == posting_that_counts(today), Posting.unit_id.in_(units))
    return [or_(then, now)]
