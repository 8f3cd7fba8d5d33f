"""People from a list: looked at first, each row with its reason, applied once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.audit.models import AuditEntry
from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.jobs.service import run_next
from elearn.people.service.import_forgetting import FILES_JOB
from elearn.programmes.models import ProgrammePerson
from elearn.programmes.service import asked_in_scope, close_cohort, listing, open_cohorts
from elearn.programmes.service.listing import Applied, ListPlan, Rows
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import NOON, make
from tests.programmes.test_cohorts import cohort, join, seated
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still


@pytest.fixture
def programme(world: World, catalogue: Catalogue) -> int:
    return make(world, catalogue, everybody=False, enrolment="langsung")


def rows(world: World, *names: str) -> Rows:
    return [(number, str(world.people[name].nip)) for number, name in enumerate(names, 2)]


def plan(world: World, programme: int, found: Rows, number: int | None = None, by: str = "chief") -> ListPlan:
    return listing.plan_list(world.session, programme, number, found, actor=world.actor(by), now=NOON)


def apply(world: World, programme: int, found: Rows, number: int | None = None) -> Applied:
    done = listing.apply_list(world.session, programme, number, found, actor=world.actor("chief"), now=NOON)
    world.session.commit()
    return done


def test_each_row_is_judged_and_the_same_list_again_changes_nothing(world: World, programme: int) -> None:
    nurse = str(world.people["nurse"].nip)
    spaced = f"'{nurse[:8]} {nurse[8:]}"
    messy = [
        *rows(world, "nurse", "digger"),
        (4, spaced),
        (5, "1.99E+17"),
        (6, "199003142015039999"),
        (7, ""),
        (8, "x"),
    ]
    found = plan(world, programme, messy)
    assert {member.id for member in found.new} == {world.id("nurse"), world.id("digger")}
    reasons = {row.row: row.reason for row in found.refused}
    assert set(reasons) == {4, 5, 6, 8}
    assert "sudah ada di baris 2" in reasons[4]
    assert "lembar kerja" in reasons[5]
    assert reasons[6] == listing.STRANGE
    assert apply(world, programme, messy) == Applied(2, 0, 0, 0, 4)
    assert apply(world, programme, messy) == Applied(0, 0, 0, 2, 4)
    assert plan(world, programme, messy).present == 2


def test_whoever_is_out_of_reach_is_refused_like_nobody(world: World, catalogue: Catalogue, programme: int) -> None:
    health = make(world, catalogue, "local", everybody=False, enrolment="langsung", unit_id=world.units["health"].id)
    found = plan(world, health, rows(world, "nurse", "digger"), by="local")
    assert [member.id for member in found.new] == [world.id("nurse")]
    assert [row.reason for row in found.refused] == [listing.STRANGE]
    with pytest.raises(NotFound):
        plan(world, programme, rows(world, "nurse"), by="local")
    for wrong in ([], [(1, "")], [(number, "1") for number in range(listing.MOST_LISTED + 1)]):
        with pytest.raises(Invalid):
            plan(world, programme, wrong)


def test_a_list_fills_a_cohort_and_queues_the_rest(world: World, programme: int) -> None:
    number, other = cohort(world, programme, quota=2), cohort(world, programme, name="Angkatan II")
    assert apply(world, programme, rows(world, "nurse", "digger", "teacher"), number) == Applied(3, 2, 1, 0)
    assert seated(world, programme, number) == [("nurse", None), ("digger", None), ("teacher", 1)]
    assert apply(world, programme, rows(world, "nurse", "digger", "teacher"), number) == Applied(0, 0, 0, 3)
    assert [row.reason for row in plan(world, programme, rows(world, "nurse"), other).refused] == [listing.ELSEWHERE]
    with pytest.raises(NotFound):
        plan(world, programme, rows(world, "nurse"), 10**9)
    close_cohort(world.session, programme, other, actor=world.actor("chief"), now=NOON)
    with pytest.raises(Conflict):
        plan(world, programme, rows(world, "chief"), other)


def test_the_column_is_found_in_files_as_offices_save_them() -> None:
    book = Workbook()
    for line in (
        ["Daftar peserta"],
        ["No", "Nama", "NIP / NI PPPK"],
        [1, "Ana", "199003142015032001"],
        [2, "Budi", ""],
    ):
        book.active.append(line)
    packed = io.BytesIO()
    book.save(packed)
    assert listing.read_numbers(packed.getvalue()) == [(3, "199003142015032001"), (4, "")]
    assert listing.read_numbers(b"Nama;NIP\nAna;'199003142015032001\n") == [(2, "'199003142015032001")]
    with pytest.raises(Invalid, match="kolom berjudul NIP"):
        listing.read_numbers(b"Nama;Snippet\nAna;1\n")


def test_an_admin_sends_looks_takes_the_refused_rows_and_applies(
    app: Flask, client: PageClient, world: World, session: Session, programme: int
) -> None:
    stand_still(app, NOON)
    chief, address = enter(client, world.people["chief"]), f"/admin/program/{programme}/daftar"
    assert "Tambah dari daftar" in chief.get(f"/admin/program/{programme}", 200).text
    assert chief.post_form(address, {"nip": " "}).status_code == 422
    nip = str(world.people["nurse"].nip)
    broken = chief.post_form(address, {"berkas": (io.BytesIO(b"Nama\nAna\n"), "a.csv")})
    assert broken.status_code == 422
    assert "kolom berjudul NIP" in broken.text
    empty = chief.post_form(address, {"berkas": (io.BytesIO(b"Nama;NIP\nAna;\n"), "a.csv")})
    assert "Berkas CSV atau XLSX: Kolom NIP di berkas ini kosong." in empty.text
    long = "NIP\n" + "\n".join(str(10**17 + number) for number in range(listing.MOST_LISTED + 1))
    refused = chief.post_form(address, {"berkas": (io.BytesIO(long.encode()), "a.csv")})
    assert "Berkas CSV atau XLSX: Daftar ini berisi 5001 baris." in refused.text
    data = f"Nama;NIP\nNurse;{nip}\n=Ana;=1+1\n".encode()
    sent = chief.post_form(address, {"berkas": (io.BytesIO(data), "peserta.csv")})
    assert (sent.status_code, nip in sent.location) == (303, False)
    looked = chief.get(str(sent.location), 200)
    assert "Tambahkan 1 pegawai" in looked.text
    assert "Nurse O&#39;Brien" in looked.text
    assert "programme.view" in set(session.scalars(select(AuditEntry.action)))
    assert session.scalars(select(ProgrammePerson)).all() == []
    session.commit()
    carried = {"nip": f"\n{nip}\n=1+1", "angkatan": ""}
    refused = chief.post_form(f"{address}/ditolak.csv", carried, page=address)
    assert refused.mimetype == "text/csv"
    assert b"'=1+1" in refused.data
    for said in ("1 pegawai ditambahkan. 1 baris ditolak", "0 pegawai ditambahkan. 1 sudah ada"):  # a double click
        done = chief.post_form(f"{address}/terapkan", carried, page=address)
        assert done.status_code == 303
        assert said in chief.get(str(done.location), 200).text
    assert session.scalars(select(ProgrammePerson.person_id)).all() == [world.id("nurse")]
    session.commit()
    again = chief.get(str(sent.location), 200).text  # Back, or once more: asked anew, and nothing is sent again
    assert "Tambahkan" not in again
    assert "<strong>1</strong><span>Sudah ada</span>" in again


def test_what_was_sent_is_its_senders_alone_and_for_a_day(
    app: Flask, client: PageClient, engine: Engine, world: World, session: Session, programme: int, catalogue: Catalogue
) -> None:
    stand_still(app, NOON)
    other = make(world, catalogue, everybody=False)
    chief, address = enter(client, world.people["chief"]), f"/admin/program/{programme}/daftar"
    looked = str(chief.post_form(address, {"nip": str(world.people["nurse"].nip)}).location)
    chief.get(looked, 200)
    name = looked.partition("periksa=")[2]
    strange = app.extensions["elearn.objects"].put(b"[1]")
    chief.get(f"/admin/program/{other}/daftar?periksa={name}", 404)
    for wrong in ("0" * 64, "x", strange):
        chief.get(f"{address}?periksa={wrong}", 404)
    second = factories.person(session, "Admin Kedua")
    factories.grant(session, second, "admin")
    session.commit()
    assert "kirim daftarnya sekali lagi" in enter(PageClient(app), second).get(looked, 404).text
    forget = {FILES_JOB: job_handlers(app)[FILES_JOB]}
    assert not run_next(sessionmaker(engine), forget, NOON + timedelta(hours=23))
    assert run_next(sessionmaker(engine), forget, NOON + timedelta(days=1))
    assert "disimpan satu hari dan sudah dihapus" in chief.get(looked, 404).text


def test_who_is_listed_into_a_cohort_asks_for_it_no_more(world: World, catalogue: Catalogue) -> None:
    programme = make(world, catalogue, everybody=False, enrolment="persetujuan")
    number = cohort(world, programme)
    chief, nurse = world.actor("chief"), world.actor("nurse")
    join(world, "nurse", number)
    assert [each.member.id for each in asked_in_scope(world.session, catalogue, actor=chief, now=NOON)] == [nurse.id]
    assert apply(world, programme, rows(world, "nurse"), number).seated == 1
    assert asked_in_scope(world.session, catalogue, actor=chief, now=NOON) == ()
    (own,) = open_cohorts(world.session, actor=nurse, now=NOON)
    assert (own.state, own.asked_at) == ("peserta", None)
