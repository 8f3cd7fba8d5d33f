"""Taking over a list of people from the command line: the operator reaches everybody and waits until it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.errors import Invalid
from elearn.people.models import PeopleImport, PeopleImportRow, Unit
from elearn.people.rules.importing import ACTING, Outcome
from elearn.people.rules.roster import unknown_unit
from elearn.people.service.import_applying import apply_people, begin_people
from elearn.people.service.import_planning import PeoplePlan, receive_people


@dataclass(frozen=True, slots=True)
class Operated:
    """A list to apply: its bytes are kept under ``digest``; new units are made below ``below_id`` (None: at the top),
    and postings begin on ``effective_on``, a local date.
    """

    digest: str
    name: str
    plan: PeoplePlan
    below_id: int | None
    effective_on: date


def import_by_operator(
    sessions: sessionmaker[Session], wanted: Operated, *, now: datetime
) -> tuple[dict[str, int], dict[int, str]]:
    """Keep a plan and apply it, some rows in each transaction; returns the rows by outcome and the reasons of those
    refused, by row number. Should this be killed, the worker of the site goes on.
    """
    with sessions.begin() as session:
        number = receive_people(session, wanted.digest, wanted.name, wanted.plan, actor=None, now=now)
        kept = session.get_one(PeopleImport, number)
        kept.units_below_id = wanted.below_id
        begin_people(session, kept, effective_on=wanted.effective_on, now=now)
    apply_people(sessions, {"import": number}, now)
    with sessions() as session:
        rows = PeopleImportRow.import_id == number
        asked = select(PeopleImportRow.outcome, func.count()).where(rows).group_by(PeopleImportRow.outcome)
        reasons = select(PeopleImportRow.number, PeopleImportRow.reason)
        refused = reasons.where(rows, PeopleImportRow.outcome == Outcome.REFUSED)
        return dict(session.execute(asked).all()), dict(session.execute(refused).all())


def counted(plan: PeoplePlan) -> Mapping[str, int]:
    """The rows of a plan by outcome."""
    return {outcome: sum(row.outcome == outcome for row in plan.rows) for outcome in Outcome}


def refusals(plan: PeoplePlan) -> dict[int, str]:
    """The reasons of the refused rows, by row number."""
    return {row.number: row.reason for row in plan.rows if row.outcome == Outcome.REFUSED}


def acts(plan: PeoplePlan) -> bool:
    """Whether a plan would add or change anybody."""
    return any(row.outcome in ACTING for row in plan.rows)


def unit_id(session: Session, code: str) -> int:
    """The id of the unit with this code. Raises Invalid."""
    known = {unit.code: unit.id for unit in session.scalars(select(Unit))}
    if code not in known:
        names = {unit.code: unit.name for unit in session.scalars(select(Unit))}
        raise Invalid(unknown_unit(code, names).message)
    return known[code]
