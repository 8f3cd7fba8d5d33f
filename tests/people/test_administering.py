"""Who may administer somebody, the nearest first."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from elearn.people.queries.administering import admins_over
from tests import factories
from tests.people.world import build

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("of", "levels"),
    [
        ("nurse", (("deputy",), ("local",), ("chief",))),
        ("deputy", (("local",), ("chief",))),  # nobody is her own admin
        ("digger", (("chief",),)),
        ("chief", ()),
        ("nowhere", (("chief",),)),
        ("retired", (("chief",),)),  # she serves nowhere today
    ],
)
def test_the_nearest_come_first(session: Session, of: str, levels: tuple[tuple[str, ...], ...]) -> None:
    world = build(session)
    expected = tuple(tuple(world.id(name) for name in level) for level in levels)
    assert admins_over(session, world.id(of), TODAY) == expected


def test_each_is_named_once_and_only_who_can_sign_in(session: Session) -> None:
    world = build(session)
    factories.grant(session, world.people["deputy"], "admin")
    factories.grant(session, world.people["deputy"], "admin", unit_id=world.units["clinic"].id)
    world.people["local"].active = False
    assert admins_over(session, world.id("nurse"), TODAY) == ((world.id("deputy"),), (world.id("chief"),))
