"""Units that a list names and nobody has: called as most rows call them, and slips are told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.people.models import Posting, Unit
from elearn.people.rules.importing import NewUnit
from elearn.people.rules.roster import nearly_the_same
from tests.people.importing import csv_of, plan, table
from tests.people.test_import_pages import upload, work
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter

HEADINGS = ("NIP", "Nama", "Unit Kerja")


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def rows_of(*units: str) -> list[list[str]]:
    return [[f"198812012023211{number:03}", f"Orang {number}", unit] for number, unit in enumerate(units, 1)]


def new_units(world: World, *units: str) -> tuple[NewUnit, ...]:
    return plan(world.session, table(*rows_of(*units), headings=HEADINGS)).new_units


def test_a_unit_is_called_as_most_rows_call_it(world: World) -> None:
    (unit,) = new_units(world, "dinas sosial", "Dinas Sosial", "DINAS SOSIAL", "Dinas Sosial")
    assert (unit.name, unit.code, unit.rows) == ("Dinas Sosial", "DINAS-SOSIAL", 4)
    (even,) = new_units(world, "dinas sosial", "Dinas Sosial")
    assert even.name == "dinas sosial", "of spellings as frequent, the first"


def test_a_slip_of_a_unit_named_more_often_is_told(world: World) -> None:
    units = new_units(world, "Dinas Pariwista", *["Dinas Pariwisata"] * 3, "Dinas Pertanian")
    assert {unit.name: unit.perhaps for unit in units} == {
        "Dinas Pariwisata": "",
        "Dinas Pariwista": "Dinas Pariwisata",
        "Dinas Pertanian": "",
    }


def test_a_slip_of_a_unit_that_is_there_is_told_only_to_who_reaches_it(world: World) -> None:
    slips = rows_of(*["Puskesmas Oessapa"] * 3)
    for name, told in (("chief", {"Puskesmas Oesapa"}), ("local", {"Puskesmas Oesapa"}), ("teacher", {""})):
        units = plan(world.session, table(*slips, headings=HEADINGS), actor=world.actor(name)).new_units
        assert {unit.perhaps for unit in units if unit.name == "Puskesmas Oessapa"} == told, name


@pytest.mark.parametrize(
    ("name", "other", "near"),
    [
        ("Dinas Kesehtan", "Dinas Kesehatan", True),
        ("dinas kesehatan ", "Dinas Kesehatan", True),
        ("SD Negeri 1 Oesapa", "SD Negeri 2 Oesapa", False),
        ("Puskesmas Bakunase II", "Puskesmas Bakunase I", False),
        ("Asisten Bidang A", "Asisten Bidang B", False),
        ("Dinas Kesehatan", "Dinas Kehutanan", False),
    ],
)
def test_units_that_differ_in_a_number_are_no_slips(name: str, other: str, near: bool) -> None:
    assert nearly_the_same(name, ["Sekretariat Daerah", other]) == (other if near else "")


def test_on_an_empty_site_the_page_says_to_begin_with_units_and_one_button_makes_them_all(
    app: Flask, client: PageClient, engine: Engine, session: Session, world: World
) -> None:
    chief = enter(client, world.people["chief"])
    rows = rows_of("Dinas Sosial", "Dinas Sosial", "Dinas Sossial", "Bidang O'Brien")
    where = upload(chief, csv_of(*rows, headings=HEADINGS)).location
    page = chief.get(where, 200).text
    for said in ("Mulai dari unitnya", "3 unit di daftar ini belum dikenal", 'href="#unit"', "Buat semua unit ini (3)"):
        assert said in page
    assert "1 baris. Mungkin maksudnya Dinas Sosial" in page
    below = {"semua": "1", "induk": str(world.units["city"].id)}
    assert chief.post_form(f"{where}/unit", below, page=where).status_code == 303
    page = chief.get(where, 200).text
    assert ("Terapkan 4 baris" in page, "Buat semua unit" in page, "Mulai dari unitnya" in page) == (True, False, False)
    assert "Unit: Bidang O&#39;Brien" in page
    assert session.scalar(select(func.count(Unit.id)).where(Unit.name == "Dinas Sosial")) == 0
    session.rollback()
    chief.post_form(f"{where}/terapkan", page=where)
    work(app, engine)
    made = session.scalars(select(Unit).where(Unit.parent_id == world.units["city"].id, Unit.code.like("%-%"))).all()
    assert {unit.name for unit in made} == {"Dinas Sosial", "Dinas Sossial", "Bidang O'Brien"}
    held = select(func.count(Posting.id)).where(Posting.unit_id.in_([unit.id for unit in made]))
    assert session.scalar(held) == 4
    session.rollback()
    page = chief.get(where, 200).text
    assert "Unit: Dinas Sosial" in page
    assert "DINAS-SOSIAL" not in page


def test_units_of_one_name_are_told_apart(client: PageClient, session: Session, world: World) -> None:
    world.units["roads"].name = world.units["clinic"].name
    session.commit()
    chief = enter(client, world.people["chief"])
    nurse = [world.people["nurse"].nip or "", world.people["nurse"].name, "DPU"]
    page = chief.get(upload(chief, csv_of(nurse)).location, 200).text
    assert "<del>Puskesmas Oesapa (PKM-01)</del> → <ins>Puskesmas Oesapa (DPU)</ins>" in page
