"""Cohorts of a programme, and the seats in them"""

import sqlalchemy as sa
from alembic import op

from elearn.core.database import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_cohort",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_programme_cohort_created_by_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_cohort_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_cohort")),
    )
    with op.batch_alter_table("programme_cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_cohort_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "programme_seat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["programme_cohort.id"], name=op.f("fk_programme_seat_cohort_id_programme_cohort")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_programme_seat_given_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_programme_seat_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_seat_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_seat")),
        sa.UniqueConstraint("programme_id", "person_id", name=op.f("uq_programme_seat_programme_id_person_id")),
    )
    with op.batch_alter_table("programme_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_seat_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_seat_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.add_column(sa.Column("enrolment", sa.String(length=20), server_default="", nullable=False))
    with op.batch_alter_table("programme", schema=None) as batch_op:  # the models say it from now on
        batch_op.alter_column("enrolment", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_column("enrolment")

    with op.batch_alter_table("programme_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_seat_person_id"))
        batch_op.drop_index(batch_op.f("ix_programme_seat_cohort_id"))

    op.drop_table("programme_seat")
    with op.batch_alter_table("programme_cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_cohort_programme_id"))

    op.drop_table("programme_cohort")
