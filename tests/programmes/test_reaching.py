"""Programmes of others that bind an admin's people: she sees who of hers stands where, and changes nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.content.model import Catalogue
from elearn.core.errors import NotFound
from elearn.people.rules import Scope
from elearn.programmes import service
from elearn.programmes.service import NewCohort, sheets
from elearn.reporting.service.dashboard import dashboard
from elearn.reporting.service.dashboard_folding import fold_all
from elearn.reporting.service.noting import Asker
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import NOON, TODAY, make
from tests.programmes.test_keeping import finish, part, standings
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

HEALTH = {"local", "nurse", "teacher", "deputy", "coming"}
DEEDS = ("jalur", "tutup", "daftar", "daftar/terapkan", "daftar/ditolak.csv", "ubah", "angkatan/baru")


def listed(world: World, by: str) -> dict[int, str]:
    """Whose the programmes are that an admin sees."""
    return {line.id: line.of for line in service.programme_list(world.session, actor=world.actor(by), now=NOON)}


def test_what_binds_her_people_is_listed_and_whose_it_is(world: World, catalogue: Catalogue) -> None:
    health, roads = world.units["health"].id, world.units["roads"].id
    nurse, digger = (f"{world.people[name].nip}" for name in ("nurse", "digger"))
    whole, own, city = (make(world, catalogue, unit_id=unit) for unit in (None, health, world.units["city"].id))
    naming = make(world, catalogue, unit_id=roads, numbers=nurse)
    unseen = [
        make(world, catalogue, unit_id=roads),
        make(world, catalogue, everybody=False, numbers=digger),
        make(world, catalogue, position="tidak ada jabatan begini"),
        make(world, catalogue, status="pppk"),
    ]
    found = {own: "", whole: "Seluruh instansi", city: "Kota Contoh", naming: "Dinas PU"}
    assert listed(world, "local") == found
    assert listed(world, "deputy") == found | {own: "Dinas Kesehatan"}
    assert set(listed(world, "chief")) == {*found, *unseen}
    assert standings(world, catalogue, naming, "local").keys() == {"nurse"}
    for number in unseen:
        with pytest.raises(NotFound):
            standings(world, catalogue, number, "local")


def test_a_unit_that_ended_is_said_where_a_programme_names_it(world: World, catalogue: Catalogue) -> None:
    """Whoever served there is in another unit now, and the programme asks nothing of her: its admin must see why."""
    clinic, roads = world.units["clinic"], world.units["roads"]
    merged, closed = make(world, catalogue, unit_id=clinic.id), make(world, catalogue, unit_id=roads.id)
    clinic.closed_on, clinic.successor_id, roads.closed_on = TODAY, world.units["health"].id, TODAY
    world.session.commit()
    said = {merged: "Puskesmas Oesapa (digabungkan ke Dinas Kesehatan)", closed: "Dinas PU (sudah ditutup)"}
    chief = world.actor("chief")
    assert {each.id: each.audience for each in service.programme_list(world.session, actor=chief, now=NOON)} == said
    pages = (
        service.programme_page(world.session, catalogue, number, None, part, actor=chief, now=NOON) for number in said
    )
    assert {page.id: page.audience for page in pages} == said


def test_a_filter_and_a_seat_decide_as_they_do_for_the_people(world: World, catalogue: Catalogue) -> None:
    filtered = make(world, catalogue, position="GURU", status="pppk")
    seated = make(world, catalogue, everybody=False, enrolment="langsung")
    assert listed(world, "local") == {}
    teacher = factories.person(world.session, "Guru")
    factories.posting(world.session, teacher, world.units["clinic"], position="Guru Ahli", status="pppk")
    assert listed(world, "local") == {filtered: "Seluruh instansi"}
    wanted = NewCohort("Angkatan I", TODAY, TODAY, None, "", "")
    cohort = service.add_cohort(world.session, seated, wanted, actor=world.actor("chief"), now=NOON)
    service.join(world.session, cohort, actor=world.actor("nurse"), now=NOON)
    assert set(listed(world, "local")) == {filtered, seated}
    assert standings(world, catalogue, seated, "local").keys() == {"nurse"}


def test_who_left_or_was_merged_binds_as_her_living_account(world: World, catalogue: Catalogue) -> None:
    former = factories.person(world.session, "Lama", nip="199003142015032199")
    factories.posting(world.session, former, world.units["roads"])
    number = make(world, catalogue, everybody=False, numbers=str(former.nip))
    assert listed(world, "local") == {}
    former.merged_into_id = world.id("nurse")
    assert set(listed(world, "local")) == {number}
    assert standings(world, catalogue, number, "local").keys() == {"nurse"}
    world.people["nurse"].active = False
    assert listed(world, "local") == {}


def test_nothing_of_it_is_hers_to_change(app: Flask, client: PageClient, world: World, catalogue: Catalogue) -> None:
    stand_still(app, NOON)
    number = make(world, catalogue)
    address, local = f"/admin/program/{number}", enter(client, world.people["local"])
    page = local.get(address, 200).text
    assert "Program ini dari Seluruh instansi" in page
    assert "Tindakan" not in page
    assert not [deed for deed in (*DEEDS, "angkatan", "pegawai") if f"{address}/{deed}" in page]
    assert "dari Seluruh instansi" in local.get("/admin/program", 200).text
    nurse = f"pegawai/{world.id('nurse')}"
    for deed in ("daftar", "ubah", "angkatan", "angkatan/baru", f"{nurse}/bebaskan", f"{nurse}/angkatan"):
        local.get(f"{address}/{deed}", 404)
    for deed in (*DEEDS, f"{nurse}/bebaskan", f"{nurse}/tagih", f"{nurse}/angkatan"):
        assert local.post_form(f"{address}/{deed}", {"alasan": "Cuti"}, page="/admin/program").status_code == 404, deed
    assert "Tindakan" in enter(client, world.people["chief"]).get(address, 200).text


def test_dashboard_list_and_file_agree_for_an_admin_of_units(
    app: Flask, client: PageClient, world: World, catalogue: Catalogue, session: Session
) -> None:
    earlier = NOON - timedelta(days=40)
    stand_still(app, NOON)
    number = make(world, catalogue, now=earlier, starts_on=date(2026, 10, 1), due_on=date(2026, 11, 1))
    make(world, catalogue, unit_id=world.units["roads"].id)
    fold_all(sessionmaker(session.get_bind()), catalogue, zone="Asia/Makassar", now=NOON)
    page = dashboard(session, catalogue, "2026", None, Asker(world.actor("local"), "Asia/Makassar", NOON))
    assert [(each.id, each.late) for each in page.programmes] == [(number, len(HEALTH))]
    assert standings(world, catalogue, number, "local").keys() == HEALTH
    where = (session, catalogue, number, None, part)
    assert len(service.programme_page(*where, actor=world.actor("chief"), now=NOON).lines) > len(HEALTH)
    session.commit()
    local = enter(client, world.people["local"])
    rows = local.get(f"/admin/program/{number}/ekspor.jsonl?keadaan=terlambat", 200).data.splitlines()
    names = {json.loads(row)["nama"] for row in rows}
    assert names == {world.people[name].name for name in HEALTH}
    noted = select(AuditSubject.person_id).join(AuditEntry, AuditEntry.id == AuditSubject.entry_id)
    assert set(session.scalars(noted.where(AuditEntry.action == "programme.export"))) == {
        world.id(name) for name in HEALTH
    }


def test_page_and_files_have_one_order(
    world: World, catalogue: Catalogue, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By state, then by name: also in the file that is made in the background, a few people at a time."""
    monkeypatch.setattr(sheets, "AT_ONCE", 2)
    earlier, chief = NOON - timedelta(days=40), world.actor("chief")
    number = make(world, catalogue, now=earlier, starts_on=date(2026, 10, 1), due_on=date(2026, 11, 1))
    service.exempt(session, number, world.id("chief"), "Cuti besar.", actor=chief, now=NOON)
    finish(world, "digger", TODAY)
    where = (session, catalogue, number, None)
    page = [line.member.id for line in service.programme_page(*where, part, actor=chief, now=NOON).lines]
    assert page[-2:] == [world.id("digger"), world.id("chief")], "by name alone both would be among the first"
    assert [line.member.id for line in service.sheet(*where, actor=chief, now=NOON)] == page
    plan = list(sheets.ids_in(*where, Scope(None), TODAY))
    assert plan == page
    assert [row[1] for row in sheets.rows_of(*where[:3], plan, TODAY)] == [
        line.member.name for line in service.sheet(*where, actor=chief, now=NOON)
    ]
