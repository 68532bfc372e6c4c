"""Where a session was begun: the network address and the browser, so that people know their own ones again."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("login_session", sa.Column("address", sa.String(64), nullable=True))
    op.add_column("login_session", sa.Column("browser", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("login_session", "browser")
    op.drop_column("login_session", "address")
