"""Completions that fell with their certificate are found by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

REVOKED = {"sqlite_where": sa.text("revoked_at IS NOT NULL"), "postgresql_where": sa.text("revoked_at IS NOT NULL")}


def upgrade() -> None:
    op.create_index(op.f("ix_certificate_completion_ref"), "certificate", ["completion_ref"], unique=False, **REVOKED)


def downgrade() -> None:
    op.drop_index(op.f("ix_certificate_completion_ref"), "certificate")
