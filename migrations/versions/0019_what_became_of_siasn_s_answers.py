"""What became of SIASN's answers"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "siasn_reply_row",
        sa.Column("reply_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("siasn_row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["siasn_reply.id"], name=op.f("fk_siasn_reply_row_reply_id_siasn_reply")),
        sa.ForeignKeyConstraint(
            ["siasn_row_id"], ["siasn_row.id"], name=op.f("fk_siasn_reply_row_siasn_row_id_siasn_row")
        ),
        sa.PrimaryKeyConstraint("reply_id", "row", name=op.f("pk_siasn_reply_row")),
    )
    with op.batch_alter_table("siasn_reply_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_siasn_reply_row_siasn_row_id"), ["siasn_row_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("siasn_reply_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_siasn_reply_row_siasn_row_id"))

    op.drop_table("siasn_reply_row")
