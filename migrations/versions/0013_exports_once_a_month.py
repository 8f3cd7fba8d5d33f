"""Exports once a month"""

import sqlalchemy as sa
from alembic import op

from elearn.core.database import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export_schedule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("filter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("to_folder", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("paused_at", Instant(), nullable=True),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filter_id"], ["saved_filter.id"], name=op.f("fk_export_schedule_filter_id_saved_filter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_schedule")),
    )
    op.create_index(op.f("ix_export_schedule_filter_id"), "export_schedule", ["filter_id"], unique=False)
    op.create_table(
        "export_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("schedule_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("export_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["export_schedule.id"], name=op.f("fk_export_run_schedule_id_export_schedule")
        ),
        sa.ForeignKeyConstraint(["export_id"], ["list_export.id"], name=op.f("fk_export_run_export_id_list_export")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_run")),
        sa.UniqueConstraint("schedule_id", "month", name=op.f("uq_export_run_schedule_id_month")),
    )
    op.create_index(op.f("ix_export_run_export_id"), "export_run", ["export_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_export_run_export_id"), table_name="export_run")
    op.drop_table("export_run")
    op.drop_index(op.f("ix_export_schedule_filter_id"), table_name="export_schedule")
    op.drop_table("export_schedule")
