"""The signature, the schedule and the messages, as receivers were told they are."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from elearn.integrations.rules import webhooks as rules
from elearn.integrations.rules.webhooks import CertificateFacts, EventType

AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
FACTS = CertificateFacts(
    "K7QM", "a" * 32, "etika-asn", "", 600, date(2026, 11, 19), date(2026, 11, 20), date(2028, 11, 20), ""
)


def test_the_example_of_the_specification_comes_out() -> None:
    """Of Standard Webhooks' own libraries' tests."""
    body = b'{"test": 2432232314}'
    made = rules.signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80))
def test_the_headers_let_a_receiver_check_id_time_and_body(random: bytes, body: bytes) -> None:
    found = rules.headers(rules.secret_of(random), "msg_1", AT, body)
    signed = f"msg_1.{int(AT.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.new(random, signed, hashlib.sha256).digest()).decode()
    assert found["webhook-signature"] == f"v1,{expected}"
    assert (found["webhook-id"], found["webhook-timestamp"]) == ("msg_1", "1795147200")


def test_tries_come_later_and_later_ten_in_all() -> None:
    moments = [rules.next_try(attempts, AT, "msg_1") for attempts in range(1, 11)]
    assert moments[-1] is None
    waits = [moment - AT for moment in moments if moment is not None]
    assert waits == sorted(waits)
    assert all(delay <= wait <= delay * 1.1 for delay, wait in zip(rules.DELAYS, waits, strict=True))
    assert rules.next_try(3, AT, "msg_1") != rules.next_try(3, AT, "msg_2")


def test_a_webhook_is_paused_after_five_days_of_nothing_but_failures() -> None:
    assert not rules.must_pause(None, AT)
    assert not rules.must_pause(AT - timedelta(days=5) + timedelta(seconds=1), AT)
    assert rules.must_pause(AT - timedelta(days=5), AT)


def test_what_a_message_holds() -> None:
    message = rules.envelope("msg_1", EventType.COMPLETED, rules.completed(FACTS), AT)
    assert message == {
        "id": "msg_1",
        "type": "course.completed",
        "version": 1,
        "timestamp": "2026-11-20T04:00:00.000Z",
        "data": {
            "person": "a" * 32,
            "course": "etika-asn",
            "completed_on": "2026-11-19",
            "jp_hundredths": 600,
            "certificate": "K7QM",
        },
    }
    assert rules.certificate(FACTS) == {
        "certificate": "K7QM",
        "person": "a" * 32,
        "course": "etika-asn",
        "path": None,
        "jp_hundredths": 600,
        "issued_on": "2026-11-20",
        "valid_until": "2028-11-20",
        "replaces_number": None,
    }
