"""Who is signed in: one query, today's posting, her roles; and who she was on a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from elearn.core.errors import NotFound
from elearn.people import service
from elearn.people.rules import Grant
from tests import factories
from tests.support.sessions import begun

ZONE = "Asia/Makassar"


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The SELECTs and writes sent while inside."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_an_actor_is_one_query(session: Session, engine: Engine, now: datetime) -> None:
    office = factories.unit(session, zone="Asia/Jayapura")
    maria = factories.person(session, title_before="Dr.", title_after="S.Sos.", session_epoch=3)
    posted = factories.posting(session, maria, office, status="pppk")
    factories.grant(session, maria, "trainer", course="contoh")
    factories.grant(session, maria, "admin", unit_id=office.id)
    token = begun(session, maria, now)
    session.commit()
    with statements(engine) as sent:
        actor = service.load_actor(session, token, today_zone=ZONE, now=now)
    assert len(sent) == 1
    assert actor is not None
    assert (actor.id, actor.display_name, actor.zone) == (maria.id, "Dr. Maria Bria, S.Sos.", "Asia/Jayapura")
    assert (actor.posting_id, actor.status, actor.session_epoch) == (posted.id, "pppk", 3)
    assert actor.grants == (Grant("trainer", course="contoh"), Grant("admin", unit_id=office.id))
    assert actor.is_admin
    assert actor.trains("contoh")
    assert actor.get_id() == token


def test_the_posting_is_that_of_the_local_day(session: Session, now: datetime) -> None:
    """At 16:30 UTC it is 2 March in Jakarta and 3 March in Makassar."""
    maria = factories.person(session)
    old = factories.posting(session, maria, factories.unit(session), valid_to=date(2026, 3, 2))
    new = factories.posting(session, maria, factories.unit(session), valid_from=date(2026, 3, 3))
    for zone, posted in (("Asia/Jakarta", old), ("Asia/Makassar", new)):
        actor = service.load_actor(session, begun(session, maria, now), today_zone=zone, now=now)
        assert actor is not None
        assert (actor.posting_id, actor.zone) == (posted.id, zone)


def test_of_overlapping_postings_the_newest_counts_once(session: Session, now: datetime) -> None:
    maria = factories.person(session)
    factories.posting(session, maria, factories.unit(session))
    newer = factories.posting(session, maria, factories.unit(session), valid_from=date(2024, 1, 1))
    factories.grant(session, maria, "trainer")
    actor = service.load_actor(session, begun(session, maria, now), today_zone=ZONE, now=now)
    assert actor is not None
    assert actor.posting_id == newer.id
    assert len(actor.grants) == 1


def test_without_its_row_a_session_is_nobody_whatever_the_cookie_says(session: Session, now: datetime) -> None:
    maria, other = factories.person(session), factories.person(session)
    token = begun(session, maria, now)
    key = token.rsplit(".", 1)[1]
    for wrong in (f"{other.id}.0.{key}", f"{maria.id}.1.{key}", f"{maria.id}.0.{'0' * 16}"):
        assert service.load_actor(session, wrong, today_zone=ZONE, now=now) is None
    actor = service.load_actor(session, token, today_zone=ZONE, now=now)
    assert actor is not None
    service.leave(session, actor=actor)
    assert service.load_actor(session, token, today_zone=ZONE, now=now) is None
    without = service.actor_of(session, maria.id, today_zone=ZONE, now=now)
    assert without is not None
    assert (without.id, without.session_id) == (maria.id, None)


def test_somebody_without_a_posting_still_is_an_actor(session: Session, now: datetime) -> None:
    maria = factories.person(session)
    actor = service.load_actor(session, begun(session, maria, now), today_zone=ZONE, now=now)
    assert actor is not None
    assert (actor.posting_id, actor.status, actor.zone, actor.grants) == (None, None, ZONE, ())


@pytest.mark.parametrize("values", [{"active": False}, {"session_epoch": 1}, {"merged": True}])
def test_a_session_ends_with_the_account(session: Session, now: datetime, values: dict[str, Any]) -> None:
    other = factories.person(session)
    merged = {"merged_into_id": other.id} if values.pop("merged", False) else {}
    maria = factories.person(session, **merged)
    token = begun(session, maria, now)
    for name, value in values.items():
        setattr(maria, name, value)
    session.flush()
    assert service.load_actor(session, token, today_zone=ZONE, now=now) is None
    assert service.load_actor(session, begun(session, other, now), today_zone=ZONE, now=now) is not None


@pytest.mark.parametrize(
    "token",
    ["", "1", "1.", ".0", "1.0", "1.0.", "1.0.0", "1.0.٣", "a.b.c", "-1.0", "1.0\n", "9" * 40 + ".0." + "a" * 16],
)
def test_a_bent_cookie_is_nobody(session: Session, now: datetime, token: str) -> None:
    assert factories.person(session).id == 1
    assert service.load_actor(session, token, today_zone=ZONE, now=now) is None


def test_last_seen_is_written_at_most_every_five_minutes(session: Session, now: datetime) -> None:
    maria = factories.person(session)
    token = begun(session, maria, now)
    for minutes, due in ((0, True), (4, False), (5, True)):
        moment = now + timedelta(minutes=minutes)
        actor = service.load_actor(session, token, today_zone=ZONE, now=moment)
        assert actor is not None
        assert service.due_to_touch(actor, moment) is due
        service.touch(session, actor, moment)
        session.refresh(maria)
        assert maria.last_seen_at == (moment if due else now)


def test_a_snapshot_tells_the_day(session: Session) -> None:
    city = factories.unit(session, "Pemerintah Kota")
    agency = factories.unit(session, "Dinas Kesehatan", parent_id=city.id)
    clinic = factories.unit(session, "Puskesmas Oesapa", parent_id=agency.id, zone="Asia/Makassar")
    maria = factories.person(session, "Maria O'Brien", title_after="A.Md.Kep.", birth_place="Kupang")
    factories.posting(session, maria, agency, rank="II/c", valid_to=date(2025, 12, 31))
    posted = factories.posting(session, maria, clinic, rank="II/d", position="Perawat", valid_from=date(2026, 1, 1))
    then = service.snapshot(session, maria.id, date(2025, 12, 31))
    today = service.snapshot(session, maria.id, date(2026, 1, 1))
    assert (then.unit, then.rank, then.agency, then.zone) == ("Dinas Kesehatan", "II/c", "Pemerintah Kota", None)
    assert (today.unit, today.rank, today.agency) == ("Puskesmas Oesapa", "II/d", "Pemerintah Kota")
    assert (today.unit_id, today.posting_id, today.zone) == (clinic.id, posted.id, "Asia/Makassar")
    assert (today.name, today.nip, today.birth_place) == ("Maria O'Brien, A.Md.Kep.", maria.nip, "Kupang")
    before = service.snapshot(session, maria.id, date(2019, 12, 31))
    assert (before.status, before.unit, before.unit_id, before.agency) == (None, "", None, "")


def test_a_snapshot_of_nobody_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        service.snapshot(session, 404, date(2026, 1, 1))
