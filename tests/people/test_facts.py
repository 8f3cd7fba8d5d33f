"""Facts about people and postings: cleaned, checked, all faults at once; and the history that postings make."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid
from elearn.people import service
from elearn.people.models import Posting
from elearn.people.rules import Status
from elearn.people.rules.facts import PostingFacts, check_email, check_person, check_posting, check_rank, tidy
from elearn.people.service.leading import leader_id
from tests import factories
from tests.people.world import World, build

TODAY = date(2026, 3, 3)
RAW = {
    "nip": "19900315 201503 2 001",
    "name": "Maria  O'Brien ",
    "email": "Maria@Contoh.go.id",
    "birth_place": "Kupang",
}


def test_facts_are_cleaned_and_the_birth_date_comes_from_the_number() -> None:
    facts = check_person(RAW | {"title_after": "S.Sos."}, Status.PNS, birth_date=None, today=TODAY)
    assert (facts.name, facts.nip, facts.email) == ("Maria O'Brien", "199003152015032001", "maria@contoh.go.id")
    assert (facts.birth_date, facts.title_after, facts.birth_place) == (date(1990, 3, 15), "S.Sos.", "Kupang")


def test_every_fault_is_told_at_once() -> None:
    raw = {"nip": "1.99E+17", "name": "1", "email": "bukan", "title_before": "D" * 61}
    with pytest.raises(Invalid) as caught:
        check_person(raw, Status.PNS, birth_date=date(2030, 1, 1), today=TODAY)
    assert set(caught.value.fields) == {"nip", "name", "email", "title_before", "birth_date"}


def test_someone_without_a_number_signs_in_by_email() -> None:
    facts = check_person({"name": "Tamu", "email": "tamu@contoh.id"}, Status.NON_ASN, birth_date=None, today=TODAY)
    assert facts.nip is None
    for raw in ({"name": "Tamu"}, {"name": "Tamu", "email": "tamu@contoh.id", "nip": RAW["nip"]}):
        with pytest.raises(Invalid):
            check_person(raw, Status.NON_ASN, birth_date=None, today=TODAY)
    with pytest.raises(Invalid, match="belum diisi"):
        check_person({"name": "Maria"}, None, birth_date=None, today=TODAY)


@pytest.mark.parametrize("name", ["Ni Luh Putu 🌺", "O’Brien", "d'Àrtagnan", "Ananda " * 28, "王"])
def test_unusual_names_are_names(name: str) -> None:
    assert check_person(RAW | {"name": name}, Status.PNS, birth_date=None, today=TODAY).name == tidy(name)


def test_a_name_of_201_symbols_is_refused() -> None:
    assert len(check_person(RAW | {"name": "x" * 200}, Status.PNS, birth_date=None, today=TODAY).name) == 200
    with pytest.raises(Invalid, match="200"):
        check_person(RAW | {"name": "x" * 201}, Status.PNS, birth_date=None, today=TODAY)


@given(st.text())
def test_tidying_twice_changes_nothing_and_leaves_no_control_characters(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert all(symbol.isprintable() or ord(symbol) > 127 for symbol in once)
    assert once == once.strip()


@pytest.mark.parametrize(
    "email", ["a@b", "a b@c.id", "@c.id", "a@c..id", "a@@c.id", "a@c.id, b@c.id", "<a@c.id>", "a@-"]
)
def test_what_is_no_email_is_refused(email: str) -> None:
    with pytest.raises(Invalid):
        check_email(email)


@pytest.mark.parametrize(
    ("written", "status", "rank"),
    [
        ("III/a", Status.PNS, "III/a"),
        ("iii / A", Status.PNS, "III/a"),
        ("Penata Muda (III/a)", Status.PNS, "III/a"),
        ("Pembina Utama, IVe", Status.CPNS, "IV/e"),
        ("IX", Status.PPPK, "IX"),
        ("Golongan xvii", Status.PPPK_PART_TIME, "XVII"),
        ("", Status.PNS, ""),
        ("  ", Status.NON_ASN, ""),
    ],
)
def test_a_rank_is_found_in_what_was_written(written: str, status: Status, rank: str) -> None:
    assert check_rank(written, status) == rank


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("III/e", Status.PNS),
        ("V/a", Status.PNS),
        ("IX", Status.PNS),
        ("III/a", Status.PPPK),
        ("XVIII", Status.PPPK),
        ("Penata", Status.PNS),
        ("III/a atau III/b", Status.PNS),
        ("9", Status.PPPK),
    ],
)
def test_an_unknown_rank_is_refused_with_an_example(written: str, status: Status) -> None:
    with pytest.raises(Invalid, match="misalnya"):
        check_rank(written, status)


def test_a_posting_needs_a_sane_date() -> None:
    with pytest.raises(Invalid):
        check_posting({}, Status.PNS, unit_id=1, valid_from=date(1949, 12, 31))


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def history(world: World, whom: str) -> list[tuple[str, date, date | None]]:
    rows = world.session.scalars(
        select(Posting).where(Posting.person_id == world.id(whom)).order_by(Posting.valid_from, Posting.id)
    )
    names = {unit.id: name for name, unit in world.units.items()}
    return [(names[row.unit_id], row.valid_from, row.valid_to) for row in rows]


def test_a_new_posting_closes_the_former_and_the_same_day_corrects_it(world: World, now: datetime) -> None:
    def post(unit: str, day: date, status: Status = Status.PNS) -> None:
        facts = PostingFacts(world.units[unit].id, status, day, "Kepala", "III/d", world.id("chief"))
        service.add_posting(world.session, world.id("nurse"), facts, actor=world.actor("chief"), now=now)

    post("health", date(2026, 3, 1))
    post("roads", date(2026, 3, 1))
    assert history(world, "nurse") == [
        ("clinic", date(2020, 1, 1), date(2026, 2, 28)),
        ("roads", date(2026, 3, 1), None),
    ]
    with pytest.raises(Invalid) as caught:
        post("clinic", date(2026, 2, 1))
    assert "1 Maret 2026" in caught.value.fields["valid_from"]
    with pytest.raises(Invalid) as caught:
        post("clinic", date(2026, 4, 1), Status.PPPK)
    assert "status" in caught.value.fields
    assert len(history(world, "nurse")) == 2
    page = service.person_page(world.session, world.id("nurse"), actor=world.actor("chief"), now=now)
    assert (page.postings[0].unit, page.postings[0].superior_name) == ("Dinas PU", "Chief O'Brien")


def test_a_status_of_asn_needs_a_number(world: World, now: datetime) -> None:
    guest = factories.person(world.session, "Tamu", nip=None, email="tamu@contoh.id")
    facts = PostingFacts(world.units["clinic"].id, Status.PNS, date(2026, 3, 1))
    with pytest.raises(Invalid, match="NIP"):
        service.add_posting(world.session, guest.id, facts, actor=world.actor("chief"), now=now)


def test_a_number_of_this_month_is_no_future_on_the_first_night_of_it(world: World) -> None:
    """At 00:30 WITA on 1 March it is still February in London."""
    night = datetime(2026, 2, 28, 16, 30, tzinfo=UTC)
    fresh = factories.person(world.session, "Baru", nip="199903152026032001")
    factories.posting(world.session, fresh, world.units["clinic"], valid_from=date(2026, 1, 1), status="cpns")
    facts = PostingFacts(world.units["clinic"].id, Status.CPNS, date(2026, 3, 1))
    assert service.add_posting(world.session, fresh.id, facts, actor=world.actor("chief"), now=night)


def test_a_superior_is_named_by_nip(world: World, now: datetime) -> None:
    chief, actor = world.people["chief"], world.actor("chief")

    def named(typed: str) -> int | None:
        return leader_id(world.session, typed, None, person_id=world.id("nurse"), actor=actor, now=now)

    assert named(f"'{chief.nip}") == chief.id
    assert named(" ") is None
    for typed in ("199003152015032999", "entah"):
        with pytest.raises(Invalid) as caught:
            named(typed)
        assert "superior" in caught.value.fields
