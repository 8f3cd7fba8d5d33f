"""Seats that a superior gives: who asks, who decides, and what happens when nobody does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.notices.models import Notice
from elearn.people.models import Posting
from elearn.programmes import rules, service
from elearn.programmes.models import Request
from elearn.programmes.rules import SeatState
from elearn.programmes.service import Asking
from tests.people.world import World
from tests.programmes.conftest import DUE, NOON, TODAY, make
from tests.programmes.test_cohorts import cohort, join, leave, put, seated
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still


def lead(world: World, name: str, by: str) -> None:
    """``by`` is the direct superior of somebody."""
    held = world.session.scalars(select(Posting).where(Posting.person_id == world.id(name))).one()
    held.superior_id = world.id(by)
    world.session.commit()


@pytest.fixture
def programme(world: World, catalogue: Catalogue) -> int:
    """Teacher leads nurse; digger has no superior."""
    lead(world, "nurse", "teacher")
    return make(world, catalogue, everybody=False, enrolment="persetujuan")


def asked(world: World, catalogue: Catalogue, by: str, days: int = 0) -> tuple[Asking, ...]:
    at = NOON + timedelta(days=days)
    return service.asked_of_superior(world.session, catalogue, actor=world.actor(by), now=at)


def queue(world: World, catalogue: Catalogue, by: str = "chief", days: int = 0) -> list[tuple[int, bool, str]]:
    found = service.asked_in_scope(world.session, catalogue, actor=world.actor(by), now=NOON + timedelta(days=days))
    return [(each.member.id, each.overdue, each.superior) for each in found]


def told(world: World, name: str) -> list[str]:
    return list(
        world.session.scalars(select(Notice.kind).where(Notice.person_id == world.id(name)).order_by(Notice.id))
    )


def test_a_superior_lets_her_people_in(world: World, catalogue: Catalogue, programme: int) -> None:
    number = cohort(world, programme)
    assert [join(world, "nurse", number), join(world, "nurse", number)] == [None, None]
    assert seated(world, programme, number) == []
    assert told(world, "teacher") == ["permintaan-bawahan"]
    (one,) = asked(world, catalogue, "teacher")
    assert (one.member.id, one.days, one.overdue) == (world.id("nurse"), 0, False)
    assert asked(world, catalogue, "digger") == ()
    for stranger in ("digger", "nurse", "retired"):
        with pytest.raises(NotFound):
            service.approve(world.session, one.id, actor=world.actor(stranger), now=NOON)
    state = service.approve(world.session, one.id, actor=world.actor("teacher"), now=NOON)
    assert (state, told(world, "nurse")) == (SeatState.TAKEN, ["permintaan-disetujui"])
    assert asked(world, catalogue, "teacher") == ()
    with pytest.raises(Conflict):
        service.decline(world.session, one.id, "Sudah diputuskan", actor=world.actor("teacher"), now=NOON)
    leave(world, "nurse", number)


def test_a_merged_superior_decides_under_the_account_that_lives_on(
    world: World, catalogue: Catalogue, programme: int
) -> None:
    world.people["teacher"].merged_into_id = world.id("digger")
    world.session.commit()
    join(world, "nurse", cohort(world, programme))
    assert (told(world, "digger"), told(world, "teacher")) == (["permintaan-bawahan"], [])
    (one,) = asked(world, catalogue, "digger")
    assert service.approve(world.session, one.id, actor=world.actor("digger"), now=NOON) is SeatState.TAKEN


def test_a_refusal_has_a_reason_and_one_may_ask_again(world: World, catalogue: Catalogue, programme: int) -> None:
    number = cohort(world, programme)
    join(world, "nurse", number)
    (one,) = asked(world, catalogue, "teacher")
    teacher = world.actor("teacher")
    with pytest.raises(Invalid):
        service.decline(world.session, one.id, " ", actor=teacher, now=NOON)
    service.decline(world.session, one.id, "Layanan sedang penuh", actor=teacher, now=NOON)
    (own,) = service.open_cohorts(world.session, actor=world.actor("nurse"), now=NOON)
    assert (own.declined, own.joins, told(world, "nurse")) == ("Layanan sedang penuh", True, ["permintaan-ditolak"])
    join(world, "nurse", number)
    (own,) = service.open_cohorts(world.session, actor=world.actor("nurse"), now=NOON)
    assert (own.asked_at, own.declined, own.joins, own.leaves) == (NOON, "", False, True)
    leave(world, "nurse", number)
    assert asked(world, catalogue, "teacher") == ()


def test_admins_see_first_what_waits_too_long_or_has_no_superior(
    world: World, catalogue: Catalogue, programme: int
) -> None:
    number = cohort(world, programme, quota=None)
    join(world, "nurse", number)
    join(world, "digger", number)
    nurse, digger = world.id("nurse"), world.id("digger")
    teacher = world.people["teacher"]
    assert queue(world, catalogue) == [(digger, True, ""), (nurse, False, "Teacher O'Brien")]
    assert queue(world, catalogue, days=3) == [(nurse, True, "Teacher O'Brien"), (digger, True, "")]
    assert queue(world, catalogue, "local") == [(nurse, False, "Teacher O'Brien")]
    teacher.active = False
    world.session.commit()
    assert queue(world, catalogue, "local") == [(nurse, True, "")]
    assert queue(world, catalogue, "nurse") == []
    (one,) = service.asked_in_scope(world.session, catalogue, actor=world.actor("local"), now=NOON)
    assert service.approve(world.session, one.id, actor=world.actor("local"), now=NOON) is SeatState.TAKEN
    assert queue(world, catalogue) == [(digger, True, "")]


def test_nobody_decides_her_own(world: World, catalogue: Catalogue, programme: int) -> None:
    number = cohort(world, programme)
    join(world, "chief", number)
    assert queue(world, catalogue) == []
    (mine,) = world.session.scalars(select(Request.id))
    with pytest.raises(NotFound):
        service.approve(world.session, mine, actor=world.actor("chief"), now=NOON)


def test_what_closes_answers_those_who_asked(world: World, catalogue: Catalogue, programme: int) -> None:
    first, second = cohort(world, programme), cohort(world, programme, name="Angkatan II")
    join(world, "nurse", first)
    with pytest.raises(Conflict, match="lain"):
        join(world, "nurse", second)
    service.close_cohort(world.session, programme, first, actor=world.actor("chief"), now=NOON)
    assert told(world, "nurse") == ["permintaan-ditolak"]
    join(world, "nurse", second)
    (one,) = asked(world, catalogue, "teacher")
    with pytest.raises(Conflict, match="berakhir"):
        service.approve(
            world.session, one.id, actor=world.actor("teacher"), now=NOON + timedelta(days=(DUE - TODAY).days + 1)
        )
    lead(world, "digger", "teacher")
    join(world, "digger", second)
    put_in = make(world, catalogue, everybody=True, enrolment="persetujuan")
    third = cohort(world, put_in)
    join(world, "digger", third)
    put(world, put_in, "digger", third)
    assert [each.line.cohort.id for each in asked(world, catalogue, "teacher")] == [second, second]
    service.close(world.session, programme, actor=world.actor("chief"), now=NOON)
    assert asked(world, catalogue, "teacher") == ()
    with pytest.raises(NotFound):
        service.approve(world.session, one.id, actor=world.actor("teacher"), now=NOON)


def test_a_request_waits_as_long_as_the_institution_says() -> None:
    late = [rules.is_overdue(TODAY, TODAY + timedelta(days=day), 3, has_superior=True) for day in range(5)]
    assert late == [False, False, False, True, True]
    assert rules.is_overdue(TODAY, TODAY, 3, has_superior=False)


def test_the_pages_of_whoever_asks_and_whoever_decides(
    app: Flask, client: PageClient, world: World, catalogue: Catalogue, programme: int
) -> None:
    stand_still(app, NOON)
    number = cohort(world, programme, quota=3)
    nurse, teacher, chief = (enter(PageClient(app), world.people[name]) for name in ("nurse", "teacher", "chief"))
    digger = enter(PageClient(app), world.people["digger"])
    ask = f"/program/angkatan/{number}/daftar"
    assert "Minta persetujuan atasan" in nurse.get("/program/angkatan", 200).text
    for who in (nurse, digger):
        assert who.post_form(ask, page="/program/angkatan").status_code == 303
    assert "Menunggu persetujuan atasan sejak" in nurse.get("/program/angkatan", 200).text
    assert "Permintaan menunggu Anda" in teacher.get("/pemberitahuan", 200).text
    page = teacher.get("/atasan", 200).text
    assert "Menunggu persetujuan Anda" in page
    refuse = "/atasan/permintaan/" + page.split("/atasan/permintaan/")[1].split("/")[0] + "/tolak"
    assert "Tolak permintaan Nurse" in teacher.get(refuse, 200).text
    assert teacher.post_form(refuse, {"alasan": ""}).status_code == 422
    assert teacher.post_form(refuse, {"alasan": "Layanan sedang penuh"}).status_code == 303
    assert "ditolak: Layanan sedang penuh" in nurse.get("/program/angkatan", 200).text
    page = chief.get("/admin/program/permintaan", 200).text
    assert "Tidak ada atasan yang tercatat" in page
    approve = "/admin/program/permintaan/" + page.split("/admin/program/permintaan/")[1].split("/")[0] + "/setujui"
    assert chief.post_form(approve, page="/admin/program/permintaan").status_code == 303
    assert "Tidak ada permintaan" in chief.get("/admin/program/permintaan", 200).text
    assert "Anda peserta" in digger.get("/program/angkatan", 200).text
    assert teacher.post_form(refuse, {"alasan": "Sekali lagi"}, page="/akun").status_code == 409
    assert digger.get(refuse, 404)
