"""What a perangkat daerah is"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_agency", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.alter_column("is_agency", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("is_agency")
