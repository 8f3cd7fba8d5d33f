"""Copies of everything about somebody"""

import sqlalchemy as sa
from alembic import op

from elearn.core.database import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_copy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("ready_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_copy_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copy")),
    )
    with op.batch_alter_table("data_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_copy_person_id_id"), ["person_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("data_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_copy_person_id_id"))

    op.drop_table("data_copy")
