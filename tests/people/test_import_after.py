"""After a list is applied, on screen: codes for newcomers, once, and taking the whole list back."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.jobs.models import Job
from elearn.people.models import Person
from elearn.people.service import Passwords
from tests.people.conftest import Clock
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
    answer = local.post_form(f"{where}/kode", {"bentuk": "xlsx"}, page=where)
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
    page = local.get(where, 200).text
    assert ("belum dapat masuk" in page, "2 akun sudah diberi kode, tetapi belum pernah masuk" in page) == (False, True)
    assert local.get(IMPORT, 200).text.count("Diterapkan") == 1


def codes_on(page: str) -> dict[str, str]:
    """The codes of a printed sheet, by what one signs in with."""
    return dict(re.findall(r"<br>([^<]+)</td><td><strong><code>([^<]+)</code>", page))


def test_a_sheet_to_print_has_a_page_for_every_unit(
    app: Flask, client: PageClient, engine: Engine, session: Session, world: World
) -> None:
    chief = enter(client, world.people["chief"])
    rows = [[f"198812012023211{number:03}", f"Orang {number}", ("PKM-01", "DPU")[number % 2]] for number in range(1, 8)]
    where = applied(app, chief, engine, csv_of(*rows))
    answer = chief.post_form(f"{where}/kode", {"bentuk": "cetak"}, page=where)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    page = answer.get_data(as_text=True)
    assert len(codes_on(page)) == 7
    assert (page.count("<section"), page.count('<section class="report"')) == (2, 1)
    assert page.index("Dinas PU</h2>") < page.index("Puskesmas Oesapa</h2>")


def test_pressing_twice_loses_no_code_for_good(
    app: Flask,
    local: PageClient,
    engine: Engine,
    session: Session,
    world: World,
    cheap: Passwords,
    clock: Clock,
) -> None:
    """The browser shows the second answer only, so the first sheet is lost: it says so, and a minute later the codes of
    those who never signed in are made anew.
    """
    where = applied(app, local, engine, csv_of(YOSEF, YANTI))
    assert local.post_form(f"{where}/kode", page=where).status_code == 200
    for again in ("", "1"):
        second = local.post_form(f"{where}/kode", {"ulang": again}, page=where)
        assert (second.status_code, second.location) == (303, where)
        assert "tunggu satu menit" in local.get(where, 200).text
    clock.forward(minutes=1)
    anew = codes_on(local.post_form(f"{where}/kode", {"ulang": "1"}, page=where).get_data(as_text=True))
    assert anew.keys() == {YOSEF[0], YANTI[0]}
    for number, code in anew.items():
        person = session.scalars(select(Person).where(Person.nip == number)).one()
        assert cheap.verify(code, person.password_hash)[0]
    session.scalars(select(Person).where(Person.nip == YOSEF[0])).one().last_seen_at = clock()
    session.commit()
    clock.forward(hours=80)
    enter(local, world.people["local"])
    left = local.post_form(f"{where}/kode", {"ulang": "1"}, page=where).get_data(as_text=True)
    assert codes_on(left).keys() == {YANTI[0]}, "who signed in keeps what she signs in with"


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
    page = local.get(where, 200).text
    assert ("Sedang dibatalkan" in page, "Selesai diterapkan" in page) == (True, False)
    work(app, engine)
    page = local.get(where, 200).text
    assert ("Daftar ini dibatalkan" in page, "Selesai diterapkan" in page, "ditambahkan</span>" in page) == (
        True,
        False,
        False,
    )
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
