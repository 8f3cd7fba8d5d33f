"""Indexes of long lists"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_person_merged_into_id", "person")
    op.create_index(
        "ix_person_merged_into_id", "person", ["merged_into_id"], sqlite_where=MERGED, postgresql_where=MERGED
    )
    op.drop_index("ix_posting_person_id_valid_from", "posting")
    op.create_index("ix_posting_person_id_valid_from_valid_to", "posting", ["person_id", "valid_from", "valid_to"])
    op.drop_index("ix_completion_person_id", "completion")
    op.create_index("ix_completion_person_id_completed_on", "completion", ["person_id", "completed_on"])
    op.drop_index("ix_completion_posting_id", "completion")
    op.create_index("ix_completion_posting_id_completed_on", "completion", ["posting_id", "completed_on"])
    op.create_index("ix_audit_entry_action", "audit_entry", ["action"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_action", "audit_entry")
    op.drop_index("ix_completion_posting_id_completed_on", "completion")
    op.create_index("ix_completion_posting_id", "completion", ["posting_id"])
    op.drop_index("ix_completion_person_id_completed_on", "completion")
    op.create_index("ix_completion_person_id", "completion", ["person_id"])
    op.drop_index("ix_posting_person_id_valid_from_valid_to", "posting")
    op.create_index("ix_posting_person_id_valid_from", "posting", ["person_id", "valid_from"])
    op.drop_index("ix_person_merged_into_id", "person")
    op.create_index("ix_person_merged_into_id", "person", ["merged_into_id"])
