"""Learning record store"""

import sqlalchemy as sa
from alembic import op

from elearn.core.database import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "xapi_sent",
        sa.Column("statement_id", sa.String(length=36), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_xapi_sent")),
    )
    with op.batch_alter_table("xapi_sent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_xapi_sent_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "xapi_stream",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("upto", Instant(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("tried_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_xapi_stream")),
    )


def downgrade() -> None:
    op.drop_table("xapi_stream")
    with op.batch_alter_table("xapi_sent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_xapi_sent_sent_at"))

    op.drop_table("xapi_sent")
