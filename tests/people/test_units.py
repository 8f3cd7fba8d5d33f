"""The tree of units and what an admin's scope covers."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.core.errors import Invalid, NotFound
from elearn.people import queries, service
from elearn.people.models import Unit
from elearn.people.rules import Grant, Scope
from tests import factories
from tests.people.world import build


@pytest.fixture
def tree(session: Session) -> dict[str, Unit]:
    """City > (health > clinic > post, roads)."""
    city = factories.unit(session, "Kota")
    health = factories.unit(session, "Dinas Kesehatan", parent_id=city.id)
    clinic = factories.unit(session, "Puskesmas", parent_id=health.id)
    post = factories.unit(session, "Pustu", parent_id=clinic.id)
    roads = factories.unit(session, "Dinas PU", parent_id=city.id)
    return {"city": city, "health": health, "clinic": clinic, "post": post, "roads": roads}


def test_a_subtree_is_the_unit_and_all_below(session: Session, tree: dict[str, Unit]) -> None:
    assert queries.subtree_ids(session, tree["health"].id) == {tree[key].id for key in ("health", "clinic", "post")}
    assert queries.subtree_ids(session, tree["post"].id) == {tree["post"].id}
    assert queries.subtree_ids(session, 404) == frozenset()


def test_a_ring_of_units_still_ends(session: Session, tree: dict[str, Unit]) -> None:
    tree["city"].parent_id = tree["post"].id
    session.flush()
    assert len(queries.subtree_ids(session, tree["health"].id)) == 5
    assert queries.agency_name(session, tree["clinic"].id) == tree["post"].name


def test_scopes(session: Session, tree: dict[str, Unit]) -> None:
    ids = {key: unit.id for key, unit in tree.items()}
    below_health = {ids["health"], ids["clinic"], ids["post"]}
    cases: list[tuple[tuple[Grant, ...], frozenset[int] | None]] = [
        ((), frozenset()),
        ((Grant("trainer"),), frozenset()),
        ((Grant("trainer", course="contoh"), Grant("admin")), None),
        ((Grant("admin", unit_id=ids["health"]),), frozenset(below_health)),
        (
            (Grant("admin", unit_id=ids["post"]), Grant("admin", unit_id=ids["roads"])),
            frozenset({ids["post"], ids["roads"]}),
        ),
        ((Grant("admin", unit_id=ids["health"]), Grant("admin")), None),
    ]
    who = factories.person(session)
    for grants, expected in cases:
        assert queries.unit_scope(session, factories.actor(who, None, *grants)) == Scope(expected)


def test_a_scope_never_covers_those_without_a_unit_unless_it_covers_everybody() -> None:
    assert Scope(None).covers(None)
    assert not Scope(frozenset({1})).covers(None)
    assert Scope(frozenset({1})).covers(1)
    assert not Scope(frozenset()).covers(1)


def test_the_tree_lists_parents_first_and_siblings_by_name(session: Session, tree: dict[str, Unit]) -> None:
    listed = [(unit.name, depth) for unit, depth in queries.unit_tree(session)]
    assert listed == [("Kota", 0), ("Dinas Kesehatan", 1), ("Puskesmas", 2), ("Pustu", 3), ("Dinas PU", 1)]
    part = queries.unit_tree(session, Scope(frozenset({tree["clinic"].id, tree["post"].id})))
    assert [(unit.name, depth) for unit, depth in part] == [("Puskesmas", 0), ("Pustu", 1)]


def test_the_topmost_unit(session: Session, tree: dict[str, Unit]) -> None:
    assert queries.agency_name(session, tree["post"].id) == "Kota"
    assert queries.agency_name(session, tree["city"].id) == "Kota"


def facts(code: str, name: str, parent: Unit | None, zone: str = "") -> service.UnitFacts:
    return service.UnitFacts(code, name, parent.id if parent else None, zone)


def test_units_are_added_within_the_scope(session: Session, now: datetime) -> None:
    world = build(session)
    clinic, roads = world.units["clinic"], world.units["roads"]
    made = service.add_unit(
        session, facts(" PKM-02 ", "Pustu  Lasiana", clinic, "Asia/Makassar"), actor=world.actor("local"), now=now
    )
    unit = session.get_one(Unit, made)
    assert (unit.code, unit.name, unit.zone, unit.parent_id) == ("PKM-02", "Pustu Lasiana", "Asia/Makassar", clinic.id)
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["unit.add"]
    for parent in (roads, None):
        with pytest.raises(Invalid):
            service.add_unit(session, facts("X", "X", parent), actor=world.actor("local"), now=now)
    service.add_unit(session, facts("X", "X", None), actor=world.actor("chief"), now=now)


@pytest.mark.parametrize(
    ("code", "name", "zone", "field"),
    [
        ("", "X", "", "code"),
        ("A B", "X", "", "code"),
        ("x" * 41, "X", "", "code"),
        ("DPU", "X", "", "code"),
        ("X", " ", "", "name"),
        ("X", "x" * 201, "", "name"),
        ("X", "X", "Europe/Paris", "zone"),
    ],
)
def test_faulty_units_are_refused_at_their_field(
    session: Session, now: datetime, code: str, name: str, zone: str, field: str
) -> None:
    world = build(session)
    with pytest.raises(Invalid) as caught:
        service.add_unit(session, facts(code, name, world.units["city"], zone), actor=world.actor("chief"), now=now)
    assert set(caught.value.fields) == {field}


def test_a_unit_never_moves_below_itself_nor_out_of_the_scope(session: Session, now: datetime) -> None:
    world = build(session)
    health, clinic, roads = world.units["health"], world.units["clinic"], world.units["roads"]

    def edit(who: str, unit: Unit, parent: Unit | None, name: str = "Nama") -> None:
        service.edit_unit(session, unit.id, facts(unit.code, name, parent), actor=world.actor(who), now=now)

    for who, unit, parent in (
        ("chief", health, health),
        ("chief", health, clinic),
        ("local", clinic, roads),
        ("local", health, roads),
        ("local", health, None),
    ):
        with pytest.raises(Invalid):
            edit(who, unit, parent)
    with pytest.raises(NotFound):
        edit("local", roads, world.units["city"])
    edit("local", health, world.units["city"], "Dinas Kesehatan Kota")
    edit("chief", clinic, roads)
    assert (health.name, clinic.parent_id) == ("Dinas Kesehatan Kota", roads.id)
