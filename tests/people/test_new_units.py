"""Units that a list names and nobody has: called as most rows call them, and slips are told."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from elearn.people.rules.importing import NewUnit
from elearn.people.rules.roster import nearly_the_same
from tests.people.importing import plan, table
from tests.people.world import World, build

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
