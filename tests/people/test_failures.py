"""Failed sign-ins: counted per account and per address, briefly, and raced honestly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.people import service
from elearn.people.models import Person, SignInFailure
from elearn.people.rules.throttle import ADDRESS, Buckets, buckets
from tests import factories
from tests.people.conftest import Clock
from tests.support.pages import PageClient

SECRET = "s" * 32


@pytest.fixture
def maria(session: Session) -> Person:
    person = factories.person(session, email="maria@contoh.go.id")
    session.commit()
    return person


def attempt(client: PageClient, identifier: str, password: str, address: str = "10.0.0.1") -> int:
    fields = {"identifier": identifier, "password": password}
    return client.post_form("/masuk", fields, environ_overrides={"REMOTE_ADDR": address}).status_code


def said(client: PageClient, person: Person) -> str:
    return client.post_form("/masuk", {"identifier": person.nip, "password": "salah"}).get_data(as_text=True)


def counts(session: Session, seen: Buckets) -> tuple[int, int, int]:
    rows: dict[str, int] = dict(session.execute(select(SignInFailure.bucket, SignInFailure.count)).all())
    session.commit()  # an open transaction would hold SQLite's write lock against the next request
    return rows.get(seen.account, 0), rows.get(seen.address, 0), rows.get(seen.pair, 0)


def test_after_five_failures_one_waits_a_minute_and_is_told_until_when(
    client: PageClient, maria: Person, clock: Clock
) -> None:
    assert [attempt(client, maria.nip or "", "salah sekali") for _ in range(5)] == [422] * 5
    response = client.post_form("/masuk", {"identifier": maria.nip, "password": factories.PASSWORD})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert "Coba lagi 3 Maret 2026, 00.31 WITA (sekitar 1 menit lagi)" in said(client, maria)
    clock.forward(seconds=1)
    assert "00.31 WITA (sekitar 1 menit lagi)" in said(client, maria)
    clock.forward(seconds=59)
    assert attempt(client, maria.nip or "", factories.PASSWORD) == 303


def test_an_office_that_signs_in_at_once_waits_for_nobody(session: Session, now: datetime) -> None:
    """Of two requests at once the later one may be noted first."""
    service.admit(session, buckets(SECRET, "person:1", "10.0.0.1"), now + timedelta(milliseconds=300))
    service.admit(session, buckets(SECRET, "person:2", "10.0.0.1"), now)
    assert counts(session, buckets(SECRET, "person:2", "10.0.0.1")) == (1, 2, 1)


def test_attempts_while_waiting_are_not_counted_so_the_owner_is_never_locked_out_for_long(
    client: PageClient, maria: Person, clock: Clock
) -> None:
    for _ in range(5):
        attempt(client, maria.nip or "", "salah sekali")
    for _ in range(30):
        assert attempt(client, maria.nip or "", "salah sekali") == 429
    clock.forward(minutes=1)
    assert attempt(client, maria.nip or "", factories.PASSWORD) == 303


def test_the_pause_doubles_to_a_quarter_of_an_hour(client: PageClient, maria: Person, clock: Clock) -> None:
    for _ in range(4):
        attempt(client, maria.nip or "", "salah sekali")
    for minutes in (1, 2, 4, 8, 15, 15):
        assert attempt(client, maria.nip or "", "salah sekali") == 422
        clock.forward(minutes=minutes, seconds=-1)
        assert attempt(client, maria.nip or "", factories.PASSWORD) == 429
        clock.forward(seconds=1)
    assert attempt(client, maria.nip or "", factories.PASSWORD) == 303


def test_nip_and_email_count_as_one_account_and_unknown_ones_wait_alike(client: PageClient, maria: Person) -> None:
    for _ in range(3):
        attempt(client, maria.nip or "", "salah sekali")
    for _ in range(2):
        attempt(client, "maria@contoh.go.id", "salah sekali")
    assert attempt(client, "maria@contoh.go.id", factories.PASSWORD) == 429
    unknown = [attempt(client, "199003152015032999", "salah sekali") for _ in range(6)]
    assert unknown == [422] * 5 + [429]


def test_a_colleague_at_the_same_address_is_not_held_up(client: PageClient, maria: Person, session: Session) -> None:
    colleague = factories.person(session, "Yosef")
    session.commit()
    for _ in range(6):
        attempt(client, maria.nip or "", "salah sekali")
    assert attempt(client, colleague.nip or "", factories.PASSWORD) == 303


def test_a_success_clears_the_account_and_takes_its_own_failures_off_the_address(
    client: PageClient, maria: Person, session: Session
) -> None:
    seen = buckets(str(client.app.config["SECRET_KEY"]), f"person:{maria.id}", "10.0.0.1")
    for _ in range(3):
        attempt(client, maria.nip or "", "salah sekali")
    for number in range(7):
        attempt(client, f"19900315201503299{number}", "salah sekali")
    attempt(client, maria.nip or "", "salah sekali", "10.9.9.9")
    assert counts(session, seen) == (4, 10, 3)
    assert attempt(client, maria.nip or "", factories.PASSWORD) == 303
    assert counts(session, seen) == (0, 7, 0)


def test_guessing_across_accounts_from_one_address_is_slowed(session: Session, now: datetime) -> None:
    for number in range(ADDRESS.threshold):
        service.admit(session, buckets(SECRET, f"unknown:{number}", "10.0.0.1"), now)
    with pytest.raises(service.TooMany) as caught:
        service.admit(session, buckets(SECRET, "unknown:next", "10.0.0.1"), now)
    assert caught.value.free_at == now + timedelta(minutes=1)
    service.admit(session, buckets(SECRET, "unknown:next", "10.0.0.2"), now)
    service.admit(session, buckets(SECRET, "unknown:next", "10.0.0.1"), now + timedelta(minutes=1))


def test_old_rows_are_swept_away(session: Session, now: datetime) -> None:
    old, new = buckets(SECRET, "unknown:old", "10.0.0.1"), buckets(SECRET, "unknown:new", "10.0.0.2")
    service.admit(session, old, now - timedelta(days=3))
    service.admit(session, new, now)
    service.clear_failures(session, new, now)
    session.commit()
    assert counts(session, old) == (0, 0, 0)


def test_many_guesses_at_once_are_no_more_than_the_limit(engine: Engine, now: datetime) -> None:
    """Counting before looking: of forty attempts in eight threads five are looked at."""
    seen = buckets(SECRET, "person:1", "10.0.0.1")

    def guess(_number: int) -> bool:
        try:
            with Session(engine) as own, own.begin():
                service.admit(own, seen, now)
        except service.TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(40))) == 5


def test_signing_in_at_once_on_many_devices_harms_nobody(engine: Engine, now: datetime) -> None:
    """Successes and failures of many accounts at one address, in parallel: no deadlock, and the sums agree."""

    def journey(number: int) -> None:
        seen = buckets(SECRET, f"person:{number % 4}", "10.0.0.1")
        with Session(engine) as own, own.begin():
            service.admit(own, seen, now)
        with Session(engine) as own, own.begin():
            service.clear_failures(own, seen, now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(journey, range(40)))
    with Session(engine) as own:
        assert counts(own, buckets(SECRET, "person:0", "10.0.0.1")) == (0, 0, 0)
