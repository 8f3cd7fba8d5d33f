"""The crowd for benchmarks: the same for the same seed, well-formed, and consistent with what the services write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.cli.demo_bulk import add_learners
from elearn.cli.demo_crowd import member, runs
from elearn.competency.models import LedgerEntry
from elearn.core.errors import ElearnError
from elearn.credentials.models import Certificate, CertificateCounter
from elearn.credentials.service import verification
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.people.models import Person, Posting
from elearn.people.rules import Status
from elearn.people.rules.facts import check_person, check_posting
from elearn.settings import Settings
from tests import factories

TODAY = date(2026, 3, 2)


def test_the_same_seed_makes_the_same_people_and_another_seed_others() -> None:
    assert [member(1, n) for n in range(50)] == [member(1, n) for n in range(50)]
    assert [member(1, n) for n in range(50)] != [member(2, n) for n in range(50)]


@pytest.mark.parametrize("start", [0, 9_990, 899_000])
def test_members_are_well_formed_and_their_numbers_unique(start: int) -> None:
    crowd = [member(1, number) for number in range(start, start + 200)]
    assert len({one.nip for one in crowd}) == len(crowd)
    for one in crowd:
        status = Status(one.status)
        raw = {"name": one.name, "title_after": one.titles, "nip": one.nip, "email": one.email}
        check_person(raw, status, birth_date=one.born, today=date(2026, 1, 1))
        check_posting({"position": one.position, "rank": one.rank}, status, unit_id=1, valid_from=one.posted_since)


@pytest.mark.parametrize("rows", [0, 1, 4, 5, 12, 31])
def test_a_history_has_exactly_the_rows_asked_for(rows: int) -> None:
    courses = [factories.course("satu"), factories.course("dua")]
    who = member(1, 7)
    history = list(runs(who, 1, 7, rows, courses, "Asia/Makassar", TODAY))
    assert sum(len(run.progress) for run in history) == rows
    assert [run.completed_at is not None for run in history] == [len(run.progress) == 5 for run in history]
    instants = [step.done_at for run in history for step in run.progress]
    assert instants == sorted(instants, key=lambda at: at or datetime.max.replace(tzinfo=UTC))
    assert len({(run.course.slug, run.number) for run in history}) == len(history)


def test_the_database_holds_a_consistent_crowd(engine: Engine, settings: Settings, now: datetime) -> None:
    with Session(engine) as session, session.begin():
        above = factories.unit(session, "Dinas Contoh")
        factories.unit(session, "Puskesmas Contoh", parent_id=above.id)
    add_learners(settings, 30, 500, 1)
    add_learners(settings, 10, 100, 1)
    with Session(engine) as session:
        count = {model: session.scalar(select(func.count()).select_from(model))
                 for model in (Person, Posting, ItemProgress, Completion, Certificate)}  # fmt: skip
        assert (count[Person], count[Posting], count[ItemProgress]) == (40, 40, 600)
        assert count[Completion] == count[Certificate]
        assert (count[Completion] or 0) > 20
        closed = session.scalar(select(func.count()).where(Enrolment.closed_at.is_not(None)))
        assert closed == count[Completion]
        earned = session.scalar(select(func.sum(Completion.jp)))
        assert earned == session.scalar(select(func.sum(LedgerEntry.jp)))
        codes = session.scalars(select(Certificate.code))
        assert {verification(session, code, now=now).state.value for code in codes} <= {"berlaku", "kedaluwarsa"}
        last = {row.series: row.last for row in session.scalars(select(CertificateCounter))}
        issued = select(Certificate.series, func.max(Certificate.sequence)).group_by(Certificate.series)
        assert sorted(last.items()) == sorted(session.execute(issued))
        # the database goes on numbering by itself
        assert factories.person(session).id == max(session.scalars(select(Person.id)))


def test_without_units_there_is_nowhere_to_put_them(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ElearnError, match="unit"):
        add_learners(settings, 1, 1, 1)
