"""What SIASN was given although it no longer stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session

from elearn.people.models import Person
from elearn.reporting.models import SiasnRow
from elearn.reporting.queries.people import Owner, Units, living
from elearn.reporting.queries.siasn import HANDED_OVER, PERSON, SelectedTrainings, served, standing
from elearn.reporting.rules.siasn import SiasnFilter


def fallen(
    session: Session, units: Units, today: date, most: int, row_ids: Collection[int] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What SIASN was given and should no longer have: the certificate was revoked since, or the approval taken back.
    ``row_ids``: only those of these that are such.
    """
    stands = standing(SelectedTrainings(SiasnFilter(state=None), None, today))
    still = exists().where(stands.c.source == SiasnRow.source, stands.c.ref == SiasnRow.ref)
    wanted = (
        select(SiasnRow.id, *PERSON, SiasnRow.number, SiasnRow.title, SiasnRow.rw_id)
        .select_from(SiasnRow)
        .join(Owner, Owner.id == SiasnRow.person_id)
        .join(Person, living())
        .where(SiasnRow.state.in_(HANDED_OVER), ~still, *served(SiasnRow.person_id, units, today))
    )
    if row_ids is not None:
        wanted = wanted.where(SiasnRow.id.in_(row_ids))
    return session.execute(wanted.order_by(SiasnRow.id).limit(most)).all()


def seen(session: Session, row_ids: Collection[int], units: Units, today: date) -> frozenset[int]:
    """Which of these rows were ever handed over for somebody who serves in these units today."""
    wanted = select(SiasnRow.id).where(SiasnRow.id.in_(row_ids), *served(SiasnRow.person_id, units, today))
    return frozenset(session.scalars(wanted))
