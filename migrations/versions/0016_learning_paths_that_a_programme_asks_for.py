"""Learning paths that a programme asks for"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    paths = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paths", paths, server_default=sa.text("'[]'"), nullable=False))
    with op.batch_alter_table("programme", schema=None) as batch_op:  # the models say it from now on
        batch_op.alter_column("paths", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_column("paths")
