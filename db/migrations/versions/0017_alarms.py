"""Alarms: the rules that watch metrics and each time that one rang, guarded as what lies in areas is"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
INSIDE = "(select current_setting('fengqiao.areas', true) = '0') or area_id = any ((select fengqiao_areas())::bigint[])"


def upgrade() -> None:
    op.create_table(
        "alarm_rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("threshold", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("back_at", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("places", sa.String(length=16), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("severity", sa.String(length=2), nullable=False),
        sa.Column("respond_hours", sa.SmallInteger(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind is null or kind in ('above', 'below', 'rise', 'fall')", name=op.f("ck_alarm_rule_kind")
        ),
        sa.CheckConstraint(
            "owner is null or owner in ('command_desk', 'county_office', 'supervision_office')",
            name=op.f("ck_alarm_rule_owner"),
        ),
        sa.CheckConstraint(
            "places is null or places in ('self', 'county', 'township')", name=op.f("ck_alarm_rule_places")
        ),
        sa.CheckConstraint(
            "severity is null or severity in ('01', '02', '03', '04')", name=op.f("ck_alarm_rule_severity")
        ),
        sa.CheckConstraint("least >= 0", name=op.f("ck_alarm_rule_least")),
        sa.CheckConstraint("respond_hours >= 1", name=op.f("ck_alarm_rule_respond")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_rule")),
    )
    op.create_index(op.f("ix_alarm_rule_area_code"), "alarm_rule", ["area_code"], unique=False)
    op.create_table(
        "alarm_run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=False),
        sa.Column("ran_at", INSTANT, nullable=True),
        sa.Column("data_version", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_run")),
    )
    op.create_table(
        "alarm",
        sa.Column("id", KEY, nullable=False),
        sa.Column("alarm_rule_id", KEY, nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("returned_at", INSTANT, nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("acknowledged_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("state is null or state in ('breach', 'no_data')", name=op.f("ck_alarm_state")),
        sa.ForeignKeyConstraint(
            ["alarm_rule_id"], ["alarm_rule.id"], name=op.f("fk_alarm_alarm_rule_id_alarm_rule"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_alarm_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    op.create_index(op.f("ix_alarm_alarm_rule_id"), "alarm", ["alarm_rule_id"], unique=False)
    op.create_index(op.f("ix_alarm_area_id"), "alarm", ["area_id"], unique=False)
    op.create_index("ix_alarm_in_force", "alarm", ["returned_at", "raised_at"], unique=False)

    if op.get_bind().dialect.name != "sqlite":
        op.execute("alter table alarm enable row level security, force row level security")
        op.execute(f"create policy within_areas on alarm using ({INSIDE}) with check ({INSIDE})")


def downgrade() -> None:
    for table in ("alarm", "alarm_run", "alarm_rule"):
        op.drop_table(table)
