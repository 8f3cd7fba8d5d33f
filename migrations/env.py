"""Runs migrations over the connection that ``elearn db upgrade`` (or a test) opened."""

from alembic import context

from elearn.cli.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
