"""After a list is applied, on screen: codes for newcomers, once, and taking the whole list back."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.jobs.models import Job
from elearn.people.models import Person
from elearn.people.service import Passwords
from tests.people.importing import csv_of
from tests.people.test_import_pages import IMPORT, NURSE, YOSEF, applied, upload, work
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter

YANTI = ["198812012023211008", "Yanti", "PKM-01"]


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def local(client: PageClient, world: World) -> PageClient:
    return enter(client, world.people["local"])


def test_codes_are_in_one_file_once_and_nowhere_else(
    app: Flask,
    local: PageClient,
    engine: Engine,
    session: Session,
    cheap: Passwords,
    caplog: pytest.LogCaptureFixture,
) -> None:
    where = applied(app, local, engine, csv_of(YOSEF, YANTI, [NURSE, "Perawat Baru", ""]))
    assert "2 akun baru belum dapat masuk" in local.get(where, 200).text
    answer = local.post_form(f"{where}/kode", page=where)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [line[:3] for line in lines] == [
        ["Puskesmas Oesapa", "Yanti", YANTI[0]],
        ["Puskesmas Oesapa", "Yosef O'Brien", YOSEF[0]],
    ]
    for line in lines:
        person = session.scalars(select(Person).where(Person.nip == line[2])).one()
        assert cheap.verify(line[3], person.password_hash)[0]
        assert person.must_change_password
        assert line[3] not in caplog.text
    assert session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "password.reset")) == 2
    session.rollback()
    assert "belum dapat masuk" not in local.get(where, 200).text
    assert local.post_form(f"{where}/kode", page=where).status_code == 409
    assert local.get(IMPORT, 200).text.count("Diterapkan") == 1


def test_a_list_is_taken_back_with_a_reason(
    app: Flask, local: PageClient, engine: Engine, session: Session, world: World
) -> None:
    where = upload(local, csv_of(YOSEF, [NURSE, "Perawat Baru", ""])).location
    local.get(f"{where}/batalkan", 409)
    local.post_form(f"{where}/terapkan", page=where)
    work(app, engine)
    assert "1 pegawai ditambahkan dan 1 diubah" in local.get(f"{where}/batalkan", 200).text
    short = local.post_form(f"{where}/batalkan", {"alasan": "salah"})
    assert (short.status_code, "10 sampai 500" in short.text) == (422, True)
    for _twice in range(2):
        done = local.post_form(f"{where}/batalkan", {"alasan": "Daftar ini untuk kota lain."})
        assert done.status_code == 303
    assert "Sedang dibatalkan" in local.get(where, 200).text
    work(app, engine)
    page = local.get(where, 200).text
    assert "1 baris kembali seperti semula" in page
    assert "1 pegawai dihapus" in page
    assert "Yosef" not in page
    assert "Perawat Baru" in local.get(f"{where}?hasil=dipulihkan", 200).text
    assert "Dibatalkan" in local.get(IMPORT, 200).text
    session.expire_all()
    assert world.people["nurse"].name == "Nurse O'Brien"
    assert session.scalars(select(Job.failed_at)).all() == [None, None]


def test_only_who_sent_a_list_hands_out_its_codes_or_takes_it_back(
    app: Flask, local: PageClient, engine: Engine, world: World
) -> None:
    where = applied(app, local, engine, csv_of(YOSEF))
    chief = enter(PageClient(app), world.people["chief"])
    chief.get(f"{where}/batalkan", 404)
    for deed in ("batalkan", "kode"):
        sent = {"alasan": "Bukan daftar saya, tetapi tetap saja."}
        assert chief.post_form(f"{where}/{deed}", sent, page="/admin").status_code == 404
