"""Append-only tables are protected by the database itself, on both databases."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.cli import schema
from elearn.core.append_only import append_only_tables, missing_triggers
from elearn.core.database import Base


def test_every_append_only_table_is_protected_after_migration(engine: Engine) -> None:
    assert len(append_only_tables(Base.metadata)) >= 6
    with engine.connect() as connection:
        assert missing_triggers(connection, Base.metadata) == []


def test_a_missing_trigger_is_noticed(engine: Engine) -> None:
    on_table = " ON audit_entry" if engine.dialect.name == "postgresql" else ""
    with engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER audit_entry_no_update{on_table}"))
        assert missing_triggers(connection, Base.metadata) == ["audit_entry"]


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_history(session: Session, now: datetime, change: str) -> None:
    audit.record(session, "test", actor_id=None, now=now)
    session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))


def test_the_schema_goes_down_and_up_again(engine: Engine) -> None:
    schema.downgrade(engine, "base")
    schema.upgrade(engine)
    assert schema.current_revision(engine) == schema.head_revision()
    with engine.connect() as connection:
        assert missing_triggers(connection, Base.metadata) == []
