"""Every kind has its sentence, mails are sound messages, and mornings are local."""

from __future__ import annotations

import email
import string
from datetime import UTC, datetime, timedelta
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.clock import local_date
from elearn.notices import rules
from elearn.notices.rules import Kind, Letter
from tests.notices.conftest import FRAME

instants = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
zones = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_said_on_the_site_and_in_a_mail_without_the_person(kind: Kind) -> None:
    form = rules.WORDS[kind]
    assert not [name for _, name, _, _ in string.Formatter().parse(form.mail + form.heading) if name]
    assert form.mail.endswith(".")
    places = {name: "…" for _, name, _, _ in string.Formatter().parse(form.text) if name}
    assert rules.said(kind, places)[0] == form.heading


@given(instants, zones)
def test_the_daily_mail_is_due_at_seven_within_a_day(now: datetime, zone: str) -> None:
    due = rules.next_digest(now, zone)
    assert timedelta(0) < due - now <= timedelta(days=1)
    assert rules.next_digest(due, zone) == due + timedelta(days=1)
    assert local_date(due, zone) - local_date(now, zone) <= timedelta(days=1)


def test_tries_come_later_and_later_and_then_end() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    tries = [rules.next_try(attempts, now) for attempts in range(1, 8)]
    assert tries[5:] == [None, None]
    known = [each for each in tries if each is not None]
    assert known == sorted(set(known))


@given(st.text(min_size=1, max_size=200), st.integers(1, 10**12 - 1))
def test_no_name_breaks_out_of_a_mail(name: str, number: int) -> None:
    tidy = " ".join("".join(symbol for symbol in name if symbol.isprintable()).split()) or "Maria"
    letter = Letter(1, "Hal", "- Satu.", number, tidy, "maria@contoh.go.id", datetime(2026, 1, 1, tzinfo=UTC))
    read = email.message_from_bytes(rules.compose(letter, FRAME).as_bytes(), policy=default)
    assert read["To"].addresses[0].addr_spec == "maria@contoh.go.id"
    assert len(read["To"].addresses) == 1
    assert not read.defects
    assert sorted(set(read.keys())) == sorted(read.keys())


@given(st.integers(1, 10**12 - 1), st.text(min_size=1, max_size=40))
def test_a_token_is_known_by_the_secret_that_made_it(number: int, secret: str) -> None:
    token = rules.stop_token(secret, number)
    assert rules.stopper(secret, token) == number
    assert rules.stopper(secret + "x", token) is None
