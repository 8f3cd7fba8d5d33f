"""Runs migrations over the connection that ``elearn db upgrade`` (or a test) opened."""

from alembic import context

from elearn.assessment import models as assessment  # noqa: F401  (importing a room's models registers its tables)
from elearn.audit import models as audit  # noqa: F401
from elearn.competency import models as competency  # noqa: F401
from elearn.core.database import Base
from elearn.credentials import models as credentials  # noqa: F401
from elearn.jobs import models as jobs  # noqa: F401
from elearn.learning import models as learning  # noqa: F401
from elearn.people import models as people  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
