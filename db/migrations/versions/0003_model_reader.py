"""How far each reader of the change log has come, so that the log can be pruned behind the slowest"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "model_reader",
        sa.Column("id", KEY, nullable=False),
        sa.Column("slot", sa.String(length=255), nullable=False),
        sa.Column("transaction_id", KEY, nullable=False),
        sa.Column("position", KEY, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_reader")),
        sa.UniqueConstraint("slot", name=op.f("uq_model_reader_slot")),
    )


def downgrade() -> None:
    op.drop_table("model_reader")
