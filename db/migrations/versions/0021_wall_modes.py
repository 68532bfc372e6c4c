"""Walls know peace from wartime; alarms wait before they ring, look at the period before, at age, and can be removed"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("wall_slot", sa.Column("mode", sa.String(length=8), server_default="always", nullable=False))
    op.add_column("alarm_rule", sa.Column("watches", sa.String(length=8), server_default="value", nullable=False))
    op.add_column("alarm_rule", sa.Column("against", sa.String(length=8), server_default="year", nullable=False))
    op.add_column("alarm_rule", sa.Column("lasting_minutes", sa.Integer(), server_default="0", nullable=False))
    op.add_column("alarm_rule", sa.Column("removed_at", INSTANT, nullable=True))
    op.create_table(
        "alarm_pending",
        sa.Column("id", KEY, nullable=False),
        sa.Column("alarm_rule_id", KEY, nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["alarm_rule_id"],
            ["alarm_rule.id"],
            name=op.f("fk_alarm_pending_alarm_rule_id_alarm_rule"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_pending")),
    )
    op.create_index(
        "ix_alarm_pending_place", "alarm_pending", ["alarm_rule_id", "area_code"], unique=True
    )


def downgrade() -> None:
    op.drop_table("alarm_pending")
    for column in ("removed_at", "lasting_minutes", "against", "watches"):
        op.drop_column("alarm_rule", column)
    op.drop_column("wall_slot", "mode")
