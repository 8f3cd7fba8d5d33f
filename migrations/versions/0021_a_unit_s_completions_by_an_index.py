"""A unit's completions by an index"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAME, COLUMNS = "ix_completion_person_id_completed_on", ["person_id", "completed_on"]


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite's holds the id anyway
        op.drop_index(NAME, "completion")
        op.create_index(NAME, "completion", COLUMNS, postgresql_include=["id"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(NAME, "completion")
        op.create_index(NAME, "completion", COLUMNS)
