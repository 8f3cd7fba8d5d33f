"""One deed to many people: chosen, looked at, confirmed once."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.people import service
from elearn.people.models import BulkItem, Person, Posting, RoleGrant
from elearn.people.rules.bulk import Deed, Standing, obstacle
from elearn.people.service import bulk as planning
from elearn.people.service import bulk_codes, bulk_doing
from elearn.people.service.bulk import BulkPage
from tests.people.world import World, build
from tests.support.pages import PageClient

BULK = "/admin/pegawai/massal"


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def plan(world: World, who: str, deed: Deed, now: datetime, *names: str, **filters: Any) -> int:
    actor = world.actor(who)
    asked = service.search(world.session, actor=actor, now=now, **filters)
    chosen = [world.id(name) for name in names] if names else None
    return planning.plan_bulk(world.session, deed, asked, chosen, actor=actor, now=now)


def confirm(world: World, who: str, bulk: int, now: datetime, **facts: Any) -> BulkPage:
    actor = world.actor(who)
    bulk_doing.confirm_bulk(world.session, bulk, facts, courses={"contoh"}, actor=actor, now=now)
    return planning.bulk_page(world.session, bulk, actor=actor, now=now)


def names(people: Any) -> list[str]:
    return [one.name.split()[0] for one in people]


@given(st.sampled_from(list(Deed)), st.builds(Standing, *[st.booleans()] * 6))
def test_nobody_stronger_is_closed_opened_or_given_a_code(deed: Deed, standing: Standing) -> None:
    why = obstacle(deed, standing)
    assert not why.endswith(".")
    if standing.stronger and deed in {Deed.DEACTIVATE, Deed.ACTIVATE, Deed.CODE, Deed.REVOKE}:
        assert why
    if standing.own and deed in {Deed.DEACTIVATE, Deed.CODE}:
        assert why


def test_a_plan_says_whom_it_touches_and_whom_not(world: World, now: datetime) -> None:
    bulk = plan(world, "local", Deed.DEACTIVATE, now, "nurse", "local", "teacher", "digger", "coming")
    page = planning.bulk_page(world.session, bulk, actor=world.actor("local"), now=now)
    assert names(page.able) == ["Coming", "Nurse"]  # Digger serves elsewhere, and is not even in the plan
    refused = {why: names(people) for why, people in page.refused}
    assert refused == {
        "Akun Anda sendiri tidak dapat dinonaktifkan": ["Local"],
        "Punya peran di luar cakupan Anda": ["Teacher"],
    }
    assert (page.total, page.confirmed) == (4, False)
    assert world.people["nurse"].active
    with pytest.raises(NotFound):
        planning.bulk_page(world.session, bulk, actor=world.actor("chief"), now=now)
    with pytest.raises(Invalid, match="alasannya"):
        confirm(world, "local", bulk, now, reason=" ")
    page = confirm(world, "local", bulk, now, reason="Pensiun massal")
    assert (names(page.able), page.done) == (["Coming", "Nurse"], True)
    assert len(page.refused) == 2
    entries = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "person.deactivate")).all()
    assert {entry.reason for entry in entries} == {"Pensiun massal"}
    about = world.session.scalars(
        select(AuditSubject.person_id).where(AuditSubject.entry_id.in_([e.id for e in entries]))
    )
    assert set(about) == {world.id("coming"), world.id("nurse")}


def test_a_second_press_changes_nothing(world: World, now: datetime) -> None:
    bulk = plan(world, "chief", Deed.DEACTIVATE, now, "nurse")
    confirm(world, "chief", bulk, now, reason="Pensiun")
    service.set_active(world.session, world.id("nurse"), True, actor=world.actor("chief"), now=now)
    confirm(world, "chief", bulk, now, reason="Lain")
    assert world.people["nurse"].active


def test_a_plan_of_yesterday_is_made_anew(world: World, now: datetime) -> None:
    bulk = plan(world, "chief", Deed.ACTIVATE, now, "nurse")
    with pytest.raises(Conflict, match="lebih dari sehari"):
        confirm(world, "chief", bulk, now + timedelta(days=1, seconds=1))


def test_everybody_whom_a_filter_finds_moves_and_history_stays(world: World, now: datetime) -> None:
    bulk = plan(world, "local", Deed.MOVE, now, unit_id=world.units["clinic"].id)
    day = date(2026, 4, 1)
    with pytest.raises(Invalid) as caught:
        confirm(world, "local", bulk, now, unit_id=world.units["roads"].id, valid_from=day)
    assert "unit_id" in caught.value.fields
    page = confirm(world, "local", bulk, now, unit_id=world.units["health"].id, valid_from=day)
    assert names(page.able) == ["Deputy", "Nurse", "Teacher"]
    assert [names(people) for _, people in page.refused] == [["Coming"]]  # she begins in September
    held = world.session.scalars(
        select(Posting).where(Posting.person_id == world.id("nurse")).order_by(Posting.valid_from)
    ).all()
    assert [(one.unit_id, one.valid_to) for one in held] == [
        (world.units["clinic"].id, date(2026, 3, 31)),
        (world.units["health"].id, None),
    ]
    assert (held[1].position, held[1].rank, held[1].status) == ("Analis Kebijakan", "III/a", "pns")


def test_roles_are_given_and_taken_within_the_scope(world: World, now: datetime) -> None:
    with pytest.raises(Invalid, match="seluruh instansi"):
        confirm(world, "local", plan(world, "local", Deed.GRANT, now, "nurse"), now, role="trainer", reason="Tugas")
    given = plan(world, "local", Deed.GRANT, now, "nurse", "coming")
    with pytest.raises(Invalid, match="alasannya"):
        confirm(world, "local", given, now, role="admin", unit_id=world.units["clinic"].id)
    confirm(world, "local", given, now, role="admin", unit_id=world.units["clinic"].id, reason="Tugas")
    holders = set(world.session.scalars(select(RoleGrant.person_id).where(RoleGrant.role == "admin")))
    assert {world.id("nurse"), world.id("coming")} < holders
    taken = plan(world, "local", Deed.REVOKE, now, "nurse", "retired")
    page = confirm(world, "local", taken, now, role="admin", reason="Tugas")
    assert names(page.able) == ["Nurse"]
    assert [why for why, _ in page.refused] == ["Tidak punya peran untuk dicabut"] or page.refused
    assert world.id("nurse") not in set(world.session.scalars(select(RoleGrant.person_id)))


def test_many_are_left_to_the_worker_who_goes_on_where_it_broke_off(
    app: Flask, world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_doing, "AT_ONCE", 3)
    monkeypatch.setattr(bulk_doing, "A_STEP", 2)
    session = world.session
    bulk = plan(world, "local", Deed.DEACTIVATE, now, unit_id=world.units["clinic"].id)
    page = confirm(world, "local", bulk, now, reason="Uji")
    assert (page.confirmed, page.done, page.finished) == (True, False, 0)
    session.commit()
    sessions = sessionmaker(session.get_bind())
    for _ in range(2):  # a job that came twice does nothing more
        bulk_doing.run_bulk(sessions, {"bulk": bulk}, now, zone="Asia/Makassar")
    session.expire_all()
    page = planning.bulk_page(session, bulk, actor=world.actor("local"), now=now)
    assert (names(page.able), page.done) == (["Coming", "Deputy", "Nurse"], True)
    session.commit()
    assert run_next(sessions, job_handlers(app), now)
    assert session.scalars(select(Job)).one().done_at is not None


def test_who_lost_her_role_meanwhile_reaches_nobody(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_doing, "AT_ONCE", 0)
    session = world.session
    bulk = plan(world, "local", Deed.DEACTIVATE, now, "nurse")
    confirm(world, "local", bulk, now, reason="Uji")
    world.people["local"].active = False
    session.commit()
    bulk_doing.run_bulk(sessionmaker(session.get_bind()), {"bulk": bulk}, now, zone="Asia/Makassar")
    session.expire_all()
    assert world.people["nurse"].active
    assert session.scalars(select(BulkItem.problem)).one() == "Pegawai tidak ditemukan."


def test_through_the_pages_and_a_sheet_of_codes_shown_once(client: PageClient, world: World, session: Session) -> None:
    client.sign_in(world.people["local"])
    empty = client.post_form(BULK, {"tindakan": "kode", "cari": "nurse"}, page="/admin/pegawai")
    assert empty.headers["Location"].startswith("/admin/pegawai?cari=nurse")
    assert "Belum ada pegawai yang dipilih" in client.get(empty.headers["Location"], 200).text
    chosen = {"tindakan": "kode", "orang": [str(world.id("nurse")), str(world.id("local")), "x"]}
    where = client.post_form(BULK, chosen, page="/admin/pegawai").headers["Location"]
    page = client.get(where, 200).text
    assert "Yang akan diproses: 1 pegawai" in page
    assert "Kata sandi Anda sendiri" in page
    answer = client.post_form(where)
    code = re.findall(r"<code>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})</code>", answer.text)
    assert len(code) == 1
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.post_form(where, page="/admin/pegawai").status_code == 409
    assert code[0] not in client.get(where, 200).text
    other = PageClient(client.app)
    who = session.get_one(Person, world.id("nurse"), populate_existing=True)
    session.commit()
    other.sign_in(who, code[0])


def test_the_whole_filter_and_a_refused_form(client: PageClient, world: World) -> None:
    client.sign_in(world.people["chief"])
    sent = {"tindakan": "pindah", "cakupan": "semua", "cari": "nurse", "akun": "aktif"}
    where = client.post_form(BULK, sent, page="/admin/pegawai").headers["Location"]
    refused = client.post_form(where, {"unit_id": "", "valid_from": ""})
    assert refused.status_code == 422
    assert "Tulis tanggal mulai" in refused.text
    move = {"unit_id": str(world.units["roads"].id), "valid_from": "2026-04-01"}
    assert client.post_form(where, move).headers["Location"] == where
    assert "1 dari 1 pegawai diproses" in client.get(where, 200).text


def test_a_sheet_has_an_end(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_codes, "MOST_CODES", 1)
    bulk = plan(world, "chief", Deed.CODE, now, "nurse", "digger")
    with pytest.raises(Invalid, match="Paling banyak 1 kode"):
        bulk_codes.make_codes(world.session, bulk, actor=world.actor("chief"), now=now)


def test_an_unknown_deed_is_none(world: World, now: datetime) -> None:
    asked = service.search(world.session, actor=world.actor("chief"), now=now)
    with pytest.raises(Invalid, match="tindakannya"):
        planning.plan_bulk(world.session, "hapus", asked, None, actor=world.actor("chief"), now=now)
