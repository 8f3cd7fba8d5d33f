"""The tree of units and what an admin's scope covers."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from elearn.people import queries
from elearn.people.models import Unit
from elearn.people.rules import Grant, Scope
from tests import factories


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
    assert queries.top_unit_name(session, tree["clinic"].id) == ""


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
    assert queries.top_unit_name(session, tree["post"].id) == "Kota"
    assert queries.top_unit_name(session, tree["city"].id) == "Kota"
