"""The dimension Kompetensi of the IP ASN: the table of weights, windows of years, and the page."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.competency import rules, service
from elearn.competency.rules import Credit, Fact
from elearn.content.model import KINDS
from elearn.content.reference import load
from elearn.people.models import Person
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

REFERENCE = load(Path(__file__).parents[2] / "content" / "referensi")[0]
assert REFERENCE.ip_asn is not None
SCHEME = REFERENCE.ip_asn
YEAR = 2026
DONE = {"1": 100, "2": 100, "3": 2000, "9": 100}  # one entry of each component that reaches it


def reached(facts: list[Fact], kind: str, year: int = YEAR) -> dict[str, int]:
    counted = rules.recognise(facts, lambda _type, _on: None)
    return {one.part.key: one.points for one in rules.ip_asn(counted, kind, year, SCHEME)}


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("struktural", {"kepemimpinan": 1500, "teknis": 1500, "seminar": 1000}),
        ("fungsional", {"fungsional": 1500, "teknis": 1500, "seminar": 1000}),
        ("pelaksana", {"teknis": 2250, "seminar": 1750}),
    ],
)
def test_the_weights_of_each_kind_of_position(kind: str, points: dict[str, int]) -> None:
    facts = [Fact(n, code, date(YEAR, 5, n), jp) for n, (code, jp) in enumerate(DONE.items(), 1)]
    assert reached(facts, kind) == points
    assert sum(points.values()) == 4000
    assert reached([], kind) == dict.fromkeys(points, 0)


def test_each_type_of_training_counts_in_one_component() -> None:
    parts = {code: SCHEME.part_of(code) for code in REFERENCE.training_types}
    assert all(part is not None for part in parts.values())
    assert SCHEME.part_of("pendidikan") is None, "formal education belongs to the dimension Kualifikasi"


def test_technical_training_needs_twenty_jp_within_the_year() -> None:
    half = [Fact(1, "3", date(YEAR, 1, 5), 1200), Fact(2, "16", date(YEAR, 6, 5), 799)]
    assert reached(half, "pelaksana")["teknis"] == 0
    assert reached([*half, Fact(3, "8", date(YEAR, 7, 1), 1)], "pelaksana")["teknis"] == 2250
    assert reached([Fact(1, "3", date(YEAR - 1, 12, 31), 2000)], "pelaksana")["teknis"] == 0


def test_windows_of_years() -> None:
    seminar = [Fact(1, "9", date(YEAR - 1, 1, 1), 400)]
    assert reached(seminar, "pelaksana")["seminar"] == 1750
    assert reached(seminar, "pelaksana", YEAR + 1)["seminar"] == 0
    leadership = [Fact(1, "1", date(2003, 1, 1), 400)]
    assert reached(leadership, "struktural")["kepemimpinan"] == 1500
    assert reached(leadership, "struktural", 2002)["kepemimpinan"] == 0, "what came later does not count before"


entries = st.lists(
    st.builds(
        Fact,
        id=st.integers(1, 10_000),
        training_type=st.sampled_from([*REFERENCE.training_types, "pendidikan"]),
        local_date=st.dates(date(2022, 1, 1), date(2027, 12, 31)),
        jp=st.integers(0, 2500),
    ),
    max_size=12,
    unique_by=lambda fact: fact.id,
)


@given(entries, st.sampled_from(KINDS), entries)
def test_points_lie_within_the_dimension_and_more_training_never_lowers_them(
    facts: list[Fact], kind: str, more: list[Fact]
) -> None:
    before = reached(facts, kind)
    assert 0 <= sum(before.values()) <= 4000
    known = {fact.id for fact in facts}
    after = reached([*facts, *(fact for fact in more if fact.id not in known)], kind)
    assert all(after[key] >= before[key] for key in before)


def test_whom_and_when_it_measures() -> None:
    assert SCHEME.measures("pns", 2019)
    assert SCHEME.measures("cpns", 2026)
    assert not SCHEME.measures("pppk", 2026)
    assert not SCHEME.measures(None, 2026)
    assert not SCHEME.measures("pns", 2018)


TODAY = datetime(2026, 11, 3, 3, tzinfo=UTC)


@pytest.fixture
def maria(app: Flask, session: Session) -> Person:
    stand_still(app, TODAY)
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session), position="Analis Kebijakan Ahli Muda")
    days = tuple((date(2026, 3, day), 300) for day in range(2, 6))
    service.credit(session, Credit(who.id, 1, "16", "Kursus", "KODE", "Asia/Makassar", days), now=TODAY)
    session.commit()
    return who


def test_the_record_shows_points_and_what_is_missing(client: PageClient, maria: Person) -> None:
    page = enter(client, maria).get("/riwayat", 200).text
    assert "Indeks Profesionalitas ASN tahun 2026" in page
    assert "<strong>0 dari 40</strong>" in page
    assert "8 JP lagi; sudah 12 JP" in page
    assert "Dihitung sebagai jabatan fungsional menurut penempatan Anda: Analis Kebijakan Ahli Muda." in page
    assert "PermenPANRB 38/2018" in page
    assert "Perkiraan dari catatan di situs ini" in page


def test_reaching_a_component_earns_its_weight(client: PageClient, session: Session, maria: Person) -> None:
    days = tuple((date(2026, 4, day), 300) for day in range(1, 4))
    service.credit(session, Credit(maria.id, 2, "16", "Lain", "LAIN", "Asia/Makassar", days), now=TODAY)
    session.commit()
    page = enter(client, maria).get("/riwayat", 200).text
    assert "<strong>15 dari 40</strong>" in page
    page = client.get("/riwayat?jabatan=pelaksana", 200).text
    assert "<strong>22,5 dari 40</strong>" in page
    assert "Terpenuhi" in page


def test_another_kind_can_be_chosen_and_an_unknown_position_is_not_guessed(
    client: PageClient, session: Session, maria: Person
) -> None:
    page = enter(client, maria).get("/riwayat?jabatan=struktural", 200).text
    assert "Diklat kepemimpinan" in page
    assert "menurut pilihan Anda" in page
    other = factories.person(session)
    factories.posting(session, other, factories.unit(session), position="Ahli Segala Hal")
    session.commit()
    page = enter(client, other).get("/riwayat?jabatan=direktur", 200).text
    assert "Jenis jabatan Anda belum dikenal: Ahli Segala Hal." in page
    assert "dari 40" not in page


def test_whoever_is_not_measured_sees_nothing_of_it(client: PageClient, session: Session, maria: Person) -> None:
    worker = factories.person(session)
    factories.posting(session, worker, factories.unit(session), status="pppk")
    session.commit()
    assert "Indeks Profesionalitas" not in enter(client, worker).get("/riwayat", 200).text


def test_a_course_says_what_it_counts_as(client: PageClient, maria: Person) -> None:
    page = enter(client, maria).get("/kursus/contoh", 200).text
    assert "Untuk IP ASN" in page
    assert "Diklat teknis: kursus ini menambah" in page
    assert "dari 20 JP yang diminta" in page
