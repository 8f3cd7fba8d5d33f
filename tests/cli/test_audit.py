"""``elearn audit prune``: what is too old goes, by this way only, and that it went stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from elearn.audit import service
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.cli.audit import audit, years_before
from elearn.core.append_only import deletion_allowed, missing_triggers
from elearn.core.clock import utc_now
from elearn.core.database import Base
from elearn.settings import Settings
from tests import factories


def prune(settings: Settings, *words: str) -> Result:
    environment = {
        "ELEARN_DATA": str(settings.data),
        "ELEARN_DATABASE_URL": settings.database_url,
        "ELEARN_SECRET_KEY": settings.secret_key,
    }
    return CliRunner().invoke(audit, ["prune", *words], env=environment)


@pytest.fixture
def trail(session: Session) -> None:
    """An entry of eleven years ago about somebody, an older deletion, and an entry of today."""
    maria, now = factories.person(session), utc_now()
    old = now - timedelta(days=11 * 366)
    service.record(session, "person.view", actor_id=maria.id, now=old, subjects=[maria.id])
    service.record(session, service.PRUNED, actor_id=None, now=old, detail={"count": 7})
    service.record(session, "person.edit", actor_id=maria.id, now=now, subjects=[maria.id])
    session.commit()


def actions(engine: Engine) -> list[str]:
    with Session(engine) as fresh:
        return list(fresh.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_what_is_too_old_goes_and_that_is_recorded(trail: None, settings: Settings, engine: Engine) -> None:
    looked = prune(settings, "--coba")
    assert (looked.exit_code, looked.output.startswith("1 catatan")) == (0, True), looked.output
    assert len(actions(engine)) == 3
    assert prune(settings).exit_code == 2
    done = prune(settings, "--alasan", "Berita acara 12")
    assert (done.exit_code, "1 catatan" in done.output) == (0, True), done.output
    assert actions(engine) == [service.PRUNED, "person.edit", service.PRUNED]
    with Session(engine) as fresh:
        newest = fresh.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert newest is not None
        assert (newest.detail["count"], newest.reason, newest.actor_id) == (1, "Berita acara 12", None)
        assert len(fresh.scalars(select(AuditSubject)).all()) == 1
    assert prune(settings, "--alasan", "Lagi").output.startswith("0 catatan")
    assert len(actions(engine)) == 3


def test_afterwards_the_database_refuses_again(trail: None, settings: Settings, engine: Engine) -> None:
    assert prune(settings, "--alasan", "Berita acara 12").exit_code == 0
    with engine.connect() as connection:
        assert missing_triggers(connection, Base.metadata) == []
    for statement in ("DELETE FROM audit_entry", "DELETE FROM audit_subject", "UPDATE audit_entry SET action = 'x'"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))


def test_what_fails_inside_leaves_everything_as_it_was(trail: None, engine: Engine) -> None:
    def broken() -> None:
        with engine.begin() as connection, deletion_allowed(connection, "audit_subject", "audit_entry"):
            connection.execute(text("DELETE FROM audit_subject"))
            raise RuntimeError("padam")

    with pytest.raises(RuntimeError, match="padam"):
        broken()
    assert len(actions(engine)) == 3
    with engine.connect() as connection:
        assert missing_triggers(connection, Base.metadata) == []


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(1, 50))  # noqa: DTZ001
def test_years_are_years(moment: datetime, years: int) -> None:
    now = moment.replace(tzinfo=UTC)
    before = years_before(now, years)
    assert (before.year, before.month, before.timetz()) == (now.year - years, now.month, now.timetz())
    assert before.day in {now.day, 28}
