"""The schema: every room's tables, and the migrations that build them, run from the project's own folder."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from elearn.assessment import models as assessment
from elearn.audit import models as audit
from elearn.authoring import models as authoring
from elearn.competency import models as competency
from elearn.core.database import Base
from elearn.credentials import models as credentials
from elearn.external import models as external
from elearn.jobs import models as jobs
from elearn.learning import models as learning
from elearn.people import models as people

# Importing a room's models registers its tables: without these the metadata would be incomplete.
ROOMS = (people, jobs, audit, competency, external, credentials, learning, assessment, authoring)
METADATA = Base.metadata
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def alembic_config() -> Config:
    """Alembic's configuration; needs no ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def current_revision(engine: Engine) -> str | None:
    """The revision the database is at (None: empty database)."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str | None:
    """The newest revision this code knows."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, in one transaction."""
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to a revision (``base``: nothing)."""
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
