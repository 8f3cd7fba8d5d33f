"""The pages of cohorts: an admin makes one and fills it, a learner joins, waits and goes."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from tests.people.world import World
from tests.programmes.conftest import NOON
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

PROGRAMME = {"nama": "Pelatihan dasar", "kursus": "contoh", "mulai": "2026-11-20", "batas": "2026-12-31",
             "sasaran": "daftar", "pendaftaran": "langsung"}  # fmt: skip
COHORT = {"nama": "Angkatan I", "mulai": "2026-12-01", "batas": "2026-12-20", "kuota": "1", "tempat": "Aula"}


@pytest.fixture
def chief(app: Flask, client: PageClient, world: World) -> PageClient:
    stand_still(app, NOON)
    return enter(client, world.people["chief"])


@pytest.fixture
def address(chief: PageClient) -> str:
    """Where the cohorts are of a programme that people join by themselves."""
    made = chief.post_form("/admin/program/baru", PROGRAMME)
    assert made.status_code == 303, made.text
    return f"{made.location}/angkatan"


def test_an_admin_makes_a_cohort_and_learners_fill_it(
    chief: PageClient, app: Flask, world: World, address: str, session: Session
) -> None:
    assert "Belum ada angkatan" in chief.get(address, 200).text
    refused = chief.post_form(f"{address}/baru", COHORT | {"kuota": "banyak", "batas": "2027-01-01"})
    assert refused.status_code == 422
    assert "Tulis bilangan bulat 1 sampai 100.000, atau kosongkan" in refused.text
    assert 'value="banyak"' in refused.text
    assert chief.post_form(f"{address}/baru", COHORT).status_code == 303
    assert "0 dari 1 tempat" in chief.get(address, 200).text
    nurse, digger = (enter(PageClient(app), world.people[name]) for name in ("nurse", "digger"))
    offered = nurse.get("/program/angkatan", 200).text
    assert "1 tempat lagi" in offered
    assert "Angkatan yang dibuka" in nurse.get("/program", 200).text
    number = offered.split("/program/angkatan/")[1].split("/")[0]
    join, cohort = f"/program/angkatan/{number}/daftar", f"{address}/{number}"
    for _ in range(2):  # a double click
        assert nurse.post_form(join, page="/program/angkatan").status_code == 303
    assert "Anda peserta" in nurse.get("/program/angkatan", 200).text
    assert "Mulai 1 Desember 2026, batas 20 Desember 2026" in nurse.get("/program", 200).text
    assert "Penuh, 0 menunggu" in digger.get("/program/angkatan", 200).text
    digger.post_form(join, page="/program/angkatan")
    assert "Anda menunggu, nomor 1" in digger.get("/program/angkatan", 200).text
    page = chief.get(cohort, 200).text
    assert "Antrean nomor 1" in page
    assert "1 dari 1 tempat, 1 menunggu" in page
    assert "cohort.view" in set(session.scalars(select(AuditEntry.action)))
    session.commit()
    assert "Angkatan I" in chief.get(address.removesuffix("/angkatan"), 200).text
    nurse.post_form(f"/program/angkatan/{number}/batal", page="/program/angkatan")
    assert "Anda mendapat tempat" in digger.get("/pemberitahuan", 200).text


def test_an_admin_changes_moves_and_closes(chief: PageClient, app: Flask, world: World, address: str) -> None:
    chief.post_form(f"{address}/baru", COHORT)
    number = chief.get(address, 200).text.split("/angkatan/")[2].split('"')[0]
    cohort, join = f"{address}/{number}", f"/program/angkatan/{number}/daftar"
    enter(PageClient(app), world.people["nurse"]).post_form(join, page="/program/angkatan")
    assert 'value="Aula"' in chief.get(f"{cohort}/ubah", 200).text
    assert chief.post_form(f"{cohort}/ubah", COHORT | {"nama": ""}).status_code == 422
    assert chief.post_form(f"{cohort}/ubah", COHORT | {"nama": "Angkatan Satu"}).status_code == 303
    assert "Angkatan Satu" in chief.get(cohort, 200).text
    world.people["nurse"].active = False
    world.session.commit()
    assert "Akun nonaktif" in chief.get(cohort, 200).text  # her seat is kept until an admin says otherwise
    world.people["nurse"].active = True
    world.session.commit()
    move = f"{address.removesuffix('/angkatan')}/pegawai/{world.id('nurse')}/angkatan"
    assert "Angkatan Satu (1 dari 1 tempat)" in chief.get(move, 200).text
    assert chief.post_form(move, {"angkatan": "bukan"}).status_code == 404
    assert chief.post_form(move, {"angkatan": ""}).status_code == 303
    assert "Belum ada peserta" in chief.get(cohort, 200).text
    assert chief.post_form(f"{cohort}/tutup", page=cohort).status_code == 303
    assert "sudah ditutup" in chief.get(cohort, 200).text
    assert chief.post_form(f"{cohort}/tutup", page=f"{address}/baru").status_code == 409
    assert "Tidak ada angkatan" in enter(PageClient(app), world.people["digger"]).get("/program/angkatan", 200).text
