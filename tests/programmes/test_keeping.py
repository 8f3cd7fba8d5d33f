"""Programmes as admins keep them, whom they cover, and who is reminded when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.notices.models import Notice
from elearn.people.models import Posting
from elearn.programmes import service
from elearn.programmes.rules import State
from elearn.web.paging import Paging
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import DUE, NOON, TODAY, make, typed
from tests.reporting.world import completed

ZONE = "Asia/Makassar"


def part(total: int) -> Paging:
    return Paging(1, 50, total)


def standings(world: World, catalogue: Catalogue, number: int, by: str = "chief") -> dict[str, State]:
    where = (world.session, catalogue, number, None, part)
    page = service.programme_page(*where, actor=world.actor(by), now=NOON)
    names = {person.id: name for name, person in world.people.items()}
    return {names[line.member.id]: line.standing.state for line in page.lines}


def finish(world: World, name: str, on: date, course: str = "contoh") -> None:
    completed(world.session, world.people[name], None, on, course=course, certificate=None)
    world.session.commit()


def test_everybody_who_serves_in_the_unit_or_below_is_in(world: World, catalogue: Catalogue) -> None:
    number = make(world, catalogue, unit_id=world.units["health"].id)
    assert set(standings(world, catalogue, number)) == {"local", "nurse", "teacher", "deputy", "coming"}
    whole = make(world, catalogue)
    assert "digger" in standings(world, catalogue, whole)
    assert not {"retired", "nowhere"} & set(standings(world, catalogue, whole))


def test_whoever_joins_later_is_in_and_whoever_leaves_is_out(world: World, catalogue: Catalogue) -> None:
    number = make(world, catalogue, unit_id=world.units["roads"].id)
    newcomer = world.people["newcomer"] = factories.person(world.session, "Newcomer")
    posted = factories.posting(world.session, newcomer, world.units["roads"])
    assert set(standings(world, catalogue, number)) == {"digger", "newcomer"}
    posted.valid_to = TODAY - timedelta(days=1)
    assert set(standings(world, catalogue, number)) == {"digger"}


def test_status_and_position_narrow_it_and_named_people_are_in_all_the_same(world: World, catalogue: Catalogue) -> None:
    digger = f"{world.people['digger'].nip}\n"
    guru = factories.posting(world.session, world.people["nowhere"], world.units["clinic"], position="Guru Ahli")
    number = make(world, catalogue, position="guru", numbers=digger)
    assert set(standings(world, catalogue, number)) == {"nowhere", "digger"}
    guru.status = "pppk"
    assert set(standings(world, catalogue, make(world, catalogue, status="pppk"))) == {"nowhere"}
    listed = make(world, catalogue, everybody=False, numbers=digger)
    assert set(standings(world, catalogue, listed)) == {"digger"}


def test_completions_decide_also_those_of_a_merged_account(world: World, catalogue: Catalogue) -> None:
    number = make(world, catalogue, courses=("contoh", "arsip"))
    finish(world, "nurse", date(2025, 1, 1))
    assert standings(world, catalogue, number)["nurse"] is State.RUNNING
    other = factories.person(world.session, "Nurse Lama", merged_into_id=world.id("nurse"))
    completed(world.session, other, None, TODAY, course="arsip", certificate=None)
    assert standings(world, catalogue, number)["nurse"] is State.DONE


def test_a_certificate_that_ran_out_asks_for_the_course_again(world: World, catalogue: Catalogue) -> None:
    once, again = (make(world, catalogue, courses=("arsip",), renews=renews) for renews in (False, True))
    finish(world, "nurse", date(2025, 6, 1), "arsip")
    assert standings(world, catalogue, once)["nurse"] is State.DONE
    assert standings(world, catalogue, again)["nurse"] is State.RUNNING


def test_what_comes_back_is_due_again_so_many_months_after_the_last_time(
    world: World, catalogue: Catalogue, engine: Engine
) -> None:
    make(world, catalogue, courses=("contoh",), months=18, due_on=TODAY)
    finish(world, "nurse", date(2026, 6, 30))
    last = date(2027, 12, 30)  # the same day 18 months later

    def own(days_before: int) -> tuple[State, date, bool]:
        at = NOON + timedelta(days=(last - TODAY).days - days_before)
        (one,) = service.own_programmes(world.session, catalogue, actor=world.actor("nurse"), now=at)
        return one.standing.state, one.standing.due_on, one.courses[0].done_on is not None

    assert own(14) == (State.DONE, TODAY, True)
    assert own(13) == (State.RUNNING, last, False)
    assert own(0) == (State.RUNNING, last, False)
    assert own(-1) == (State.LATE, last, False)
    world.session.commit()
    handle = service.reminding_handler(lambda: catalogue, ZONE)
    for days_before in (14, 13, 3, 0, -8):
        handle(sessionmaker(engine), {}, NOON + timedelta(days=(last - TODAY).days - days_before))
    wanted = select(Notice.kind).where(Notice.person_id == world.id("nurse")).order_by(Notice.id)
    assert list(world.session.scalars(wanted)) == [
        "program-mendekati-batas", "program-mendekati-batas", "program-batas-hari-ini", "program-terlambat"
    ]  # fmt: skip
    finish(world, "nurse", date(2027, 12, 20))
    assert own(0)[0] is State.DONE
    with pytest.raises(Invalid) as caught:
        make(world, catalogue, months=0)
    assert set(caught.value.fields) == {"siklus"}


def test_an_admin_of_units_keeps_and_sees_those_only(world: World, catalogue: Catalogue) -> None:
    other = make(world, catalogue, unit_id=world.units["roads"].id)
    health = make(world, catalogue, "local", unit_id=world.units["health"].id)
    local = world.actor("local")
    assert [line.id for line in service.programme_list(world.session, actor=local, now=NOON)] == [health]
    with pytest.raises(NotFound):
        service.programme_page(world.session, catalogue, other, None, part, actor=local, now=NOON)
    with pytest.raises(NotFound):
        service.close(world.session, other, actor=local, now=NOON)
    for unit in (None, world.units["roads"].id, 0):
        with pytest.raises(Invalid) as caught:
            make(world, catalogue, "local", unit_id=unit)
        assert set(caught.value.fields) == {"unit"}
    digger = str(world.people["digger"].nip)
    with pytest.raises(Invalid, match="cakupan"):
        make(world, catalogue, "local", unit_id=world.units["health"].id, numbers=digger)


def test_every_fault_is_told_at_once(world: World, catalogue: Catalogue) -> None:
    said = {
        "name": "x",
        "courses": ("tidak-ada",),
        "unit_id": 0,
        "numbers": "123, abc",
        "status": "pejabat",
        "enrolment": "x",
    }
    wrong = typed(due_on=TODAY - timedelta(days=1), **said)
    with pytest.raises(Invalid) as caught:
        service.create(world.session, wrong, catalogue=catalogue, actor=world.actor("chief"), now=NOON)
    assert set(caught.value.fields) == {"nama", "kursus", "batas", "unit", "nip", "status", "pendaftaran"}


def test_a_deadline_that_is_over_is_refused_but_an_old_programme_still_changes(
    world: World, catalogue: Catalogue
) -> None:
    chief, over = world.actor("chief"), TODAY - timedelta(days=1)
    with pytest.raises(Invalid, match="sudah lewat") as caught:
        make(world, catalogue, starts_on=over, due_on=over)
    assert set(caught.value.fields) == {"batas"}
    earlier = NOON - timedelta(days=2)
    number = make(world, catalogue, now=earlier, starts_on=over, due_on=over)
    make(world, catalogue, starts_on=TODAY, due_on=TODAY)

    def change(due_on: date) -> None:
        wanted = typed(name="Wajib 2027", starts_on=over - timedelta(days=9), due_on=due_on)
        service.edit(world.session, number, wanted, catalogue=catalogue, actor=chief, now=NOON)

    change(over)
    with pytest.raises(Invalid, match="sudah lewat"):
        change(over - timedelta(days=1))
    change(TODAY)
    with pytest.raises(Invalid, match="sudah lewat"):
        change(over)
    assert service.typed(world.session, number, actor=chief, now=NOON).due_on == TODAY


def test_an_exemption_needs_a_reason_and_can_be_taken_back(world: World, catalogue: Catalogue) -> None:
    number, nurse, chief = make(world, catalogue), world.id("nurse"), world.actor("chief")
    with pytest.raises(Invalid):
        service.exempt(world.session, number, nurse, " x ", actor=chief, now=NOON)
    for reason in ("Tugas belajar", "Cuti besar"):
        service.exempt(world.session, number, nurse, reason, actor=chief, now=NOON)
    assert standings(world, catalogue, number)["nurse"] is State.EXEMPT
    (own,) = service.own_programmes(world.session, catalogue, actor=world.actor("nurse"), now=NOON)
    assert (own.reason, own.owed) == ("Cuti besar", False)
    service.lift_exemption(world.session, number, nurse, actor=chief, now=NOON)
    assert standings(world, catalogue, number)["nurse"] is State.RUNNING
    with pytest.raises(NotFound):
        service.exempt(world.session, number, world.id("retired"), "Tugas belajar", actor=chief, now=NOON)


def test_a_closed_programme_is_asked_of_nobody_and_does_not_change(world: World, catalogue: Catalogue) -> None:
    number, chief = make(world, catalogue), world.actor("chief")
    service.close(world.session, number, actor=chief, now=NOON)
    assert service.own_programmes(world.session, catalogue, actor=world.actor("nurse"), now=NOON) == ()
    with pytest.raises(Conflict):
        service.edit(world.session, number, typed(), catalogue=catalogue, actor=chief, now=NOON)
    with pytest.raises(Conflict):
        service.exempt(world.session, number, world.id("nurse"), "Tugas belajar", actor=chief, now=NOON)


def test_a_superior_sees_her_people_only(world: World, catalogue: Catalogue, session: Session) -> None:
    make(world, catalogue)
    for name in ("nurse", "retired"):
        held = session.scalars(select(Posting).where(Posting.person_id == world.id(name))).one()
        held.superior_id = world.id("local")
    found = service.subordinates(session, catalogue, actor=world.actor("local"), now=NOON)
    assert [each.person_id for each in found] == [world.id("nurse")]
    assert service.subordinates(session, catalogue, actor=world.actor("nurse"), now=NOON) == ()


def test_each_step_reminds_once_and_whoever_is_done_not_at_all(
    world: World, catalogue: Catalogue, engine: Engine
) -> None:
    make(world, catalogue, starts_on=TODAY, due_on=DUE + timedelta(days=30))
    finish(world, "nurse", TODAY)
    handle = service.reminding_handler(lambda: catalogue, ZONE)
    sessions = sessionmaker(engine)

    def kinds(at: datetime) -> list[str]:
        world.session.commit()
        for _ in range(2):  # a job that comes back tells nobody twice
            handle(sessions, {}, at)
        wanted = select(Notice.kind).where(Notice.person_id == world.id("digger")).order_by(Notice.id)
        return list(world.session.scalars(wanted))

    due = datetime(2026, 12, 31, 4, tzinfo=NOON.tzinfo)
    assert kinds(NOON) == ["program-baru"]
    assert kinds(NOON + timedelta(days=1)) == ["program-baru"]
    assert kinds(due - timedelta(days=13))[1:] == ["program-mendekati-batas"]
    assert kinds(due - timedelta(days=3))[2:] == ["program-mendekati-batas"]
    assert kinds(due)[3:] == ["program-batas-hari-ini"]
    assert kinds(due + timedelta(days=9))[4:] == ["program-terlambat"]
    assert not list(world.session.scalars(select(Notice.id).where(Notice.person_id == world.id("nurse"))))
    assert {words["due"] for words in world.session.scalars(select(Notice.words))} == {"31 Desember 2026"}


def test_nothing_is_told_before_the_programme_begins(world: World, catalogue: Catalogue, engine: Engine) -> None:
    make(world, catalogue, starts_on=TODAY + timedelta(days=1))
    service.reminding_handler(lambda: catalogue, ZONE)(sessionmaker(engine), {}, NOON)
    assert not list(world.session.scalars(select(Notice.id)))


def test_the_look_at_reminders_comes_back_each_morning(world: World, catalogue: Catalogue, engine: Engine) -> None:
    service.schedule_reminders(world.session, hour=6, zone=ZONE, now=NOON)
    service.schedule_reminders(world.session, hour=6, zone=ZONE, now=NOON)
    world.session.commit()
    morning = datetime(2026, 11, 20, 22, tzinfo=NOON.tzinfo)  # six in Makassar, the next day
    assert list(world.session.scalars(select(Job.run_at))) == [morning]
    world.session.commit()
    handlers = {service.REMIND_JOB: service.reminding_handler(lambda: catalogue, ZONE)}
    assert run_next(sessionmaker(engine), handlers, morning)
    waiting = select(Job.run_at).where(Job.done_at.is_(None))
    assert list(world.session.scalars(waiting)) == [morning + timedelta(days=1)]
