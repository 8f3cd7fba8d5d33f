"""Reminding by hand: who is told and who not and why, within whose reach, once, with a message."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.notices.models import Notice
from elearn.notices.rules import Kind, mail_lines, said
from elearn.people.models import Posting, RoleGrant
from elearn.programmes import queries, rules, service
from elearn.programmes.rules import QUIET, State, Why
from elearn.programmes.service import Wanted
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import NOON, TODAY, make
from tests.reporting.world import completed

ZONE = "Asia/Makassar"
STARTED = {"now": NOON - timedelta(days=40), "starts_on": date(2026, 10, 1)}
Work = Callable[[datetime], None]


@pytest.fixture
def number(world: World, catalogue: Catalogue) -> int:
    """A programme of agency health: local, nurse, teacher, deputy and coming are in it, until the first of December."""
    return make(world, catalogue, unit_id=world.units["health"].id, **STARTED)


@pytest.fixture
def work(catalogue: Catalogue, engine: Engine) -> Work:
    """The worker does what is asked by an instant."""
    handlers = {service.NUDGE_JOB: service.nudging_handler(lambda: catalogue, ZONE)}

    def done(now: datetime) -> None:
        for _ in range(20):
            if not run_next(sessionmaker(engine), handlers, now):
                return

    return done


def looked(world: World, catalogue: Catalogue, wanted: Wanted, by: str = "chief", now: datetime = NOON) -> Any:
    return service.nudge_plan(world.session, catalogue, wanted, actor=world.actor(by), now=now)


def able(world: World, catalogue: Catalogue, wanted: Wanted, by: str = "chief", now: datetime = NOON) -> set[str]:
    names = {person.id: name for name, person in world.people.items()}
    return {names[each.member.id] for each in looked(world, catalogue, wanted, by, now).able}


def ask(
    world: World, wanted: Wanted, by: str = "chief", key: str = "a", message: str = "", now: datetime = NOON
) -> None:
    service.nudge(world.session, wanted, message, key, actor=world.actor(by), now=now)
    world.session.commit()


def reminded(session: Session) -> dict[int, int]:
    """How often people were reminded by hand, by id."""
    wanted = select(Notice.person_id, func.count()).where(Notice.kind == Kind.PROGRAMME_NUDGE)
    found = {row[0]: row[1] for row in session.execute(wanted.group_by(Notice.person_id))}
    session.commit()
    return found


def ids(world: World, *names: str) -> set[int]:
    return {world.id(name) for name in names}


def picked(world: World, number: int, *names: str) -> Wanted:
    return Wanted(number, picked=frozenset((number, world.id(name)) for name in names))


@given(st.sampled_from(State), st.booleans(), st.none() | st.timedeltas(timedelta(0), 3 * QUIET))
def test_whoever_owes_it_and_was_not_told_lately_is_reminded(state: State, active: bool, ago: timedelta | None) -> None:
    why = rules.obstacle(state, active=active, told_at=None if ago is None else NOON - ago, now=NOON)
    reached = active and state in rules.OWED and (ago is None or ago >= QUIET)
    assert (why is None) is reached
    assert why is None or rules.WHY_WORDS[why]


def test_a_plan_counts_who_is_told_and_who_not_and_why(world: World, catalogue: Catalogue, number: int) -> None:
    completed(world.session, world.people["nurse"], None, TODAY, certificate=None)
    service.exempt(world.session, number, world.id("teacher"), "Cuti besar", actor=world.actor("chief"), now=NOON)
    world.people["coming"].active = False
    found = looked(world, catalogue, Wanted(number))
    assert able(world, catalogue, Wanted(number)) == {"local", "deputy"}
    assert dict(found.refused) == {Why.CLOSED: 1, Why.DONE: 1, Why.EXEMPT: 1}
    assert (found.left, found.outside) == (3, 0)
    soon = make(world, catalogue, starts_on=TODAY + timedelta(days=1))
    assert {why for why, _ in looked(world, catalogue, Wanted(soon)).refused} == {Why.CLOSED, Why.DONE, Why.UPCOMING}
    assert able(world, catalogue, Wanted(number, State.LATE)) == set()
    assert able(world, catalogue, Wanted(number, State.RUNNING)) == {"local", "deputy"}
    assert able(world, catalogue, Wanted(number, unit_id=world.units["clinic"].id)) == {"deputy"}
    assert able(world, catalogue, Wanted(number, unit_id=world.units["roads"].id)) == set()


def test_the_late_are_told_so_and_by_when_and_what_was_said(
    world: World, catalogue: Catalogue, number: int, work: Work
) -> None:
    later = NOON + timedelta(days=30)
    ask(world, Wanted(number, State.LATE), message="  Segera, {ya}\n\0<b>“kalau” sempat</b> ", now=later)
    work(later)
    assert set(reminded(world.session)) == ids(world, "local", "nurse", "teacher", "deputy", "coming")
    notice = world.session.scalars(select(Notice).where(Notice.person_id == world.id("nurse"))).one()
    heading, text = said(Kind(notice.kind), notice.words)
    assert heading == "Pengingat program"
    assert text == (
        "Admin mengingatkan Anda: “Wajib 2026” belum selesai, padahal batasnya 1 Desember 2026. "
        "Pesan: “Segera, {ya} <b>“kalau” sempat</b>”"
    )
    assert notice.link == "/program"
    assert mail_lines([Kind.PROGRAMME_NUDGE]) == "- Anda diingatkan akan program pelatihan yang belum selesai."
    assert "notice.mail" in set(world.session.scalars(select(Job.kind)))


def test_a_second_press_reminds_nobody_again_nor_does_another_admin(
    world: World, catalogue: Catalogue, number: int, work: Work
) -> None:
    for by, key in (("chief", "a"), ("chief", "a"), ("chief", "b"), ("local", "a")):
        ask(world, picked(world, number, "nurse"), by, key)
    assert len(world.session.scalars(select(Job.id)).all()) == 3
    world.session.commit()
    work(NOON)
    assert reminded(world.session) == {world.id("nurse"): 1}
    soon, then = NOON + QUIET - timedelta(seconds=1), NOON + QUIET
    assert dict(looked(world, catalogue, picked(world, number, "nurse"), now=soon).refused) == {Why.RECENT: 1}
    assert able(world, catalogue, picked(world, number, "nurse"), now=then) == {"nurse"}
    ask(world, picked(world, number, "nurse"), key="c", now=then)
    work(then)
    assert reminded(world.session) == {world.id("nurse"): 2}


def test_two_workers_at_the_same_time_remind_once(
    world: World, catalogue: Catalogue, engine: Engine, number: int
) -> None:
    ask(world, Wanted(number))
    payload = world.session.scalars(select(Job.payload)).one()
    world.session.commit()
    handle, ready = service.nudging_handler(lambda: catalogue, ZONE), Barrier(2)

    def work(day: int) -> None:  # of two days, so that their notices have two names
        ready.wait(timeout=120)
        handle(sessionmaker(engine), payload, NOON + timedelta(days=day))

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(work, day) for day in range(2)]:
            each.result(timeout=120)
    assert reminded(world.session) == dict.fromkeys(ids(world, "local", "nurse", "teacher", "deputy", "coming"), 1)


def test_a_job_that_broke_off_goes_on_where_it_stopped(
    world: World, catalogue: Catalogue, engine: Engine, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from elearn.programmes.service import nudging

    monkeypatch.setattr(nudging, "AT_ONCE", 2)
    ask(world, Wanted(number))
    payload = world.session.scalars(select(Job.payload)).one()
    world.session.commit()
    notify, left = nudging.notify, [3]

    def until(*args: Any, **words: Any) -> bool:
        left[0] -= 1
        if left[0] < 0:
            raise ConnectionError
        return notify(*args, **words)

    monkeypatch.setattr(nudging, "notify", until)
    handle = service.nudging_handler(lambda: catalogue, ZONE)
    with pytest.raises(ConnectionError):
        handle(sessionmaker(engine), payload, NOON)
    assert sum(reminded(world.session).values()) == 2
    left[0] = 1000
    for minutes in (1, 2):
        handle(sessionmaker(engine), payload, NOON + timedelta(minutes=minutes))
    assert reminded(world.session) == dict.fromkeys(ids(world, "local", "nurse", "teacher", "deputy", "coming"), 1)
    told = select(AuditSubject.person_id).join(AuditEntry, AuditEntry.id == AuditSubject.entry_id)
    audited = world.session.scalars(told.where(AuditEntry.action == "programme.nudge")).all()
    assert sorted(audited) == sorted(reminded(world.session))
    entry = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "programme.nudge")).first()
    assert entry is not None
    assert (entry.actor_id, entry.detail) == (world.id("chief"), {"programme": number, "people": 2})


def test_whoever_was_told_by_itself_is_left_in_peace_also_under_an_older_account(
    world: World, catalogue: Catalogue, engine: Engine, number: int
) -> None:
    service.reminding_handler(lambda: catalogue, ZONE)(sessionmaker(engine), {}, NOON - timedelta(days=2))
    assert dict(looked(world, catalogue, Wanted(number)).refused) == {Why.RECENT: 5}
    assert able(world, catalogue, Wanted(make(world, catalogue, unit_id=world.units["clinic"].id, **STARTED)))
    other = factories.person(world.session, "Nurse Baru")
    factories.posting(world.session, other, world.units["clinic"])
    world.people["nurse"].merged_into_id = other.id
    world.people["older"], world.people["nurse"] = world.people["nurse"], other
    world.session.commit()
    assert dict(looked(world, catalogue, Wanted(number)).refused) == {Why.RECENT: 5}
    told = queries.last_told(world.session, [number], [other.id])
    assert told == {(number, other.id): NOON - timedelta(days=2)}


def test_an_admin_reminds_her_own_people_also_of_what_she_may_only_read(
    world: World, catalogue: Catalogue, work: Work
) -> None:
    whole = make(world, catalogue, **STARTED)
    roads = make(world, catalogue, unit_id=world.units["roads"].id, **STARTED)
    assert able(world, catalogue, Wanted(whole), "deputy") == {"nurse", "teacher", "deputy", "coming"}
    found = looked(world, catalogue, picked(world, whole, "digger", "nurse"), "local")
    assert (len(found.able), found.outside) == (1, 1)
    ask(world, picked(world, whole, "digger", "nurse"), "local")
    ask(world, Wanted(whole, unit_id=world.units["roads"].id), "local", "b")
    work(NOON)
    assert set(reminded(world.session)) == ids(world, "nurse")
    for refused in (roads, 4711):
        with pytest.raises(NotFound):
            looked(world, catalogue, Wanted(refused), "local")
        with pytest.raises(NotFound):
            ask(world, Wanted(refused), "local")


def test_what_changed_before_the_worker_came_counts(
    world: World, catalogue: Catalogue, number: int, work: Work
) -> None:
    completed(world.session, world.people["nurse"], None, TODAY, certificate=None)
    ask(world, picked(world, number, "nurse", "teacher"))
    ask(world, picked(world, number, "deputy"), "local", "b")
    world.session.execute(update(RoleGrant).where(RoleGrant.person_id == world.id("local")).values(role="trainer"))
    world.session.commit()
    work(NOON)
    assert set(reminded(world.session)) == ids(world, "teacher")
    ask(world, picked(world, number, "deputy"), key="c")
    service.close(world.session, number, actor=world.actor("chief"), now=NOON)
    world.session.commit()
    work(NOON)
    assert set(reminded(world.session)) == ids(world, "teacher")
    assert not world.session.scalars(select(Job.id).where(Job.kind == service.NUDGE_JOB, Job.error.is_not(None))).all()
    with pytest.raises(Conflict, match="sudah ditutup"):
        looked(world, catalogue, Wanted(number))
    with pytest.raises(Conflict, match="sudah ditutup"):
        ask(world, Wanted(number), key="d")


def test_a_message_is_short(world: World, number: int) -> None:
    with pytest.raises(Invalid) as caught:
        ask(world, Wanted(number), message="a" * 281)
    assert set(caught.value.fields) == {"pesan"}
    assert world.session.scalars(select(Job.id)).all() == []
    ask(world, Wanted(number), message=" a" * 140)
    assert len(world.session.scalars(select(Job.payload)).one()["message"]) == 279


def test_a_superior_reminds_those_whom_she_leads_of_all_they_owe(
    world: World, catalogue: Catalogue, number: int, work: Work
) -> None:
    other = make(world, catalogue, unit_id=world.units["clinic"].id, courses=("arsip",), **STARTED)
    led = (Posting.person_id.in_(ids(world, "nurse", "coming")),)
    world.session.execute(update(Posting).where(*led).values(superior_id=world.id("digger")))
    completed(world.session, world.people["coming"], None, TODAY, certificate=None)
    world.session.commit()
    found = looked(world, catalogue, Wanted(None), "digger")
    pairs = {(each.programme_id, each.member.id) for each in found.able}
    assert pairs == {(number, world.id("nurse")), (other, world.id("nurse")), (other, world.id("coming"))}
    assert dict(found.refused) == {Why.DONE: 1}
    assert looked(world, catalogue, Wanted(None), "chief").able == ()
    with pytest.raises(NotFound):
        looked(world, catalogue, Wanted(number), "digger")
    some = frozenset({(number, world.id("nurse")), (number, world.id("teacher"))})
    assert looked(world, catalogue, Wanted(None, picked=some), "digger").outside == 1
    ask(world, Wanted(None, picked=some), "digger")
    work(NOON)
    assert reminded(world.session) == {world.id("nurse"): 1}
    words = world.session.scalars(select(Notice.words)).one()
    assert words["by"] == "Atasan Anda"
    assert words["more"] == ""
    world.session.commit()
    ask(world, Wanted(None), "digger", "b")
    work(NOON)
    assert reminded(world.session) == {world.id("nurse"): 2, world.id("coming"): 1}
    assert {each.programme_id for each in looked(world, catalogue, Wanted(None), "digger").able} == set()
