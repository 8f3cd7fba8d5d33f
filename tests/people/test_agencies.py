"""Which unit is whose perangkat daerah: one rule, on every page and in every file that names it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid
from elearn.people import queries, service
from elearn.people.models import PeopleImport, Unit
from elearn.people.rules.agency import agency_of
from elearn.reporting.queries.people import unit_names
from tests.people.importing import csv_of
from tests.people.test_import_pages import upload, work
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter

FORESTS = st.lists(st.integers(0, 30), max_size=12).map(
    lambda above: {unit: (parent % unit or None) for unit, parent in enumerate(above, 1)}
)


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def chain(unit: int, parents: dict[int, int | None]) -> list[int]:
    """A unit and those above it, the nearest first."""
    found: list[int] = []
    at: int | None = unit
    while at is not None:
        found.append(at)
        at = parents[at]
    return found


@given(FORESTS, st.sets(st.integers(1, 12)))
def test_the_nearest_marked_unit_is_the_agency_and_without_one_the_topmost(
    parents: dict[int, int | None], marked: set[int]
) -> None:
    for unit in parents:
        above = chain(unit, parents)
        assert agency_of(unit, parents, marked) == next((each for each in above if each in marked), above[-1])


def test_a_ring_ends() -> None:
    assert agency_of(1, {1: 2, 2: 3, 3: 1}, ()) == 3
    assert agency_of(1, {1: 1}, ()) == 1


def test_reports_certificates_and_single_units_say_the_same(world: World) -> None:
    session, units = world.session, world.units
    assert {names.agency for number, names in unit_names(session).items() if number} == {"Kota Contoh"}
    units["health"].is_agency = units["roads"].is_agency = True
    session.flush()
    expected = {"city": "Kota Contoh", "health": "Dinas Kesehatan", "clinic": "Dinas Kesehatan", "roads": "Dinas PU"}
    names = unit_names(session)
    for key, agency in expected.items():
        assert names[units[key].id] == (units[key].name, agency)
        assert queries.agency_name(session, units[key].id) == agency
    assert service.snapshot(session, world.id("nurse"), date(2026, 3, 3)).agency == "Dinas Kesehatan"
    assert queries.agency_name(session, 404) == ""


def test_the_form_and_the_tree_show_and_set_the_mark(client: PageClient, world: World, session: Session) -> None:
    chief, unit = enter(client, world.people["chief"]), world.units["health"]
    assert 'name="is_agency"' in chief.get("/admin/unit/tambah", 200).text
    typed = {"code": unit.code, "name": unit.name, "parent_id": unit.parent_id, "zone": ""}
    where = f"/admin/unit/{unit.id}"
    assert chief.post_form(where, typed | {"is_agency": "y"}).status_code == 303
    assert chief.get("/admin/unit", 200).text.count(">Perangkat daerah<") == 1
    assert "checked" in chief.get(where, 200).text
    assert chief.post_form(where, typed).status_code == 303
    session.refresh(unit)
    assert unit.is_agency is False


def test_only_who_reaches_everybody_says_what_an_agency_is(
    client: PageClient, world: World, session: Session, now: datetime
) -> None:
    """It changes the reports of all; what an admin of a unit saves leaves it as it is."""
    unit = world.units["health"]
    unit.is_agency = True
    session.commit()
    local, where = enter(client, world.people["local"]), f"/admin/unit/{unit.id}"
    assert "is_agency" not in local.get(where, 200).text
    typed = {"code": unit.code, "name": "Dinkes", "parent_id": unit.parent_id, "zone": ""}
    assert local.post_form(where, typed).status_code == 303
    session.refresh(unit)
    assert (unit.name, unit.is_agency) == ("Dinkes", True)
    clinic = world.units["clinic"]
    facts = service.UnitFacts(clinic.code, clinic.name, clinic.parent_id, "", is_agency=True)
    with pytest.raises(Invalid, match="seluruh instansi"):
        service.edit_unit(session, clinic.id, facts, actor=world.actor("local"), now=now)


def test_units_of_a_list_are_made_as_agencies_when_asked(
    app: Flask, client: PageClient, engine: Engine, world: World, session: Session
) -> None:
    rows = [["198812012023211007", "Yosef", "", "Dinas Baru"], ["198812012023211008", "Yanti", "DPU", ""]]
    headings = ("NIP", "Nama", "Kode Unit", "OPD")
    local = enter(PageClient(app), world.people["local"])
    theirs = local.get(upload(local, csv_of(*rows, headings=headings)).location, 200).text
    assert "Dinas Baru" in theirs
    assert 'name="perangkat"' not in theirs
    chief = enter(client, world.people["chief"])
    where = upload(chief, csv_of(*rows, headings=headings)).location
    asked = {"units": ["DINAS-BARU"], "induk": world.units["city"].id, "perangkat": "y"}
    assert chief.post_form(f"{where}/unit", asked, page=where).status_code == 303
    assert "checked" in chief.get(where, 200).text
    assert chief.post_form(f"{where}/terapkan", page=where).status_code == 303
    work(app, engine)
    session.expire_all()
    made = session.scalars(select(Unit).where(Unit.code == "DINAS-BARU")).one()
    assert (made.is_agency, made.parent_id) == (True, world.units["city"].id)


def test_a_list_kept_by_an_earlier_version_is_still_applied(
    app: Flask, client: PageClient, engine: Engine, world: World, session: Session
) -> None:
    chief = enter(client, world.people["chief"])
    rows = [["198812012023211007", "Yosef", "Dinas Baru"]]
    where = upload(chief, csv_of(*rows, headings=("NIP", "Nama", "OPD"))).location
    assert chief.post_form(f"{where}/unit", {"units": ["DINAS-BARU"], "induk": ""}, page=where).status_code == 303
    kept = session.scalars(select(PeopleImport)).one()
    kept.new_units = [{name: value for name, value in unit.items() if name != "is_agency"} for unit in kept.new_units]
    session.commit()
    assert chief.post_form(f"{where}/terapkan", page=where).status_code == 303
    work(app, engine)
    assert session.scalars(select(Unit.is_agency).where(Unit.code == "DINAS-BARU")).one() is False
