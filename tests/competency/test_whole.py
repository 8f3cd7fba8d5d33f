"""A person's whole record, and what became of it since a head was written down."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.competency import service
from elearn.competency.rules import CLOSING, ChainHead, ChainStep, Credit, Since, since
from elearn.people.models import Person
from tests import factories

NOW = datetime(2026, 3, 3, 3, tzinfo=UTC)
TODAY, ZONE = date(2026, 3, 3), "Asia/Makassar"


def earn(session: Session, who: Person, number: int, *days: tuple[date, int]) -> None:
    taken = Credit(
        who.id, number, "16", f"Kursus {number}", f"KODE{number}", "Asia/Makassar", days, (("integritas", 2),)
    )
    service.credit(session, taken, now=NOW)


def whole(session: Session, who: Person) -> service.WholeRecord:
    return service.whole_record(session, person_id=who.id, today=TODAY, reference=factories.reference())


def changes(session: Session, who: Person, heads: tuple[ChainHead, ...]) -> tuple[bool, int, int]:
    found = service.changed_since(session, person_id=who.id, heads=heads)
    return found.whole, found.added, found.taken_back


def test_every_year_has_its_entries_and_the_target_of_its_status(session: Session) -> None:
    who, office = factories.person(session), factories.unit(session)
    factories.posting(session, who, office, status="pppk", valid_from=date(2024, 1, 1), valid_to=date(2025, 12, 31))
    factories.posting(session, who, office, status="pns", valid_from=date(2026, 1, 1))
    earn(session, who, 1, (date(2025, 5, 6), 400), (date(2025, 5, 5), 200))
    earn(session, who, 2, (date(2026, 3, 2), 100))
    earn(session, who, 3, (date(2023, 3, 2), 100))
    service.close_year(
        session,
        [who.id],
        2025,
        reference=factories.reference(),
        zone="Asia/Makassar",
        actor_id=None,
        reason="",
        now=NOW,
    )
    found = whole(session, who)
    told = [
        (each.year, each.status, each.summary.target, each.summary.recognised, each.reported) for each in found.years
    ]
    assert told == [(2023, "", None, 100, None), (2025, "pppk", 2400, 500, 500), (2026, "pns", 2000, 100, None)]
    assert [(line.on, line.raw, line.recognised) for line in found.years[1].lines] == [
        (date(2025, 5, 5), 200, 200),
        (date(2025, 5, 6), 400, 300),
    ]
    assert [(item.code, item.level) for item in found.competencies] == [("integritas", 2)]


def test_what_was_taken_back_stands_no_more_and_restored_it_is_as_it_was(session: Session) -> None:
    who = factories.person(session)
    earn(session, who, 1, (date(2026, 3, 2), 300))
    before = whole(session, who)
    assert changes(session, who, before.heads) == (True, 0, 0)
    earn(session, who, 2, (date(2026, 3, 1), 200))
    assert changes(session, who, before.heads) == (True, 2, 0)
    undone: dict[str, object] = {"evidence_ref": "KODE1", "actor_id": None, "reason": "keliru", "now": NOW}
    service.revoke(session, **undone)  # type: ignore[arg-type]
    assert changes(session, who, before.heads) == (True, 2, 2)
    assert [line.title for line in whole(session, who).years[0].lines] == ["Kursus 2"]
    service.reinstate(session, **undone)  # type: ignore[arg-type]
    assert changes(session, who, before.heads) == (True, 2, 0)
    assert len(whole(session, who).years[0].lines) == 2


def test_a_merged_account_brings_its_own_chain(session: Session) -> None:
    who, other = factories.person(session), factories.person(session)
    earn(session, who, 1, (date(2026, 3, 2), 300))
    earn(session, other, 2, (date(2026, 3, 1), 200))
    before = whole(session, who)
    assert len(before.heads) == 1
    other.merged_into_id = who.id
    session.flush()
    assert changes(session, who, before.heads) == (True, 2, 0)
    after = whole(session, who)
    assert len(after.heads) == 2
    assert changes(session, who, after.heads) == (True, 0, 0)
    assert not service.changed_since(session, person_id=who.id, heads=after.heads).changed


def test_nothing_entered_is_an_empty_record(session: Session) -> None:
    found = whole(session, factories.person(session))
    assert (found.years, found.competencies, found.heads) == ((), (), ())


def lived(history: list[tuple[str, int]]) -> tuple[list[ChainStep], list[set[int]]]:
    """A chain in which entries are made, taken back and restored as drawn, and which stood after each of its links."""
    chain: list[ChainStep] = []
    last: dict[int, int] = {}  # entry -> the last word on it: itself, what took it back, what restored it
    standing: set[int] = set()
    stood = []
    for kind, choice in history:
        place = len(chain) + 1
        reverses = None
        if kind == "kredit" or (kind == "cabut" and not last):
            kind, last[place] = "kredit", place
            standing = standing | {place}
        elif kind == "cabut":
            entry = sorted(last)[choice % len(last)]
            reverses, last[entry] = ("jp", last[entry]), place
            standing = standing ^ {entry}
        chain.append(ChainStep(place, f"{place:064x}", kind, ("jp", place), reverses))
        stood.append(standing)
    return chain, stood


@given(st.lists(st.tuples(st.sampled_from(["kredit", "cabut", CLOSING]), st.integers(0, 9)), min_size=1), st.data())
def test_what_stands_since_and_no_longer_is_counted_however_often_it_changed(
    history: list[tuple[str, int]], data: st.DataObject
) -> None:
    chain, stood = lived(history)
    at = data.draw(st.integers(1, len(chain)))
    then, now = stood[at - 1], stood[-1]
    assert since([ChainHead(at, chain[at - 1].digest)], [chain]) == Since(True, len(now - then), len(then - now))
    forged = ChainHead(at, "f" * 64)
    assert not since([forged], [chain]).whole
    assert not since([ChainHead(len(chain) + 1, "f" * 64)], [chain]).whole
    assert since([forged], [chain]).changed
