"""Somebody who was two people until her accounts were made one: what either had is hers, and can be changed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from elearn.content.model import Catalogue
from elearn.programmes import service
from elearn.programmes.models import ProgrammeExemption, Seat
from elearn.programmes.rules import SeatState, State
from tests import factories
from tests.people.world import World
from tests.programmes.conftest import NOON, make
from tests.programmes.test_cohorts import cohort, join, put, seated
from tests.programmes.test_keeping import standings


@pytest.fixture
def twin(world: World) -> World:
    """Nurse and her second account, not yet one."""
    world.people["twin"] = factories.person(world.session, "Nurse Obrien")
    factories.posting(world.session, world.people["twin"], world.units["clinic"])
    world.session.commit()
    return world


def merge(world: World) -> None:
    world.people["twin"].merged_into_id = world.id("nurse")
    world.session.commit()


def test_an_exemption_of_either_account_is_changed_and_lifted(twin: World, catalogue: Catalogue) -> None:
    number, chief = make(twin, catalogue), twin.actor("chief")
    service.exempt(twin.session, number, twin.id("twin"), "Tugas belajar", actor=chief, now=NOON)
    merge(twin)
    service.exempt(twin.session, number, twin.id("nurse"), "Cuti besar", actor=chief, now=NOON)
    assert twin.session.scalars(select(ProgrammeExemption.reason)).all() == ["Cuti besar"]
    service.lift_exemption(twin.session, number, twin.id("nurse"), actor=chief, now=NOON)
    assert standings(twin, catalogue, number)["nurse"] is State.RUNNING


def test_what_was_said_of_the_former_account_is_lifted(twin: World, catalogue: Catalogue) -> None:
    number, chief = make(twin, catalogue), twin.actor("chief")
    service.exempt(twin.session, number, twin.id("twin"), "Tugas belajar", actor=chief, now=NOON)
    merge(twin)
    assert standings(twin, catalogue, number)["nurse"] is State.EXEMPT
    service.lift_exemption(twin.session, number, twin.id("nurse"), actor=chief, now=NOON)
    assert standings(twin, catalogue, number)["nurse"] is State.RUNNING


def test_who_has_two_seats_is_moved_with_both(twin: World, catalogue: Catalogue) -> None:
    programme = make(twin, catalogue, everybody=False, enrolment="langsung")
    first, second, third = (cohort(twin, programme, name=f"Angkatan {place}") for place in "ABC")
    assert (join(twin, "nurse", first), join(twin, "twin", second)) == (SeatState.TAKEN, SeatState.TAKEN)
    assert join(twin, "digger", second) is SeatState.WAITING
    merge(twin)
    assert put(twin, programme, "nurse", third) is SeatState.TAKEN
    assert seated(twin, programme, second) == [("digger", None)]  # her seat is free again
    assert (seated(twin, programme, first), seated(twin, programme, third)) == ([], [("nurse", None)])
    assert put(twin, programme, "nurse", None) is None
    assert twin.session.scalars(select(Seat.person_id)).all() == [twin.id("digger")]
