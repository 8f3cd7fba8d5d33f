"""The completion list: whom an admin sees, what filters select, how it is sorted, and that it stays cheap."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from elearn.credentials.rules import State
from elearn.reporting import service
from elearn.reporting.queries.completions import NEWEST, ORDERS
from elearn.reporting.rules import CompletionFilter, Order
from elearn.web.paging import Paging
from tests import factories
from tests.reporting import world as worlds
from tests.reporting.world import World


def page(
    world: World, name: str = "Chief", asked: CompletionFilter | None = None, order: Order = NEWEST, size: int = 50
) -> service.CompletionPage[Paging]:
    def first(total: int) -> Paging:
        return Paging(1, size, total)

    return service.completion_page(world.session, asked or CompletionFilter(), order, first, world.asker(name))


def names(world: World, name: str = "Chief", order: Order = NEWEST, **asked: object) -> list[str]:
    return [line.name.split(",")[0] for line in page(world, name, CompletionFilter(**asked), order).lines]


def test_an_admin_sees_her_subtree_and_nobody_else(world: World) -> None:
    assert names(world, "Chief") == ["Dion", "Citra", "Bela", "Ana"]
    assert names(world, "Local") == ["Citra", "Bela", "Ana"]
    assert names(world, "Outsider") == ["Dion"]
    assert names(world, "Ana") == []


def test_a_unit_outside_the_scope_selects_nothing(world: World) -> None:
    health, clinic = world.units["health"].id, world.units["clinic"].id
    assert names(world, "Outsider", unit_id=health) == []
    assert names(world, "Local", unit_id=clinic) == ["Bela", "Ana"]
    assert names(world, "Chief", unit_id=health) == ["Citra", "Bela", "Ana"]
    assert names(world, "Chief", unit_id=999_999) == []


def test_filters(world: World) -> None:
    assert names(world, first=date(2026, 2, 10), last=date(2026, 3, 10)) == ["Citra", "Bela"]
    assert names(world, course="etika") == ["Citra", "Bela"]
    assert names(world, status="pppk") == ["Bela"]
    assert names(world, words="bEL") == ["Bela"]
    assert names(world, words="%") == []
    number = page(world).lines[3].number or ""
    assert names(world, words=number) == ["Ana"]
    assert names(world, words=number[:-1]) == []
    assert names(world, course="etika", status="pns", first=date(2026, 1, 1), words="cit") == ["Citra"]


def test_the_unit_is_that_of_the_day_or_of_today(world: World) -> None:
    world.moves("Dion", "clinic", date(2026, 5, 1))
    clinic = world.units["clinic"].id
    assert names(world, "Local", unit_id=clinic) == ["Bela", "Ana"]
    assert names(world, "Local", unit_id=clinic, unit_now=True) == ["Dion", "Bela", "Ana"]
    assert names(world, "Outsider") == ["Dion"], "what she completed there stays there"
    assert names(world, "Outsider", unit_now=True) == []
    [line] = page(world, "Outsider").lines
    assert (line.unit, line.reachable) == ("Dinas PU", False)
    assert all(line.reachable for line in page(world, "Local").lines)


def test_the_status_is_that_of_the_same_posting(world: World) -> None:
    world.postings["Bela"].valid_to = date(2026, 4, 30)
    factories.posting(world.session, world.people["Bela"], world.units["clinic"], valid_from=date(2026, 5, 1))
    assert names(world, status="pppk") == ["Bela"]
    assert names(world, status="pppk", unit_now=True) == []
    assert names(world, status="pns", unit_now=True, course="etika") == ["Citra", "Bela"]


def test_whoever_never_had_a_posting_is_seen_by_an_admin_of_everything_only(world: World) -> None:
    world.people["Eka"] = factories.person(world.session, "Eka")
    world.completed("Eka", date(2026, 5, 1))
    assert names(world, "Chief")[0] == "Eka"
    assert "Eka" not in names(world, "Local") + names(world, "Outsider")
    assert page(world).lines[0].unit == ""


def test_a_merged_account_is_shown_as_the_person_who_lives_on(world: World) -> None:
    old, living = world.people["Dion"], world.people["Ana"]
    old.merged_into_id, old.nip = living.id, None
    world.session.flush()
    line = page(world).lines[0]
    assert (line.person_id, line.name, line.nip) == (living.id, "Ana, S.Kep.", living.nip)
    assert names(world, words="ana") == ["Ana", "Ana"]
    assert names(world, person_id=living.id) == ["Ana", "Ana"]
    assert names(world, "Local", unit_now=True) == ["Ana", "Citra", "Bela", "Ana"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("nama", ["Ana", "Bela", "Citra", "Dion"]),
        ("selesai", ["Ana", "Bela", "Citra", "Dion"]),
        ("unit", ["Citra", "Dion", "Ana", "Bela"]),
        ("kursus", ["Ana", "Dion", "Bela", "Citra"]),
        ("jp", ["Bela", "Ana", "Citra", "Dion"]),
        ("nilai", ["Ana", "Dion", "Citra", "Bela"]),
    ],
)
def test_sorting(world: World, column: str, expected: list[str]) -> None:
    assert names(world, order=Order(column, False)) == expected
    assert sorted(names(world, order=Order(column, True))) == sorted(expected)


def test_what_is_missing_comes_last_whichever_way(world: World) -> None:
    for descending in (False, True):
        assert names(world, order=Order("nilai", descending))[-1] == "Bela"


@pytest.mark.parametrize("column", sorted(ORDERS))
def test_pages_follow_each_other_without_gap_or_repetition(world: World, column: str) -> None:
    for day in range(1, 8):
        world.completed("Ana", date(2026, 5, day))
    found = []
    for number in range(1, 5):

        def part(total: int, number: int = number) -> Paging:
            return Paging(number, 3, total)

        order = Order(column, True)
        shown = service.completion_page(world.session, CompletionFilter(), order, part, world.asker("Chief"))
        assert shown.part.total == 11
        found += [line.code for line in shown.lines]
    assert len(found) == len(set(found)) == 11


def test_the_latest_certificate_counts_and_says_what_it_is_worth(world: World, session: Session) -> None:
    done = world.completed("Ana", date(2026, 5, 1), certificate=None)
    assert (page(world).lines[0].code, page(world).lines[0].state) == (None, None)
    first = worlds.certify(session, done)
    second = worlds.certify(session, done, issue=2)
    first.replaced_by_id = second.id
    session.flush()
    shown = page(world)
    assert (shown.lines[0].number, shown.part.total) == (second.number, 5)
    assert shown.lines[0].state is State.VALID
    second.valid_until = date(2026, 5, 31)
    session.flush()
    assert page(world).lines[0].state is State.EXPIRED
    second.revoked_at = worlds.NOW
    session.flush()
    assert page(world).lines[0].state is State.REVOKED


def test_a_page_costs_the_same_few_queries_however_many_rows_it_shows(world: World, session: Session) -> None:
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    page(world, "Local", size=1)
    few = len(asked)
    for day in range(1, 28):
        world.completed("Bela", date(2026, 5, day))
    session.flush()
    asker = world.asker("Local")
    asked.clear()
    service.completion_page(session, CompletionFilter(), NEWEST, lambda total: Paging(1, 50, total), asker)
    assert len(asked) <= min(few, 6)
