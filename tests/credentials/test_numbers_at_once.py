"""Running numbers under real transactions at once, some of which are rolled back; and the local date of an issue."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.content.model.certificates import of_institution
from elearn.credentials import service
from elearn.credentials.models import Certificate, CertificateCounter
from elearn.people.models import Person
from tests import factories
from tests.credentials.examples import ISSUED_AT, earned, reference

ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
THREADS = 8
EACH = 8


class Fails(Exception):
    """Something after the issue goes wrong."""


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(session)
    session.commit()
    return who


def test_whole_transactions_rolled_back_beside_others_leave_no_gap_and_no_number_twice(
    engine: Engine, session: Session, maria: Person
) -> None:
    """Every third transaction fails after it took its number; each completion is tried again until it is kept."""
    ready, given_out = threading.Barrier(THREADS, timeout=60), []

    def work(thread: int) -> None:
        ready.wait()
        for turn in range(EACH):
            place = thread * EACH + turn
            for attempt in range(2):
                try:
                    with Session(engine) as own, own.begin():
                        known = earned(person_id=maria.id, completion_id=place)
                        number = service.issue_if_earned(own, known, reference=reference(), now=ISSUED_AT).number
                        if place % 3 == 0 and attempt == 0:
                            raise Fails
                except Fails:
                    continue
                given_out.append(number)
                break

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work, thread) for thread in range(THREADS)]:
            done.result(timeout=120)
    total = THREADS * EACH
    assert sorted(given_out) == [f"800.2/{place:04d}/BKPSDM/XI/2026" for place in range(1, total + 1)]
    session.rollback()
    assert session.scalars(select(Certificate.sequence).order_by(Certificate.sequence)).all() == [*range(1, total + 1)]
    assert session.scalars(select(CertificateCounter.last)).all() == [total]


def test_a_connection_lost_in_the_middle_gives_its_number_back(engine: Engine, session: Session, maria: Person) -> None:
    def number(place: int, *, lost: bool) -> str:
        with Session(engine) as own:
            known = earned(person_id=maria.id, completion_id=place)
            issued = service.issue_if_earned(own, known, reference=reference(), now=ISSUED_AT)
            if lost:
                own.connection().invalidate()  # as if the server had been killed: nobody commits, nobody rolls back
                return ""
            own.commit()
            return issued.number

    assert [number(1, lost=False), number(2, lost=True), number(3, lost=False)] == [
        "800.2/0001/BKPSDM/XI/2026", "", "800.2/0002/BKPSDM/XI/2026"
    ]  # fmt: skip


def test_series_do_not_wait_for_one_another_to_count(engine: Engine, session: Session, maria: Person) -> None:
    health = replace(of_institution(reference().institution), organiser="Dinas", number_template="D/{urut}/{tahun}")
    facts = reference(certificates=(health,))
    ready = threading.Barrier(2, timeout=60)

    def work(organiser: str) -> list[str]:
        ready.wait()
        found = []
        for turn in range(12):
            with Session(engine) as own, own.begin():
                place = turn * 2 + (organiser == "Dinas")
                known = earned(person_id=maria.id, completion_id=place, organiser=organiser)
                found.append(service.issue_if_earned(own, known, reference=facts, now=ISSUED_AT).number)
        return found

    with ThreadPoolExecutor(2) as pool:
        dinas, others = pool.map(work, ["Dinas", "BKPSDM"])
    assert dinas == [f"D/{place:04d}/2026" for place in range(1, 13)]
    assert others == [f"800.2/{place:04d}/BKPSDM/XI/2026" for place in range(1, 13)]


INSTANTS = st.integers(0, 20 * 365 * 24 * 3600).map(
    lambda late: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=late)
)
NEAR_MIDNIGHT = st.builds(
    lambda day, minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minutes),
    st.integers(0, 3000),
    st.sampled_from([14 * 60 + 59, 15 * 60, 15 * 60 + 30, 16 * 60, 17 * 60 - 1, 17 * 60, 23 * 60 + 30, 0]),
)
_places = count(1)


@given(at=st.one_of(INSTANTS, NEAR_MIDNIGHT), zone=st.sampled_from(ZONES))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_date_of_a_certificate_is_the_local_one(session: Session, maria: Person, at: datetime, zone: str) -> None:
    """Whatever the instant and the zone: 23:30 UTC is already tomorrow in all of Indonesia."""
    here = at.astimezone(ZoneInfo(zone)).date()
    known = earned(
        person_id=maria.id,
        completion_id=next(_places),
        zone=zone,
        started_on=here,
        completed_on=here,
        validity_months=12,
    )
    issued = service.issue_if_earned(session, known, reference=reference(), now=at)
    row = session.get_one(Certificate, issued.id)
    assert (row.issued_on, row.zone) == (here, zone)
    stamp = row.payload["certificate"]
    assert (stamp["issued_on"], stamp["zone"]) == (here.isoformat(), zone)
    assert datetime.fromisoformat(stamp["issued_at"]) == at
    assert row.number.endswith(f"/{here.year}")
    assert row.valid_until is not None
    assert (row.valid_until.year, row.valid_until.month) == (here.year + 1, here.month)
    page = service.verification(session, issued.code, now=at)
    printed = dict(page.facts)["Tempat dan tanggal terbit"]
    assert f" {here.day} " in printed
    assert printed.endswith(str(here.year))


def test_half_past_eleven_in_the_evening_of_utc_is_tomorrow(session: Session, maria: Person) -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    for zone in ZONES:
        known = earned(person_id=maria.id, completion_id=next(_places), zone=zone)
        issued = service.issue_if_earned(session, known, reference=reference(), now=at)
        assert session.get_one(Certificate, issued.id).issued_on.isoformat() == "2026-11-23"
