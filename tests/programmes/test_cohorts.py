"""Cohorts: who has a seat, who waits and in which order, and whose time holds for whom."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.notices.models import Notice
from elearn.people.rules import Actor
from elearn.programmes import rules, service
from elearn.programmes.models import Seat
from elearn.programmes.rules import SeatState, State
from elearn.programmes.service import NewCohort
from elearn.web.paging import Paging
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import DUE, NOON, TODAY, make, typed

FREE = "langsung"
LATER = NOON + timedelta(minutes=1)


def new(**changes: object) -> NewCohort:
    """A cohort that works from tomorrow until the end of the programme, with one seat."""
    first = NewCohort("Angkatan I", TODAY + timedelta(days=1), DUE, 1, "Aula", "BKPSDM")
    return replace(first, **changes)  # type: ignore[arg-type]


def cohort(world: World, programme: int, **changes: object) -> int:
    number = service.add_cohort(world.session, programme, new(**changes), actor=world.actor("chief"), now=NOON)
    world.session.commit()
    return number


def join(world: World, name: str, number: int) -> SeatState:
    found = service.join(world.session, number, actor=world.actor(name), now=NOON)
    world.session.commit()
    return found


def leave(world: World, name: str, number: int) -> None:
    service.leave(world.session, number, actor=world.actor(name), now=NOON)
    world.session.commit()


def put(world: World, programme: int, name: str, number: int | None, by: str = "chief") -> SeatState | None:
    found = service.assign(world.session, programme, world.id(name), number, actor=world.actor(by), now=LATER)
    world.session.commit()
    return found


def seated(world: World, programme: int, number: int) -> list[tuple[str, int | None]]:
    where = (world.session, programme, number, lambda total: Paging(1, 50, total))
    page = service.cohort_page(*where, actor=world.actor("chief"), now=NOON)
    return [(each.member.name.partition(" ")[0].lower(), each.position) for each in page.seated]


def told(world: World, name: str) -> list[str]:
    wanted = select(Notice.kind).where(Notice.person_id == world.id(name)).order_by(Notice.id)
    return list(world.session.scalars(wanted))


def standing(world: World, catalogue: Catalogue, name: str) -> service.OwnProgramme | None:
    found = service.own_programmes(world.session, catalogue, actor=world.actor(name), now=NOON)
    return found[0] if found else None


@pytest.fixture
def programme(world: World, catalogue: Catalogue) -> int:
    """Nobody must do it: people join cohorts by themselves."""
    return make(world, catalogue, everybody=False, enrolment=FREE)


def test_the_first_has_the_seat_and_the_next_wait_in_order(world: World, programme: int) -> None:
    number = cohort(world, programme)
    assert [join(world, name, number) for name in ("nurse", "digger", "teacher", "digger")] == [
        SeatState.TAKEN, SeatState.WAITING, SeatState.WAITING, SeatState.WAITING
    ]  # fmt: skip
    assert seated(world, programme, number) == [("nurse", None), ("digger", 1), ("teacher", 2)]
    (own,) = service.open_cohorts(world.session, actor=world.actor("teacher"), now=NOON)
    assert (own.position, own.free, own.waiting, own.joins, own.leaves) == (2, 0, 2, False, True)
    leave(world, "nurse", number)
    assert seated(world, programme, number) == [("digger", None), ("teacher", 1)]
    assert told(world, "digger") == ["angkatan-tempat"]
    join(world, "nurse", number)
    assert seated(world, programme, number)[-1] == ("nurse", 2)
    for name in ("digger", "teacher"):
        leave(world, name, number)
    assert told(world, "nurse") == ["angkatan-tempat"]


def test_a_seat_makes_a_participant_in_the_time_of_the_cohort(
    world: World, catalogue: Catalogue, programme: int
) -> None:
    number = cohort(world, programme, due_on=TODAY + timedelta(days=3))
    join(world, "nurse", number)
    join(world, "digger", number)
    own = standing(world, catalogue, "nurse")
    assert own is not None
    assert (own.standing.state, own.standing.due_on) == (State.UPCOMING, TODAY + timedelta(days=3))
    assert standing(world, catalogue, "digger") is None
    begun = service.own_programmes(world.session, catalogue, actor=world.actor("nurse"), now=NOON + timedelta(days=1))
    assert begun[0].standing.state is State.RUNNING
    where = (world.session, catalogue, programme, None, lambda total: Paging(1, 50, total))
    (line,) = service.programme_page(*where, actor=world.actor("chief"), now=NOON).lines
    assert (line.member.id, line.cohort.name if line.cohort else "") == (world.id("nurse"), "Angkatan I")


def test_reminders_follow_the_cohort(world: World, catalogue: Catalogue, engine: Engine) -> None:
    programme = make(world, catalogue, everybody=False, enrolment=FREE, due_on=DUE + timedelta(days=60))
    join(world, "nurse", cohort(world, programme, due_on=TODAY + timedelta(days=4)))
    handle = service.reminding_handler(lambda: catalogue, "Asia/Makassar")
    for days in range(5):
        handle(sessionmaker(engine), {}, NOON + timedelta(days=days))
    assert told(world, "nurse") == ["program-mendekati-batas", "program-batas-hari-ini"]


def test_only_those_whom_the_programme_is_for_may_join(world: World, catalogue: Catalogue, programme: int) -> None:
    health = make(world, catalogue, everybody=False, enrolment=FREE, unit_id=world.units["health"].id)
    number, closed = cohort(world, health, quota=None), cohort(world, health, name="Angkatan II")
    with pytest.raises(NotFound):
        join(world, "digger", number)
    with pytest.raises(NotFound):
        join(world, "retired", number)
    with pytest.raises(NotFound):
        join(world, "nurse", 10**9)
    alone = cohort(world, make(world, catalogue))
    with pytest.raises(NotFound):
        join(world, "nurse", alone)
    assert service.open_cohorts(world.session, actor=world.actor("digger"), now=NOON) == ()
    join(world, "nurse", number)
    with pytest.raises(Conflict):
        join(world, "nurse", closed)
    service.close_cohort(world.session, health, closed, actor=world.actor("chief"), now=NOON)
    with pytest.raises(Conflict):
        join(world, "teacher", closed)
    with pytest.raises(Conflict):
        service.join(world.session, number, actor=world.actor("teacher"), now=NOON + timedelta(days=20))
    service.close(world.session, health, actor=world.actor("chief"), now=NOON)
    with pytest.raises(NotFound):
        join(world, "teacher", number)


def test_nobody_leaves_what_has_begun_or_what_an_admin_decided(world: World, programme: int) -> None:
    begun, placed = (cohort(world, programme, starts_on=TODAY, name=name, quota=2) for name in ("Satu", "Dua"))
    join(world, "nurse", begun)
    join(world, "digger", begun)
    put(world, programme, "digger", placed)
    for name, number, words in (
        ("nurse", begun, "mulai"),
        ("digger", placed, "menempatkan"),
        ("chief", begun, "tidak"),
    ):
        with pytest.raises(Conflict, match=words):
            leave(world, name, number)


def test_an_admin_moves_and_takes_out_and_the_queue_moves_up(world: World, programme: int) -> None:
    first, second = cohort(world, programme), cohort(world, programme, name="Angkatan II")
    for name in ("nurse", "digger", "teacher"):
        join(world, name, first)
    assert put(world, programme, "nurse", second) is SeatState.TAKEN
    assert (seated(world, programme, first), seated(world, programme, second)) == (
        [("digger", None), ("teacher", 1)], [("nurse", None)]
    )  # fmt: skip
    assert put(world, programme, "teacher", second) is SeatState.WAITING
    assert put(world, programme, "teacher", second) is SeatState.WAITING
    assert put(world, programme, "nurse", None) is None
    assert seated(world, programme, second) == [("teacher", None)]
    assert (told(world, "nurse"), told(world, "teacher")) == (
        ["angkatan-tempat", "angkatan-keluar"], ["angkatan-tempat"]
    )  # fmt: skip
    with pytest.raises(NotFound):
        put(world, programme, "teacher", 10**9)
    with pytest.raises(NotFound):
        put(world, programme, "nurse", first)  # no longer in the programme, nor named by it


def test_more_seats_let_those_who_wait_in_and_fewer_take_none_away(world: World, programme: int) -> None:
    number, chief = cohort(world, programme), world.actor("chief")
    for name in ("nurse", "digger", "teacher"):
        join(world, name, number)
    assert service.edit_cohort(world.session, programme, number, new(quota=2), actor=chief, now=NOON) == 1
    assert service.edit_cohort(world.session, programme, number, new(quota=1), actor=chief, now=NOON) == 0
    assert seated(world, programme, number) == [("nurse", None), ("digger", None), ("teacher", 1)]
    assert service.edit_cohort(world.session, programme, number, new(quota=None), actor=chief, now=NOON) == 1


def test_a_closed_cohort_lets_those_who_wait_go_elsewhere(world: World, programme: int) -> None:
    number, chief = cohort(world, programme), world.actor("chief")
    join(world, "nurse", number)
    join(world, "digger", number)
    assert service.close_cohort(world.session, programme, number, actor=chief, now=NOON) == 1
    assert (seated(world, programme, number), told(world, "digger")) == ([("nurse", None)], ["angkatan-keluar"])
    for again in (service.close_cohort, service.edit_cohort):
        with pytest.raises(Conflict):
            again(
                world.session,
                programme,
                number,
                *([new()] if again is service.edit_cohort else []),
                actor=chief,
                now=NOON,
            )
    assert join(world, "digger", cohort(world, programme, name="Angkatan II")) is SeatState.TAKEN


def test_a_cohort_stays_within_its_programme(world: World, catalogue: Catalogue, programme: int) -> None:
    for wrong, field in (
        ({"name": "x"}, "nama"), ({"starts_on": None}, "batas"), ({"due_on": DUE + timedelta(days=1)}, "batas"),
        ({"due_on": TODAY}, "batas"), ({"quota": 0}, "kuota"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as caught:
            cohort(world, programme, **wrong)
        assert set(caught.value.fields) == {field}
    number, chief = cohort(world, programme), world.actor("chief")
    short = typed(everybody=False, enrolment=FREE, due_on=DUE - timedelta(days=1))
    with pytest.raises(Invalid, match="Angkatannya"):
        service.edit(world.session, programme, short, catalogue=catalogue, actor=chief, now=NOON)
    local = world.actor("local")
    with pytest.raises(NotFound):
        service.add_cohort(world.session, programme, new(), actor=local, now=NOON)
    with pytest.raises(NotFound):
        service.edit_cohort(world.session, make(world, catalogue), number, new(), actor=chief, now=NOON)


def test_a_deadline_that_has_passed_is_refused_unless_it_stood_there(
    world: World, catalogue: Catalogue, programme: int
) -> None:
    number = cohort(world, programme, starts_on=TODAY, due_on=TODAY, quota=None)
    chief, tomorrow, over = world.actor("chief"), NOON + timedelta(days=1), NOON + timedelta(days=30)
    past = new(starts_on=TODAY, due_on=TODAY, quota=None)
    with pytest.raises(Invalid, match="sudah lewat") as caught:
        service.add_cohort(world.session, programme, past, actor=chief, now=tomorrow)
    assert set(caught.value.fields) == {"batas"}
    with pytest.raises(Invalid, match="sudah lewat"):
        service.edit_cohort(
            world.session, programme, cohort(world, programme, name="Lain"), past, actor=chief, now=tomorrow
        )
    service.edit_cohort(world.session, programme, number, replace(past, place="Balai"), actor=chief, now=tomorrow)
    for due_on in (DUE, DUE + timedelta(days=40)):
        with pytest.raises(Invalid, match="Batas programnya sudah lewat"):
            service.add_cohort(world.session, programme, new(due_on=due_on), actor=chief, now=over)
    service.edit_cohort(world.session, programme, number, replace(past, place="Aula"), actor=chief, now=over)


def test_two_accounts_that_are_one_have_one_seat(world: World, catalogue: Catalogue, programme: int) -> None:
    number = cohort(world, programme, quota=2)
    join(world, "nurse", number)
    other = world.people["other"] = factories.person(world.session, "Nurse Lama")
    factories.posting(world.session, other, world.units["clinic"])
    join(world, "other", number)
    other.merged_into_id, other.active = world.id("nurse"), False
    world.session.commit()
    assert join(world, "digger", number) is SeatState.TAKEN
    assert standing(world, catalogue, "nurse") is not None


def test_a_quota_holds_when_many_come_at_once(
    world: World, catalogue: Catalogue, programme: int, engine: Engine
) -> None:
    number, quota = cohort(world, programme, quota=3), 3
    actors: list[Actor] = []
    for place in range(8):
        person = factories.person(world.session, f"Pegawai {place}")
        factories.posting(world.session, person, world.units["roads"])
        actors.append(factories.actor(person, None))
    world.session.commit()
    ready = threading.Barrier(len(actors), timeout=60)

    def work(actor: Actor) -> SeatState:
        ready.wait()
        with Session(engine) as own, own.begin():
            return service.join(own, number, actor=actor, now=NOON)

    with ThreadPoolExecutor(len(actors)) as pool:
        found = [each.result(timeout=120) for each in [pool.submit(work, actor) for actor in actors]]
    assert sorted(found) == [SeatState.WAITING] * (len(actors) - quota) + [SeatState.TAKEN] * quota
    world.session.rollback()
    assert len(list(world.session.scalars(select(Seat.id).where(Seat.state == SeatState.TAKEN.value)))) == quota


def test_dates_are_those_of_the_programme_without_a_cohort() -> None:
    asked = rules.Terms(("a",), date(2026, 1, 1), date(2026, 2, 1), False)
    assert rules.within_cohort(asked, None) == asked
