"""The demo: well-formed people, a history that the rules agree with, and nothing the second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.assessment.models import Attempt, AttemptGrant
from elearn.assessment.service import recomputable
from elearn.cli import demo, demo_archive, demo_people, demo_plans
from elearn.cli.common import library
from elearn.cli.demo_history import Study, ago, events
from elearn.competency.service import year_summary
from elearn.competency.whole_queries import reported_years
from elearn.content.library import Library
from elearn.content.model import CourseStatus
from elearn.core.database import Base, open_engine
from elearn.credentials.models import Certificate
from elearn.credentials.service import verification
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.people.models import Person
from elearn.people.rules import Status
from elearn.people.rules.facts import check_person, check_posting
from elearn.people.service import Passwords, actor_of
from elearn.programmes import service as programmes
from elearn.programmes.rules import State
from elearn.settings import Settings
from elearn.web.paging import Paging
from tests import factories
from tests.cli.conftest import Run
from tests.support.databases import fresh_sqlite

ZONE = "Asia/Makassar"
CONTENT = Path(__file__).parents[2] / "content"
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
Site = tuple[Settings, Library, Session]


def installed(folder: Path, database_url: str, now: datetime) -> Settings:
    """An installation with the shipped content and the demo people."""
    values = {"ELEARN_DATA": str(folder), "ELEARN_CONTENT": str(CONTENT), "ELEARN_DATABASE_URL": database_url}
    chosen = Settings.from_mapping(values)
    demo.create(chosen, now)
    return chosen


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo once for the tests that only look at it."""
    folder = tmp_path_factory.mktemp("demo")
    chosen = installed(folder, fresh_sqlite(folder), NOW)
    opened = open_engine(chosen.database_url)
    with Session(opened) as session:
        yield chosen, library(chosen), session
    opened.dispose()


def person_id(session: Session, key: str) -> int:
    found = session.scalar(select(Person.id).where(Person.email == demo_people.BY_KEY[key].email))
    assert found is not None
    return found


def test_everybody_passes_the_checks_that_an_import_makes() -> None:
    for one in demo_people.PEOPLE:
        raw = {"name": one.name, "title_before": one.before, "title_after": one.after, "nip": one.nip or ""}
        raw |= {"email": one.email, "birth_place": one.birth_place}
        facts = check_person(raw, one.status, birth_date=one.born, today=date(2026, 1, 1))
        assert (facts.name, facts.nip) == (one.name, one.nip)
        check_posting({"position": one.position, "rank": one.rank}, one.status, unit_id=1, valid_from=one.posted_since)


def test_the_people_are_as_varied_as_real_ones() -> None:
    staff = {key for key, *_ in demo_people.ROLES}
    learners = [one for one in demo_people.PEOPLE if one.key not in staff]
    assert len(learners) >= 30
    assert set(Counter(one.status for one in learners)) == set(Status)
    assert sum("'" in one.name for one in learners) >= 3
    assert max(len(one.name) for one in learners) > 80
    assert any(" " not in one.name for one in learners)
    assert len({one.nip for one in learners}) == len(learners)
    assert {one.unit for one in demo_people.PEOPLE} <= {code for code, *_ in demo_people.UNITS}


def test_the_whole_demo_holds_together(database_url: str, engine: Engine, tmp_path: Path) -> None:
    chosen = installed(tmp_path, database_url, NOW)
    bodies = library(chosen).quiz
    with Session(engine) as session:
        attempts = session.scalars(select(Attempt).where(Attempt.submitted_at.is_not(None))).all()
        assert len(attempts) > 100
        assert all(recomputable(session, attempt, bodies) for attempt in attempts)
        codes = session.scalars(select(Certificate.code).order_by(Certificate.id)).all()
        states = Counter(verification(session, code, now=NOW).state.value for code in codes)
        assert states["berlaku"] > 30
        assert (states["dicabut"], states["diganti"], states["tidak asli"]) == (1, 1, 0)
        numbered = session.execute(select(Certificate.series, Certificate.sequence, Certificate.issued_at)).all()
        assert sorted(numbered) == sorted(numbered, key=lambda row: (row[0], row[2]))
        assert session.scalar(select(func.max(Completion.completed_at))) <= NOW  # type: ignore[operator]


def test_some_are_above_the_target_some_below_and_some_have_nothing(site: Site) -> None:
    _, content, session = site
    reached: dict[str, str] = {}
    for one in demo_people.PEOPLE:
        of = {"person_id": person_id(session, one.key), "status": one.status.value}
        summary = year_summary(
            session, **of, year=NOW.year, today=NOW.date(), reference=content.catalogue.reference  # type: ignore[arg-type]
        )  # fmt: skip
        target = summary.target or 0
        reached[one.key] = "nothing" if not summary.raw else "above" if summary.recognised > target else "below"
    assert set(Counter(reached.values())) == {"above", "below", "nothing"}
    assert reached["maria"] == "above"
    assert reached["baru"] == "nothing"


def test_working_a_whole_course_in_a_day_meets_the_cap(site: Site) -> None:
    _, content, session = site
    who = person_id(session, "panjang")
    facts = {"person_id": who, "status": "pns", "year": NOW.year, "today": NOW.date()}
    summary = year_summary(session, **facts, reference=content.catalogue.reference)  # type: ignore[arg-type]
    assert (summary.raw, summary.recognised) == (600, 300)


def test_somebody_used_up_every_attempt_and_somebody_was_granted_another(site: Site) -> None:
    session = site[2]
    failed = select(Enrolment.person_id).join(Attempt, Attempt.enrolment_id == Enrolment.id)
    failed = failed.where(Attempt.item == "kuis-akhir-etika").group_by(Enrolment.person_id)
    used_up = set(session.scalars(failed.having(func.count() == 3, func.max(Attempt.score) < 7000)))
    assert used_up == {person_id(session, "frans"), person_id(session, "hendrik")}
    granted = session.scalars(
        select(Enrolment.person_id).join(AttemptGrant, AttemptGrant.enrolment_id == Enrolment.id)
    ).all()
    assert granted == [person_id(session, "hendrik")]


def test_somebody_is_in_the_middle_of_a_quiz_and_somebody_stuck(site: Site) -> None:
    session = site[2]
    running = select(Enrolment.person_id).join(Attempt, Attempt.enrolment_id == Enrolment.id)
    assert session.scalars(running.where(Attempt.submitted_at.is_(None))).all() == [person_id(session, "maria")]
    last = select(func.max(ItemProgress.done_at)).join(Enrolment, Enrolment.id == ItemProgress.enrolment_id)
    stuck_since = session.scalar(last.where(Enrolment.person_id == person_id(session, "emanuel")))
    assert stuck_since is not None
    assert (NOW - stuck_since).days > 60


def test_the_course_that_is_over_stays_for_those_who_took_it(site: Site) -> None:
    _, content, session = site
    course = content.catalogue.courses[demo_archive.SLUG]
    assert course.status is CourseStatus.ARCHIVED
    assert content.lesson(course.items[0].body_key).html
    taken = session.scalar(select(func.count()).select_from(Enrolment).where(Enrolment.course == course.slug))
    assert taken == 5


def test_programmes_have_people_in_every_state_and_a_cohort_is_full(site: Site) -> None:
    _, content, session = site
    admin = actor_of(session, person_id(session, "admin"), today_zone=ZONE, now=NOW)
    maria = actor_of(session, person_id(session, "maria"), today_zone=ZONE, now=NOW)
    assert admin
    assert maria
    found = {}
    for line in programmes.programme_list(session, actor=admin, now=NOW):
        where = (session, content.catalogue, line.id, None, lambda total: Paging(1, 50, total))
        found[line.name] = programmes.programme_page(*where, actor=admin, now=NOW)
    over = found["Etika ASN bagi semua PNS"].counts
    assert over[State.EXEMPT] == 1
    assert min(over[State.DONE], over[State.LATE]) > 3
    again = found["Penyegaran tahunan"]
    assert {State.DONE, State.RUNNING} <= {line.standing.state for line in again.lines}
    rikardus = next(line for line in again.lines if line.member.id == person_id(session, "rikardus"))
    assert rikardus.standing.state is State.RUNNING, "done last year, so due again"
    own = {each.name: each for each in programmes.own_programmes(session, content.catalogue, actor=maria, now=NOW)}
    (path,) = own["Petugas layanan adminduk"].paths
    assert (path.done, path.total, path.open) == (1, 2, True)
    assert [(each.free, each.waiting) for each in programmes.open_cohorts(session, actor=maria, now=NOW)] == [
        (0, 1), (20, 0)
    ]  # fmt: skip
    assert programmes.leads(session, actor=maria, now=NOW)


def test_last_year_is_closed_and_this_one_is_not(site: Site) -> None:
    session = site[2]
    for key, reported in (("lodia", {NOW.year - 1}), ("baru", {NOW.year - 1})):
        assert set(reported_years(session, person_id(session, key))) == reported
    assert reported_years(session, person_id(session, "lodia"))[NOW.year - 1] > 0


def test_the_printed_password_opens_every_account(site: Site) -> None:
    hashes = set(
        site[2].scalars(select(Person.password_hash).where(Person.demo, Person.must_change_password.is_(False)))
    )
    assert len(hashes) == 1
    assert Passwords().verify(demo_people.PASSWORD, hashes.pop())[0]


def test_it_also_works_in_the_first_minutes_of_a_year(tmp_path: Path) -> None:
    now = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)  # 00:05 on 1 January in Makassar
    chosen = installed(tmp_path, fresh_sqlite(tmp_path), now)
    opened = open_engine(chosen.database_url)
    with Session(opened) as session:
        assert session.scalar(select(func.max(Attempt.submitted_at))) <= now  # type: ignore[operator]
        of = {"person_id": person_id(session, "maria"), "status": "pns", "year": 2027, "today": date(2027, 1, 1)}
        summary = year_summary(session, **of, reference=library(chosen).catalogue.reference)  # type: ignore[arg-type]
        assert summary.recognised >= 2000
    opened.dispose()


def test_a_plan_spreads_over_working_days_and_never_passes_now() -> None:
    course = factories.course()
    happened = list(events("maria", Study("contoh", ago(3), a_day=1), course, "Asia/Makassar", NOW))
    assert [event.item for event in happened] == [None, *[item.id for item in course.items]]
    assert all(event.at <= NOW for event in happened)
    assert all(event.at.weekday() < 5 for event in happened)
    assert happened == sorted(happened, key=lambda event: event.at)


def test_every_plan_is_of_somebody_there() -> None:
    assert set(demo_plans.PLANS) <= set(demo_people.BY_KEY)
    assert {demo_plans.REVOKED, demo_plans.REPLACED, demo_plans.GRANTED} <= set(demo_plans.PLANS)


def test_the_command_prints_the_sign_ins_and_changes_nothing_the_second_time(
    elearn: Run, environment: dict[str, str]
) -> None:
    def counts() -> dict[str, int]:
        opened = open_engine(f"sqlite:///{environment['ELEARN_DATA']}/elearn.db")
        with opened.connect() as connection:
            tables = Base.metadata.sorted_tables
            found = {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
        opened.dispose()
        return found

    first = elearn("demo")
    assert first.returncode == 0, first.stderr
    assert demo_people.PASSWORD in first.stdout
    assert "admin@kota-contoh.go.id" in first.stdout
    before = counts()
    assert before["person"] == len(demo_people.PEOPLE)
    second = elearn("demo")
    assert second.returncode == 0, second.stderr
    assert second.stdout.splitlines()[-7:] == first.stdout.splitlines()[-7:]
    assert counts() == before


@pytest.mark.parametrize("outside", [{"ELEARN_HOST": "0.0.0.0"}, {"ELEARN_PUBLIC_URL": "https://belajar.go.id"}])
def test_demo_people_are_not_made_where_others_reach_them(elearn: Run, outside: dict[str, str], tmp_path: Path) -> None:
    done = elearn("demo", "--serve", **outside)
    assert done.returncode == 1
    assert "127.0.0.1" in done.stderr
    assert not (tmp_path / "data" / "elearn.db").exists()
