"""A list of people on screen: looked at first, applied by the worker, refused rows handed back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.core.clock import utc_now
from elearn.jobs.service import run_next
from elearn.people.models import PeopleImport, PeopleImportRow, Person, Posting, RoleGrant, Unit
from tests.people.importing import csv_of
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter

IMPORT = "/admin/pegawai/impor"
NURSE, DIGGER = "199003142015032103", "199003142015032105"
YOSEF = ["198812012023211007", "Yosef O'Brien", "PKM-01"]


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def chief(client: PageClient, world: World) -> PageClient:
    return enter(client, world.people["chief"])


@pytest.fixture
def local(client: PageClient, world: World) -> PageClient:
    return enter(client, world.people["local"])


def upload(client: PageClient, data: bytes, name: str = "pegawai.csv") -> Any:
    return client.post_form(IMPORT, {"berkas": (io.BytesIO(data), name)})


def work(app: Flask, engine: Engine) -> None:
    """Let the worker do what is due."""
    handlers, moment = job_handlers(app), app.extensions.get("elearn.clock", utc_now)()
    while run_next(sessionmaker(engine), handlers, moment):
        pass


def applied(app: Flask, client: PageClient, engine: Engine, data: bytes) -> str:
    """Upload, confirm, work; returns the address of the list."""
    where: str = upload(client, data).location
    assert client.post_form(f"{where}/terapkan", page=where).status_code == 303
    work(app, engine)
    return where


def count(session: Session) -> int:
    session.rollback()
    number = session.scalar(select(func.count(Person.id))) or 0
    session.rollback()
    return number


def test_from_the_template_to_the_people(
    app: Flask, chief: PageClient, engine: Engine, session: Session, world: World
) -> None:
    assert IMPORT in chief.get("/admin/pegawai", 200).text
    assert IMPORT in chief.get("/admin", 200).text
    template = load_workbook(io.BytesIO(chief.get(f"{IMPORT}/templat.xlsx", 200).data)).active
    assert [cell.value for cell in template[1]][:3] == ["NIP", "Gelar depan", "Nama"]
    chief.get(f"{IMPORT}/templat.ods", 404)
    before = count(session)
    where = upload(chief, csv_of(YOSEF, [NURSE, "Perawat Baru", "DPU"], [DIGGER, "Digger O'Brien", ""])).location
    page = chief.get(where, 200).text
    for said in (
        "Belum ada yang berubah",
        "Terapkan 2 baris",
        "<del>Puskesmas Oesapa</del> → <ins>Dinas PU</ins>",
        "Yosef O&#39;Brien",
    ):
        assert said in page
    assert count(session) == before
    assert "Yosef" not in chief.get(f"{where}?hasil=berubah", 200).text
    assert "Tidak ada baris" in chief.get(f"{where}?hasil=baru&cari=entah", 200).text
    for _twice in range(2):
        assert chief.post_form(f"{where}/terapkan", page=where).status_code == 303
    assert "Sedang diterapkan" in chief.get(where, 200).text
    work(app, engine)
    assert "Selesai diterapkan" in chief.get(where, 200).text
    assert count(session) == before + 1
    assert "Diterapkan" in chief.get(IMPORT, 200).text
    again = chief.get(upload(chief, csv_of(YOSEF, [NURSE, "Perawat Baru", "DPU"])).location, 200).text
    assert "Terapkan" not in again


def test_refused_rows_come_back_in_their_own_layout(chief: PageClient, world: World) -> None:
    headings = ("Kode Unit", "No.", "Nama", "NIP")
    rows = [["PKM-01", "1", YOSEF[1], YOSEF[0]], ["PKM-01", "2", "=Yanti", "1,99E+17"]]
    where = upload(chief, csv_of(*rows, headings=headings)).location
    sheet = load_workbook(io.BytesIO(chief.get(f"{where}/ditolak.xlsx", 200).data)).active
    assert [cell.value for cell in sheet[1]] == [*headings, "Baris semula", "Alasan ditolak"]
    assert [cell.value for cell in sheet[2]][:5] == ["PKM-01", "2", "=Yanti", "1,99E+17", "3"]
    assert "Teks" in str(sheet["F2"].value)
    text = chief.get(f"{where}/ditolak.csv", 200).text
    assert "'=Yanti" in text
    again = chief.get(upload(chief, text.encode()).location, 200).text
    assert "Kolom yang tidak dipakai: “No.”, “Baris semula”, “Alasan ditolak”." in again
    chief.get(f"{where}/ditolak.pdf", 404)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "kosong"), (b"PK\x03\x04nonsense", "rusak"), (b"a;b\n1;2\n", "Yang belum ada"), (None, "Pilih berkas")],
)
def test_an_unreadable_list_is_refused_in_words(chief: PageClient, data: bytes | None, said: str) -> None:
    answer = chief.post_form(IMPORT, {}) if data is None else upload(chief, data)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_list_is_its_uploaders_alone(app: Flask, local: PageClient, world: World) -> None:
    where = upload(local, csv_of(YOSEF)).location
    chief = enter(PageClient(app), world.people["chief"])
    for address in (where, f"{where}/ditolak.csv"):
        chief.get(address, 404)
    for deed in ("terapkan", "buang", "unit"):
        assert chief.post_form(f"{where}/{deed}", page="/admin").status_code == 404
    enter(PageClient(app), world.people["nurse"]).get(IMPORT, 403)


def test_an_admin_of_a_unit_imports_into_her_subtree_only(
    app: Flask, local: PageClient, engine: Engine, session: Session, world: World
) -> None:
    outside = [["198812012023211008", "Yanti", "DPU"], [DIGGER, "Digger Baru", ""], [NURSE, "Nurse O'Brien", "DPU"]]
    where = applied(app, local, engine, csv_of(YOSEF, *outside))
    page = local.get(where, 200).text
    assert page.count("di luar unit yang Anda kelola") == 3
    session.expire_all()
    assert (world.people["digger"].name, world.people["nurse"].name) == ("Digger O'Brien", "Nurse O'Brien")
    made = session.scalars(select(Person).where(Person.nip == YOSEF[0])).one()
    assert session.scalars(select(Posting.unit_id).where(Posting.person_id == made.id)).all() == [
        world.units["clinic"].id
    ]


def test_who_is_no_admin_any_more_changes_nobody(
    app: Flask, local: PageClient, engine: Engine, session: Session, world: World
) -> None:
    where = upload(local, csv_of(YOSEF, [NURSE, "Perawat Baru", ""])).location
    local.post_form(f"{where}/terapkan", page=where)
    session.delete(session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.id("local"))).one())
    session.commit()
    work(app, engine)
    reasons = session.scalars(select(PeopleImportRow.reason).order_by(PeopleImportRow.number)).all()
    assert ["di luar cakupan" in reasons[0], "di luar unit" in reasons[1]] == [True, True]
    assert session.scalar(select(func.count(Person.id)).where(Person.nip == YOSEF[0])) == 0


def test_units_that_nobody_has_are_made_when_asked(
    app: Flask, local: PageClient, engine: Engine, session: Session, world: World
) -> None:
    headings = ("NIP", "Nama", "Unit Kerja")
    rows = [[YOSEF[0], YOSEF[1], "Bidang Gizi"], ["198812012023211008", "Yanti", "Puskesmas Utra"]]
    where = upload(local, csv_of(*rows, headings=headings)).location
    page = local.get(where, 200).text
    assert "Bidang Gizi (BIDANG-GIZI), 1 baris" in page
    assert "Terapkan" not in page
    refused = local.post_form(f"{where}/unit", {"units": "BIDANG-GIZI", "induk": ""}, page=where)
    assert refused.status_code == 422
    assert "Pilih unit induk" in refused.text
    chosen = {"units": "BIDANG-GIZI", "induk": str(world.units["health"].id)}
    assert local.post_form(f"{where}/unit", chosen, page=where).status_code == 303
    assert "Terapkan 1 baris" in local.get(where, 200).text
    assert session.scalar(select(func.count(Unit.id))) == 4
    session.rollback()
    local.post_form(f"{where}/terapkan", page=where)
    work(app, engine)
    made = session.scalars(select(Unit).where(Unit.code == "BIDANG-GIZI")).one()
    assert (made.name, made.parent_id) == ("Bidang Gizi", world.units["health"].id)
    assert session.scalar(select(func.count(Posting.id)).where(Posting.unit_id == made.id)) == 1
    session.rollback()
    assert local.post_form(f"{where}/unit", chosen, page="/admin").status_code == 409
    assert "Terapkan" not in local.get(upload(local, csv_of(rows[0], headings=headings)).location, 200).text


def test_a_list_only_looked_at_can_be_thrown_away(chief: PageClient, session: Session, world: World) -> None:
    where = upload(chief, csv_of(YOSEF)).location
    assert chief.post_form(f"{where}/buang", page=where).status_code == 303
    chief.get(where, 404)
    assert session.scalar(select(func.count(PeopleImport.id))) == 0
    assert session.scalar(select(func.count(PeopleImportRow.id))) == 0
    session.rollback()
    where = upload(chief, csv_of(["1", "x", "y"])).location
    assert chief.post_form(f"{where}/terapkan", page=where).status_code == 422


def test_a_long_list_is_paged(chief: PageClient, world: World) -> None:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["DAFTAR PEGAWAI"])
    book.active.append(["NIP", "Nama", "Kode Unit"])
    for number in range(1, 121):
        book.active.append([f"198812012023211{number:03}", f"Orang {number}", "DPU"])
    book.save(file)
    where = upload(chief, file.getvalue(), "pegawai.xlsx").location
    assert "51–100 dari 120 baris" in chief.get(f"{where}?halaman=2", 200).text


def test_a_number_among_the_rows_stands_in_no_address(chief: PageClient) -> None:
    where = upload(chief, csv_of(YOSEF, [NURSE, "Perawat Baru", "DPU"])).location
    moved = chief.post_form(where, {"cari": NURSE, "hasil": "berubah"}, page=where)
    assert NURSE[:8] not in moved.location
    page = chief.get(moved.location, 200).text
    assert "Yosef" not in page
    assert f'value="{NURSE}"' in page
