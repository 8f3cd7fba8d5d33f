"""The pages: an admin makes a programme and follows it, a learner sees what is due, a superior her people."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.people.models import Posting
from elearn.programmes import service
from elearn.programmes.models import Programme
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import NOON, TODAY
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter, stand_still

TYPED = {"nama": "Wajib 2026", "kursus": "contoh", "mulai": "2026-11-20", "batas": "2026-12-01", "sasaran": "unit"}


@pytest.fixture
def chief(app: Flask, client: PageClient, world: World) -> PageClient:
    stand_still(app, NOON)
    return enter(client, world.people["chief"])


def add(client: PageClient, **changes: str) -> str:
    answer = client.post_form("/admin/program/baru", TYPED | changes)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def overdue(session: Session, address: str) -> None:
    """As if its deadline had passed meanwhile."""
    made = session.get_one(Programme, int(address.rsplit("/", 1)[1]))
    made.starts_on, made.due_on = date(2026, 10, 1), date(2026, 11, 1)
    session.commit()


def test_an_admin_makes_changes_and_closes_one(chief: PageClient, session: Session) -> None:
    assert "Belum ada program" in chief.get("/admin/program", 200).text
    refused = chief.post_form("/admin/program/baru", TYPED | {"kursus": "", "batas": "2026-11-01"})
    assert refused.status_code == 422
    assert "Pilih sedikitnya satu kursus" in refused.text
    assert 'value="Wajib 2026"' in refused.text
    address = add(chief)
    page = chief.get(address, 200).text
    assert "Digger O&#39;Brien" in page
    assert "Berjalan" in page
    form = chief.get(f"{address}/ubah", 200).text
    assert 'value="Wajib 2026"' in form
    changed = TYPED | {"nama": "Wajib 2027", "keterangan": "SE 1/2026", "siklus": "18"}
    assert chief.post_form(f"{address}/ubah", changed).status_code == 303
    page = chief.get(address, 200).text
    assert "SE 1/2026" in page
    assert "Setiap 18 bulan" in page
    assert 'value="18"' in chief.get(f"{address}/ubah", 200).text
    assert chief.post_form(f"{address}/tutup", page=address).status_code == 303
    assert "Ditutup" in chief.get("/admin/program", 200).text
    assert chief.post_form(f"{address}/ubah", TYPED, page="/admin/program/baru").status_code == 409
    assert session.scalars(select(Programme.name)).all() == ["Wajib 2027"]


def test_a_programme_of_named_people_is_not_listed_as_everybodys(chief: PageClient, world: World) -> None:
    add(chief)
    assert "Pegawai yang didaftar" not in chief.get("/admin/program", 200).text
    add(chief, sasaran="daftar", nip=str(world.people["nurse"].nip))
    assert "Pegawai yang didaftar" in chief.get("/admin/program", 200).text


def test_each_number_of_a_programme_opens_the_people_whom_it_counts(chief: PageClient, world: World) -> None:
    address = add(chief)
    page = chief.get(address, 200).text
    (link, number), *others = re.findall(r'<strong><a href="([^"]+)" aria-label="[^"]+">(\d+)</a></strong>', page)
    assert others == [], "what counts nobody is no link"
    shown = chief.get(link.replace("&amp;", "&"), 200).text
    assert shown.count('<th scope="row">') == int(number)


def test_a_filter_is_said_of_whom_the_programme_is_for(chief: PageClient, world: World) -> None:
    address = add(chief, jabatan="perawat", status="pppk")
    for page in ("/admin/program", address):
        assert "Seluruh instansi, status PPPK, jabatan memuat “perawat”" in chief.get(page, 200).text
    address = add(chief, jabatan="O'Brien", unit=str(world.units["clinic"].id))
    assert "Puskesmas Oesapa, jabatan memuat “O&#39;Brien”" in chief.get(address, 200).text


def test_people_may_be_named_after_it_was_made(chief: PageClient, world: World) -> None:
    address = add(chief, sasaran="daftar", nip=" ")
    page = chief.get(address, 200).text
    assert "belum ada pesertanya" in page
    assert "Program ini untuk pegawai yang didaftar." in page
    listing = f"{address}/daftar"
    assert page.count(f'href="{listing}"') == 2
    assert chief.post_form(f"{address}/ubah", TYPED | {"sasaran": "daftar", "nama": "Wajib 2027"}).status_code == 303
    nip = {"nip": str(world.people["nurse"].nip)}
    assert chief.post_form(f"{listing}/terapkan", nip, page=listing).status_code == 303
    page = chief.get(address, 200).text
    assert "Nurse O&#39;Brien" in page
    assert "Program ini untuk pegawai yang didaftar." not in page
    assert "belum ada pesertanya" not in page
    assert "Tidak ada peserta" in chief.get(f"{address}?keadaan=selesai", 200).text


def test_every_page_below_a_programme_leads_back_to_the_admins_first(chief: PageClient, world: World) -> None:
    address = add(chief)
    cohort = {"nama": "Angkatan I", "mulai": "2026-11-20", "batas": "2026-12-01"}
    assert chief.post_form(f"{address}/angkatan/baru", cohort).status_code == 303
    person = f"pegawai/{world.id('nurse')}"
    for page in (
        "daftar",
        "angkatan",
        "angkatan/baru",
        "angkatan/1",
        "ubah",
        f"{person}/bebaskan",
        f"{person}/angkatan",
    ):
        crumbs = chief.get(f"{address}/{page}", 200).text.split('class="breadcrumbs"')[1].split("</nav>")[0]
        assert crumbs.index('href="/admin"') < crumbs.index('href="/admin/program"'), page


def test_a_learner_sees_what_is_due_and_why_she_is_exempt(chief: PageClient, app: Flask, world: World) -> None:
    address = add(chief)
    nurse = enter(PageClient(app), world.people["nurse"])
    assert "selesaikan paling lambat 1 Desember 2026" in nurse.get("/beranda", 200).text
    assert "Paling lambat 1 Desember 2026" in nurse.get("/program", 200).text
    calendar = nurse.get("/program/batas.ics", 200)
    assert calendar.mimetype == "text/calendar"
    assert b"DTSTART;VALUE=DATE:20261201" in calendar.data
    exempt = f"{address}/pegawai/{world.id('nurse')}/bebaskan"
    assert "Bebaskan Nurse" in chief.get(exempt, 200).text
    assert chief.post_form(exempt, {"alasan": ""}).status_code == 422
    assert chief.post_form(exempt, {"alasan": "Tugas belajar"}).status_code == 303
    assert "Tugas belajar" in nurse.get("/program", 200).text
    assert "Wajib 2026" not in nurse.get("/beranda", 200).text
    assert "Tugas belajar" in chief.get(f"{address}?keadaan=dibebaskan", 200).text
    lift = f"{address}/pegawai/{world.id('nurse')}/tagih"
    assert chief.post_form(lift, page=address).status_code == 303
    assert "Tidak ada peserta" in chief.get(f"{address}?keadaan=dibebaskan", 200).text


def test_a_superior_sees_who_is_late_and_that_is_written_down(
    chief: PageClient, app: Flask, world: World, session: Session
) -> None:
    overdue(session, add(chief))
    held = session.scalars(select(Posting).where(Posting.person_id == world.id("nurse"))).one()
    held.superior_id = world.id("local")
    session.commit()
    local = enter(PageClient(app), world.people["local"])
    assert 'href="/atasan"' in local.get("/program", 200).text
    page = local.get("/atasan", 200).text
    assert "Terlambat" in page
    assert "Digger" not in page
    assert "programme.superior" in set(session.scalars(select(AuditEntry.action)))
    session.commit()
    assert "batasnya sudah lewat" in local.get("/beranda", 200).text
    assert "Tidak ada yang perlu dilihat" in enter(local, world.people["digger"]).get("/atasan", 200).text
    assert 'href="/atasan"' not in local.get("/program", 200).text


def test_whoever_led_somebody_before_is_offered_nothing(world: World, session: Session) -> None:
    local = world.actor("local")
    held = session.scalars(select(Posting).where(Posting.person_id == world.id("nurse"))).one()
    assert not service.leads(session, actor=local, now=NOON)
    held.superior_id = world.id("local")
    assert service.leads(session, actor=local, now=NOON)
    held.valid_to = TODAY - timedelta(days=1)
    assert not service.leads(session, actor=local, now=NOON)
    held.valid_to = None
    world.people["nurse"].active = False
    assert not service.leads(session, actor=local, now=NOON)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_the_people_leave_as_a_file_that_is_written_down(
    chief: PageClient, world: World, session: Session, kind: str
) -> None:
    address = add(chief, unit=str(world.units["clinic"].id))
    overdue(session, address)
    answer = chief.get(f"{address}/ekspor.{kind}?keadaan=terlambat", 200)
    data = answer.get_data()
    if kind == "xlsx":
        cells = [str(cell.value) for row in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
        data = "\n".join(cells).encode()
    assert str(world.people["nurse"].nip).encode() in data
    assert str(world.people["digger"].nip).encode() not in data
    assert "programme.export" in set(session.scalars(select(AuditEntry.action)))
    chief.get(f"{address}/ekspor.pdf", 404)


def test_more_programmes_and_people_take_no_more_queries(
    app: Flask, chief: PageClient, world: World, session: Session
) -> None:
    def led(count: int) -> None:
        for number in range(count):
            someone = factories.person(session, f"Pegawai {number}")
            factories.posting(session, someone, world.units["roads"], superior_id=world.id("chief"))
        session.commit()

    def opened(**changes: str) -> str:
        made = add(chief, pendaftaran="langsung", **changes)
        typed = {"nama": "Angkatan I", "mulai": "2026-11-20", "batas": "2026-12-01"}
        assert chief.post_form(f"{made}/angkatan/baru", typed).status_code == 303
        return made

    led(1)
    address = opened(unit=str(world.units["city"].id))
    pages = ("/admin/program", address, f"{address}/ekspor.csv", "/program", "/program/angkatan", "/atasan")

    def cost() -> dict[str, int]:
        found = {}
        for page in pages:
            with counted_queries(app) as sent:
                assert chief.plain.get(page).status_code == 200
            found[page] = len(sent)
        return found

    cost()
    before = cost()
    for name, unit in world.units.items():
        opened(nama=f"Wajib {name}", unit=str(unit.id))
    led(5)
    assert "Wajib roads" in chief.get("/admin/program", 200).text
    assert "Pegawai 4" in chief.get("/atasan", 200).text
    assert cost() == before
