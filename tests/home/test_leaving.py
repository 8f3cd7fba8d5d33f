"""Closing an account stops at once whatever acts in its owner's name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from elearn.api.rules.problems import Problem
from elearn.api.service import TokenFacts, make_token, recognise
from elearn.core.errors import NotFound
from elearn.people.rules import Grant
from elearn.people.service.persons import set_active
from elearn.programmes.service import feeding
from elearn.reporting.models import ExportSchedule, SavedFilter
from elearn.reporting.service.scheduling import schedule_handler
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW, ZONE = datetime(2026, 6, 20, 3, tzinfo=UTC), "Asia/Makassar"


def test_sessions_tokens_calendars_and_schedules_end_with_the_account(
    app: Flask, client: PageClient, session: Session
) -> None:
    stand_still(app, NOW)
    admin, chief = factories.person(session, "Agus Admin"), factories.person(session, "Citra Kepala")
    for who in (admin, chief):
        factories.grant(session, who, "admin")
    hers = factories.actor(admin, None, Grant("admin", None, None))
    secret = make_token(session, TokenFacts("SIMPEG", ["units:read"], None, 30), actor=hers, now=NOW).secret
    token = feeding.make_feed(session, actor=hers, now=NOW)
    began = datetime(2026, 1, 1, tzinfo=UTC)
    saved = SavedFilter(person_id=admin.id, listed="kelulusan", name="Bulanan", choice={}, query={}, created_at=began)
    session.add(saved)
    session.flush()
    schedule = ExportSchedule(
        filter_id=saved.id, kind="csv", day=1, period="bulan-lalu", to_folder=False, created_at=began, lost=False
    )
    session.add(schedule)
    session.commit()
    enter(client, admin)
    assert client.plain.get("/akun").status_code == 200
    catalogue = app.extensions["elearn.library"].catalogue
    assert recognise(session, f"Bearer {secret}", today_zone=ZONE, now=NOW).actor.is_admin
    assert feeding.feed(session, catalogue, token, zone=ZONE, now=NOW).owed == ()
    boss = factories.actor(chief, None, Grant("admin", None, None))
    set_active(session, admin.id, False, actor=boss, now=NOW, reason="Pensiun")
    session.commit()
    assert client.plain.get("/akun").status_code == 303
    with pytest.raises(Problem):
        recognise(session, f"Bearer {secret}", today_zone=ZONE, now=NOW)
    with pytest.raises(NotFound):
        feeding.feed(session, catalogue, token, zone=ZONE, now=NOW)
    session.commit()
    schedule_handler(ZONE)(sessionmaker(session.get_bind()), {}, NOW)
    session.refresh(schedule)
    assert (schedule.paused_at, schedule.lost) == (NOW, True)
