"""Cadence: reports owed and returned, what became of late ones, the operating mode, and the frozen products"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    *("frozen_figure", "issued_product", "operating_mode", "duty_escalation", "report_return", "report_duty"),
    *("duty_setting", "cadence_state"),
)
IMAGES = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
WHOLE = "(select current_setting('fengqiao.areas', true) = '0')"
INSIDE = "area_id = any ((select fengqiao_areas())::bigint[])"
PLACED = ("report_duty", "issued_product")
# What has the place of another: of which.
FOLLOWING = {"report_return": "report_duty", "duty_escalation": "report_duty", "frozen_figure": "issued_product"}


def upgrade() -> None:
    op.create_table(
        "cadence_state",
        sa.Column("id", KEY, nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("done_until", sa.Date(), nullable=False),
        sa.Column("ran_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadence_state")),
    )
    op.create_table(
        "duty_setting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_setting")),
        sa.UniqueConstraint("duty", "area_code", "valid_from", name=op.f("uq_duty_setting_duty_area_code_valid_from")),
    )
    op.create_table(
        "operating_mode",
        sa.Column("id", KEY, nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("begun_by", sa.String(length=64), nullable=False),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reason is null or reason in ('major_event', 'disaster', 'public_incident', 'holiday', 'drill', 'other')",
            name=op.f("ck_operating_mode_reason"),
        ),
        sa.CheckConstraint("ends_at is null or ends_at >= begins_at", name=op.f("ck_operating_mode_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operating_mode")),
    )
    op.create_index(op.f("ix_operating_mode_area_code"), "operating_mode", ["area_code"], unique=False)
    op.create_table(
        "issued_product",
        sa.Column("id", KEY, nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "node is null or node in ('week', 'month', 'quarter', 'year')", name=op.f("ck_issued_product_node")
        ),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_issued_product_period")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_issued_product_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_product")),
        sa.UniqueConstraint(
            "node", "area_id", "period_start", name=op.f("uq_issued_product_node_area_id_period_start")
        ),
    )
    op.create_index(op.f("ix_issued_product_area_id"), "issued_product", ["area_id"], unique=False)
    op.create_table(
        "report_duty",
        sa.Column("id", KEY, nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("body_kind", sa.String(length=16), nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        sa.Column("bearer", sa.String(length=40), nullable=True),
        sa.Column("period_unit", sa.String(length=16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("wartime", sa.Boolean(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("settled", sa.Integer(), nullable=True),
        sa.Column("referred", sa.Integer(), nullable=True),
        sa.Column("escalated_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "body_kind is null or body_kind in ('village_group', 'village', 'township', 'county', 'prefecture', 'centre', 'service_office', 'justice_unit')",
            name=op.f("ck_report_duty_body_kind"),
        ),
        sa.CheckConstraint(
            "period_unit is null or period_unit in ('day', 'week', 'half_month', 'month', 'quarter', 'year')",
            name=op.f("ck_report_duty_period_unit"),
        ),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_report_duty_period")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_report_duty_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_duty")),
        sa.UniqueConstraint("duty", "area_code", "period_unit", "period_start", name="uq_report_duty_one"),
    )
    op.create_index(op.f("ix_report_duty_area_id"), "report_duty", ["area_id"], unique=False)
    op.create_index("ix_report_duty_open", "report_duty", ["returned_on", "due_on"], unique=False)
    op.create_index("ix_report_duty_period_end", "report_duty", ["period_end"], unique=False)
    op.create_table(
        "duty_escalation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_duty_id", KEY, nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "step is null or step in ('overdue', 'superior', 'supervision')", name=op.f("ck_duty_escalation_step")
        ),
        sa.ForeignKeyConstraint(
            ["report_duty_id"],
            ["report_duty.id"],
            name=op.f("fk_duty_escalation_report_duty_id_report_duty"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_escalation")),
        sa.UniqueConstraint("report_duty_id", "step", name=op.f("uq_duty_escalation_report_duty_id_step")),
    )
    op.create_index(op.f("ix_duty_escalation_happened_on"), "duty_escalation", ["happened_on"], unique=False)
    op.create_table(
        "frozen_figure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("issued_product_id", KEY, nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=4, asdecimal=False), nullable=True),
        sa.Column("numerator", sa.Numeric(precision=18, scale=4, asdecimal=False), nullable=True),
        sa.Column("denominator", sa.Numeric(precision=18, scale=4, asdecimal=False), nullable=True),
        sa.Column("base", sa.Numeric(precision=18, scale=4, asdecimal=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["issued_product_id"],
            ["issued_product.id"],
            name=op.f("fk_frozen_figure_issued_product_id_issued_product"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_figure")),
        sa.UniqueConstraint(
            "issued_product_id", "metric", "area_code", name=op.f("uq_frozen_figure_issued_product_id_metric_area_code")
        ),
    )
    op.create_table(
        "report_return",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_duty_id", KEY, nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("returned_at", INSTANT, nullable=False),
        sa.Column("returned_by", sa.String(length=64), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("referred", sa.Integer(), nullable=False),
        sa.CheckConstraint("found >= 0 and settled >= 0 and referred >= 0", name=op.f("ck_report_return_counts")),
        sa.ForeignKeyConstraint(
            ["report_duty_id"],
            ["report_duty.id"],
            name=op.f("fk_report_return_report_duty_id_report_duty"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_return")),
        sa.UniqueConstraint("report_duty_id", "revision", name=op.f("uq_report_return_report_duty_id_revision")),
    )

    for write, images in IMAGES.items():
        _log("report_duty", write, images)
    if op.get_bind().dialect.name != "sqlite":
        for table in PLACED:
            _guard(table, f"{WHOLE} or {INSIDE}")
        for table, of in FOLLOWING.items():
            _guard(table, f"{WHOLE} or exists (select 1 from {of} where {of}.id = {table}.{of}_id)")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _log(table: str, write: str, images: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        keys = " union ".join(f"select {image}.id" for image in images)
        op.execute(
            f"create trigger log_{table}_{write} after {write} on {table} begin"
            f" insert into change_log (transaction_id, entity, entity_id) select 0, '{table}', * from ({keys}); end"
        )
        return
    names = {"new": "new table as fresh", "old": "old table as gone"}
    op.execute(
        f"create trigger log_{table}_{write} after {write} on {table}"
        f" referencing {' '.join(names[image] for image in images)}"
        f" for each statement execute function log_change('{table}', 'id')"
    )


def _guard(table: str, condition: str) -> None:
    op.execute(f"alter table {table} enable row level security, force row level security")
    op.execute(f"create policy within_areas on {table} using ({condition}) with check ({condition})")
