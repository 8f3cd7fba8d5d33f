"""The models equal what the migrations build, with data and without."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from elearn.cli import schema
from elearn.core.database import Base


def test_models_equal_migrations(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_is_the_one_with_the_highest_number() -> None:
    assert schema.head_revision() == ScriptDirectory.from_config(schema.alembic_config()).get_current_head() is not None
