"""Taking over lists of people in tests: from rows of text to what became of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.tables import Table, TableRow
from elearn.people.models import PeopleImport, PeopleImportRow
from elearn.people.rules import Actor
from elearn.people.rules.importing import Outcome
from elearn.people.service.import_applying import apply_people, begin_people
from elearn.people.service.import_planning import PeoplePlan, plan_people, receive_people
from tests.people.world import World

TODAY = date(2026, 3, 3)
HEADINGS = ("NIP", "Nama", "Kode Unit")


@dataclass
class Done:
    """What became of a list. ``refused``: (row number, reason), in the order of the file."""

    id: int
    created: int
    changed: int
    unchanged: int
    refused: list[tuple[int, str]]
    ignored: tuple[str, ...]


def table(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> Table:
    return Table(tuple(headings), tuple(TableRow(number, tuple(row)) for number, row in enumerate(rows, 2)))


def csv_of(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([headings, *rows])
    return text.getvalue().encode()


def plan(session: Session, found: Table, actor: Actor | None = None, wanted: Sequence[str] = ()) -> PeoplePlan:
    return plan_people(session, found, today=TODAY, actor=actor, wanted=wanted)


def uploaded(session: Session, planned: PeoplePlan, now: datetime, actor: Actor | None = None) -> int:
    """Keep a plan and ask for it to be applied; returns its id. Commits."""
    number = receive_people(session, "0" * 64, "pegawai.csv", planned, actor=actor, now=now)
    begin_people(session, session.get_one(PeopleImport, number), effective_on=TODAY, now=now)
    session.commit()
    return number


def take(
    world: World,
    now: datetime,
    *rows: Sequence[str],
    headings: Sequence[str] = HEADINGS,
    actor: Actor | None = None,
    wanted: Sequence[str] = (),
) -> Done:
    """Plan and apply a list, if it would change anything."""
    planned = plan(world.session, table(*rows, headings=headings), actor, wanted)
    number = 0
    if any(row.outcome in {Outcome.NEW, Outcome.CHANGED} for row in planned.rows):
        number = uploaded(world.session, planned, now, actor)
        apply_people(sessionmaker(world.session.get_bind()), {"import": number}, now)
        world.session.expire_all()
        kept = world.session.scalars(select(PeopleImportRow).where(PeopleImportRow.import_id == number)).all()
        told = [(row.number, row.outcome, row.reason) for row in kept]
    else:
        world.session.commit()
        told = [(row.number, row.outcome, row.reason) for row in planned.rows]
    counts = [sum(outcome == each for _, outcome, _ in told) for each in list(Outcome)[:3]]
    refused = sorted((line, reason) for line, outcome, reason in told if outcome == Outcome.REFUSED)
    return Done(number, *counts, refused, planned.ignored)
