"""The schema: every room's tables, and the migrations that build them, run from the project's own folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

from elearn.api import models as api
from elearn.assessment import models as assessment
from elearn.audit import models as audit
from elearn.authoring import models as authoring
from elearn.competency import models as competency
from elearn.core.database import Base
from elearn.credentials import models as credentials
from elearn.external import models as external
from elearn.home import models as home
from elearn.integrations import models as integrations
from elearn.jobs import models as jobs
from elearn.learning import models as learning
from elearn.notices import models as notices
from elearn.people import models as people
from elearn.programmes import models as programmes
from elearn.reporting import models as reporting
from elearn.web.health import MIGRATIONS, newest_revision

# Alembic is imported where something is to be changed: a server whose schema is current has 15 MB less to carry.
if TYPE_CHECKING:
    from alembic.config import Config

# Importing a room's models registers its tables: without these the metadata would be incomplete.
ROOMS = (
    people,
    jobs,
    audit,
    notices,
    competency,
    external,
    credentials,
    learning,
    programmes,
    assessment,
    authoring,
    reporting,
    api,
    integrations,
    home,
)
METADATA = Base.metadata


def alembic_config() -> Config:
    """Alembic's configuration; needs no ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def current_revision(engine: Engine) -> str | None:
    """The revision the database is at (None: empty database)."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


def head_revision() -> str | None:
    """The newest revision this code knows."""
    return newest_revision()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, in one transaction."""
    from alembic import command

    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to a revision (``base``: nothing)."""
    from alembic import command

    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
