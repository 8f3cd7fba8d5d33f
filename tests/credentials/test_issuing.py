"""Issuing exactly once, with numbers that have no gap, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.core.identifiers import digest_of
from elearn.credentials import service
from elearn.credentials.models import Certificate, CertificateCounter
from elearn.credentials.rules import State
from elearn.credentials.service import IssuedCertificate
from elearn.jobs.models import Job
from elearn.people.models import Person
from tests import factories
from tests.credentials.examples import ISSUED_AT, earned, issue, reference


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(session, "Maria Bria", nip="198508172010012003", title_after="S.Sos.", birth_place="Atambua")
    office = factories.unit(session, "Dinas Kependudukan", zone="Asia/Makassar")
    factories.posting(session, who, factories.unit(session, "Bidang Mutasi", parent_id=office.id), rank="III/c")
    session.commit()
    return who


def stored(session: Session, issued: IssuedCertificate) -> Certificate:
    session.expire_all()
    return session.get_one(Certificate, issued.id)


def test_a_certificate_keeps_the_person_as_she_is_that_day(session: Session, maria: Person) -> None:
    issued = issue(session, maria.id, validity_months=1)
    row = stored(session, issued)
    assert (row.number, row.sequence, row.issue) == ("800.2/0001/BKPSDM/XI/2026", 1, 1)
    assert (row.code, row.number) == (issued.code, issued.number)
    assert row.valid_until == date(2026, 12, 22)
    assert row.payload_digest == digest_of(row.payload)
    assert row.payload["person"] == {
        "name": "Maria Bria, S.Sos.",
        "nip": "198508172010012003",
        "birth_place": "Atambua",
        "birth_date": "",
        "status": "pns",
        "rank": "III/c",
        "rank_name": "Penata",
        "position": "Analis Kebijakan",
        "unit": "Bidang Mutasi",
        "agency": "Dinas Kependudukan",
    }
    maria.name = "Maria Leki"
    session.flush()
    assert stored(session, issued).payload["person"]["name"] == "Maria Bria, S.Sos."


def test_the_date_of_issue_is_the_local_one(session: Session, maria: Person, now: datetime) -> None:
    """At 16:30 UTC it is already tomorrow in Makassar, and the number carries tomorrow's month and year."""
    row = stored(session, issue(session, maria.id, now=datetime(2026, 12, 31, 16, 30, tzinfo=now.tzinfo)))
    assert row.issued_on == date(2027, 1, 1)
    assert row.number == "800.2/0001/BKPSDM/I/2027"
    assert row.payload["certificate"]["issued_on"] == "2027-01-01"


def test_issuing_again_gives_the_same_certificate_and_takes_no_number(session: Session, maria: Person) -> None:
    first = issue(session, maria.id)
    again = issue(session, maria.id, now=ISSUED_AT + timedelta(days=3))
    assert again == first
    assert session.scalars(select(CertificateCounter.last)).all() == [1]
    jobs = session.execute(select(Job.kind, Job.key, Job.payload).where(Job.kind == "certificate.pdf")).all()
    assert jobs == [("certificate.pdf", f"certificate.pdf:{first.id}", {"certificate_id": first.id})]


def test_a_new_year_starts_a_new_series(session: Session, maria: Person) -> None:
    days = [ISSUED_AT, ISSUED_AT + timedelta(days=40), ISSUED_AT + timedelta(days=41), ISSUED_AT + timedelta(days=9)]
    numbers = [issue(session, maria.id, completion_id=place, now=day).number for place, day in enumerate(days)]
    assert numbers == [
        "800.2/0001/BKPSDM/XI/2026",
        "800.2/0001/BKPSDM/I/2027",
        "800.2/0002/BKPSDM/I/2027",
        "800.2/0002/BKPSDM/XII/2026",
    ]


def test_a_roll_back_leaves_no_gap(session: Session, maria: Person) -> None:
    issue(session, maria.id, completion_id=1)
    session.commit()
    issue(session, maria.id, completion_id=2)
    session.rollback()
    savepoint = session.begin_nested()
    issue(session, maria.id, completion_id=3)
    savepoint.rollback()
    assert issue(session, maria.id, completion_id=4).number.startswith("800.2/0002/")


def test_an_unknown_person_gets_nothing_and_takes_no_number(session: Session, maria: Person) -> None:
    with pytest.raises(Exception, match="tidak ditemukan"):
        issue(session, maria.id + 999)
    assert session.scalar(select(func.count()).select_from(Certificate)) == 0


def in_threads(engine: Engine, threads: int, works: list[Callable[[Session], str]]) -> list[str]:
    """Each work in a transaction of its own, so many at once; all threads start together."""
    ready = threading.Barrier(threads, timeout=30)

    def run(position: int) -> list[str]:
        ready.wait()
        results = []
        for work in works[position::threads]:
            with Session(engine) as own, own.begin():
                results.append(work(own))
        return results

    with ThreadPoolExecutor(threads) as pool:
        return [result for results in pool.map(run, range(threads)) for result in results]


def test_forty_certificates_by_eight_threads_are_numbered_without_gap(
    engine: Engine, session: Session, maria: Person
) -> None:
    def work(place: int) -> Callable[[Session], str]:
        return lambda own: issue(own, maria.id, completion_id=place).number

    numbers = in_threads(engine, 8, [work(place) for place in range(40)])
    assert sorted(numbers) == [f"800.2/{place:04d}/BKPSDM/XI/2026" for place in range(1, 41)]
    session.rollback()
    assert session.scalars(select(Certificate.sequence).order_by(Certificate.sequence)).all() == list(range(1, 41))
    assert len(set(session.scalars(select(Certificate.code)))) == 40


def test_half_of_the_threads_failing_leaves_no_gap(engine: Engine, session: Session, maria: Person) -> None:
    class Fails(Exception):
        pass

    def work(place: int) -> Callable[[Session], str]:
        def issue_or_fail(own: Session) -> str:
            try:
                with own.begin_nested():
                    number = issue(own, maria.id, completion_id=place).number
                    if place % 2:
                        raise Fails
            except Fails:
                return ""
            return number

        return issue_or_fail

    in_threads(engine, 4, [work(place) for place in range(16)])
    session.rollback()
    assert session.scalars(select(Certificate.sequence).order_by(Certificate.sequence)).all() == list(range(1, 9))


def test_eight_clicks_at_once_give_one_certificate(engine: Engine, session: Session, maria: Person) -> None:
    codes = in_threads(engine, 8, [lambda own: issue(own, maria.id).code] * 8)
    assert len(set(codes)) == 1
    session.rollback()
    assert session.scalars(select(Certificate.sequence)).all() == [1]
    assert session.scalars(select(CertificateCounter.last)).all() == [1]
    assert sorted(session.scalars(select(Job.kind))) == ["certificate.pdf", "event", "notice.mail"]


def test_the_lists_of_a_person_and_of_completions(session: Session, maria: Person) -> None:
    older = factories.person(session, "Maria Bria", merged_into_id=maria.id)
    oldest = factories.person(session, "Maria Bria", merged_into_id=older.id)
    stranger = factories.person(session, "Orang Lain")
    issue(session, maria.id, completion_id=1)
    issue(session, older.id, completion_id=2, now=ISSUED_AT + timedelta(days=1))
    issue(session, oldest.id, completion_id=3, now=ISSUED_AT + timedelta(days=2), validity_months=None)
    issue(session, stranger.id, completion_id=4)
    listed = service.of_person(session, maria.id)
    assert [each.completion_id for each in listed] == [3, 2, 1]
    assert (listed[2].title, listed[2].jp, listed[2].course) == ("Pelayanan Publik Prima", 600, "contoh")
    assert {each.state(ISSUED_AT + timedelta(days=3000)) for each in listed} == {State.VALID, State.EXPIRED}
    found = service.for_completions(session, [1, 4, 99])
    assert {key: summary.completion_id for key, summary in found.items()} == {1: 1, 4: 4}
    assert service.for_completions(session, []) == {}
    assert service.for_completions(session, range(1, 2000)).keys() == {1, 2, 3, 4}


def test_the_facts_of_the_institution_are_those_of_the_moment(session: Session, maria: Person) -> None:
    before = service.issue_if_earned(session, earned(person_id=maria.id), reference=reference(ranks=()), now=ISSUED_AT)
    assert stored(session, before).payload["person"]["rank_name"] == ""
    assert stored(session, before).payload["signatory"]["name"] == "Yohanes Contoh, M.Si."
