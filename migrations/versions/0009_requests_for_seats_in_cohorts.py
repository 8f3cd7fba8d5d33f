"""Requests for seats in cohorts"""

import sqlalchemy as sa
from alembic import op

from elearn.core.database import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["programme_cohort.id"], name=op.f("fk_programme_request_cohort_id_programme_cohort")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_programme_request_decided_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_programme_request_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_request_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_request")),
    )
    with op.batch_alter_table("programme_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_request_approved"), ["approved"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_programme_request_programme_id_person_id"), ["programme_id", "person_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("programme_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_request_programme_id_person_id"))
        batch_op.drop_index(batch_op.f("ix_programme_request_person_id"))
        batch_op.drop_index(batch_op.f("ix_programme_request_approved"))

    op.drop_table("programme_request")
