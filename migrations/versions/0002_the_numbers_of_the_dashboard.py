"""The numbers of the dashboard"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from elearn.core.database import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dashboard_fold",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboard_fold")),
    )
    with op.batch_alter_table("dashboard_fold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dashboard_fold_period_made_at"), ["period", "made_at"], unique=False)

    op.create_table(
        "dashboard_person",
        sa.Column("fold_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("recognised", sa.Integer(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fold_id"], ["dashboard_fold.id"], name=op.f("fk_dashboard_person_fold_id_dashboard_fold")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dashboard_person_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dashboard_person_unit_id_unit")),
        sa.PrimaryKeyConstraint("fold_id", "person_id", name=op.f("pk_dashboard_person")),
    )
    with op.batch_alter_table("dashboard_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dashboard_person_fold_id_recognised_person_id"),
            ["fold_id", "recognised", "person_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_dashboard_person_fold_id_unit_id_recognised_person_id"),
            ["fold_id", "unit_id", "recognised", "person_id"],
            unique=False,
        )

    op.create_table(
        "dashboard_sum",
        sa.Column("fold_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fold_id"], ["dashboard_fold.id"], name=op.f("fk_dashboard_sum_fold_id_dashboard_fold")
        ),
        sa.PrimaryKeyConstraint("fold_id", "name", "unit_id", "key", name=op.f("pk_dashboard_sum")),
    )


def downgrade() -> None:
    op.drop_table("dashboard_sum")
    with op.batch_alter_table("dashboard_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dashboard_person_fold_id_unit_id_recognised_person_id"))
        batch_op.drop_index(batch_op.f("ix_dashboard_person_fold_id_recognised_person_id"))

    op.drop_table("dashboard_person")
    with op.batch_alter_table("dashboard_fold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dashboard_fold_period_made_at"))

    op.drop_table("dashboard_fold")
