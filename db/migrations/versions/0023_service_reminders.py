"""How often and when a township was last reminded of a return of services"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service_return", sa.Column("reminders", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("service_return", sa.Column("reminded_on", sa.Date()))


def downgrade() -> None:
    for name in ("reminded_on", "reminders"):
        op.drop_column("service_return", name)
