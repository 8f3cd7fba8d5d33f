"""Where somebody served, and the units above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.models import Posting, Unit


@dataclass(frozen=True, slots=True)
class Service:
    """A posting as a period: local dates, both included (open end: None)."""

    status: str
    unit_id: int
    valid_from: date
    valid_to: date | None

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def services(session: Session, person_id: int) -> list[Service]:
    """All postings of a person, the newest first: the first that covers a day is the one that counts."""
    wanted = (
        select(Posting.status, Posting.unit_id, Posting.valid_from, Posting.valid_to)
        .where(Posting.person_id == person_id)
        .order_by(Posting.valid_from.desc(), Posting.id.desc())
    )
    return [Service(*row) for row in session.execute(wanted)]


def codes_above(session: Session) -> dict[int, frozenset[str]]:
    """For each unit its own code and those of all units above it. One query of the whole tree."""
    units = {row.id: row for row in session.execute(select(Unit.id, Unit.code, Unit.parent_id))}
    found: dict[int, frozenset[str]] = {}
    for start in units:
        codes: list[str] = []
        at: int | None = start
        while at is not None and at in units and units[at].code not in codes:
            codes.append(units[at].code)
            at = units[at].parent_id
        found[start] = frozenset(codes)
    return found
