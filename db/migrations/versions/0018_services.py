"""Special-group services: months, returns, the protected cube, the groups in use; and the purpose register"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "service_count",
    "service_capacity",
    "service_supply",
    "service_return",
    "service_cell",
    "service_month",
    "service_group",
    "purpose",
)
# table, entity in the log, the column that names the entity's row. Counts of a return feed nothing and are not named.
SOURCES = (
    ("service_return", "service_return", "id"),
    ("service_month", "service_month", "id"),
    ("service_cell", "service_month", "service_month_id"),
    ("service_supply", "service_month", "service_month_id"),
)
IMAGES = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
# What a township wrote is seen where it lies; the parts of a return where it is.
PLACED, FOLLOWING = "service_return", ("service_count", "service_capacity")
WHOLE = "(select current_setting('fengqiao.areas', true) = '0')"
INSIDE = "area_id = any ((select fengqiao_areas())::bigint[])"


def upgrade() -> None:
    op.create_table(
        "purpose",
        sa.Column("data_set", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.String(length=400), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.CheckConstraint("retention_days > 0", name=op.f("ck_purpose_retention_days")),
        sa.PrimaryKeyConstraint("data_set", name=op.f("pk_purpose")),
    )
    op.create_table(
        "service_group",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("label", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "code is null or code in ('destitute', 'minimum_living', 'orphans', 'unattended_children', 'left_behind_children', 'severe_disability', 'frail_elders', 'veterans', 'sudden_hardship', 'near_poverty', 'serious_illness', 'youth_in_need')",
            name=op.f("ck_service_group_code"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_group")),
    )
    op.create_table(
        "service_month",
        sa.Column("id", KEY, nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("cube_version", sa.Integer(), nullable=False),
        sa.Column("secret_mark", sa.String(length=16), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status is null or status in ('open', 'closed')", name=op.f("ck_service_month_status")),
        sa.CheckConstraint("cube_version >= 0", name=op.f("ck_service_month_cube_version")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_service_month_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_month")),
        sa.UniqueConstraint("area_id", "month", name=op.f("uq_service_month_area_id_month")),
    )
    op.create_table(
        "service_cell",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_month_id", KEY, nullable=False),
        sa.Column("cube_version", sa.SmallInteger(), nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("service_group", sa.String(length=24), nullable=False),
        sa.Column("service_line", sa.String(length=16), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("dissatisfied", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "service_group is null or service_group in ('destitute', 'minimum_living', 'orphans', 'unattended_children', 'left_behind_children', 'severe_disability', 'frail_elders', 'veterans', 'sudden_hardship', 'near_poverty', 'serious_illness', 'youth_in_need')",
            name=op.f("ck_service_cell_service_group"),
        ),
        sa.CheckConstraint(
            "service_line is null or service_line in ('rights', 'living', 'care', 'guidance')",
            name=op.f("ck_service_cell_service_line"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_service_cell_area_id_area")),
        sa.ForeignKeyConstraint(
            ["service_month_id"],
            ["service_month.id"],
            name=op.f("fk_service_cell_service_month_id_service_month"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_cell")),
        sa.UniqueConstraint(
            "service_month_id", "cube_version", "area_id", "service_group", "service_line", name="uq_service_cell_whole"
        ),
    )
    op.create_table(
        "service_return",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_month_id", KEY, nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("submitted_by", KEY, nullable=True),
        sa.Column("zero", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status is null or status in ('expected', 'draft', 'submitted', 'returned', 'approved', 'locked')",
            name=op.f("ck_service_return_status"),
        ),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_service_return_revision")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_service_return_area_id_area")),
        sa.ForeignKeyConstraint(
            ["service_month_id"],
            ["service_month.id"],
            name=op.f("fk_service_return_service_month_id_service_month"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["account.id"], name=op.f("fk_service_return_submitted_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_return")),
        sa.UniqueConstraint(
            "service_month_id", "area_id", "revision", name=op.f("uq_service_return_service_month_id_area_id_revision")
        ),
    )
    op.create_index(op.f("ix_service_return_area_id"), "service_return", ["area_id"], unique=False)
    op.create_index(op.f("ix_service_return_service_month_id"), "service_return", ["service_month_id"], unique=False)
    op.create_table(
        "service_supply",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_month_id", KEY, nullable=False),
        sa.Column("cube_version", sa.SmallInteger(), nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("service_line", sa.String(length=16), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("shelters", sa.Integer(), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("paid", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "service_line is null or service_line in ('rights', 'living', 'care', 'guidance')",
            name=op.f("ck_service_supply_service_line"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_service_supply_area_id_area")),
        sa.ForeignKeyConstraint(
            ["service_month_id"],
            ["service_month.id"],
            name=op.f("fk_service_supply_service_month_id_service_month"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_supply")),
        sa.UniqueConstraint(
            "service_month_id", "cube_version", "area_id", "service_line", name="uq_service_supply_whole"
        ),
    )
    op.create_table(
        "service_capacity",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_return_id", KEY, nullable=False),
        sa.Column("service_line", sa.String(length=16), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("shelters", sa.Integer(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("paid", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "service_line is null or service_line in ('rights', 'living', 'care', 'guidance')",
            name=op.f("ck_service_capacity_service_line"),
        ),
        sa.CheckConstraint("budget is null or budget between 0 and 999999", name=op.f("ck_service_capacity_budget")),
        sa.CheckConstraint("paid is null or paid between 0 and 999999", name=op.f("ck_service_capacity_paid")),
        sa.CheckConstraint("places is null or places between 0 and 999999", name=op.f("ck_service_capacity_places")),
        sa.CheckConstraint(
            "shelters is null or shelters between 0 and 999999", name=op.f("ck_service_capacity_shelters")
        ),
        sa.CheckConstraint("workers is null or workers between 0 and 999999", name=op.f("ck_service_capacity_workers")),
        sa.ForeignKeyConstraint(
            ["service_return_id"],
            ["service_return.id"],
            name=op.f("fk_service_capacity_service_return_id_service_return"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_capacity")),
        sa.UniqueConstraint(
            "service_return_id", "service_line", name=op.f("uq_service_capacity_service_return_id_service_line")
        ),
    )
    op.create_table(
        "service_count",
        sa.Column("id", KEY, nullable=False),
        sa.Column("service_return_id", KEY, nullable=False),
        sa.Column("service_group", sa.String(length=24), nullable=False),
        sa.Column("service_line", sa.String(length=16), nullable=False),
        sa.Column("enrolled", sa.Integer(), nullable=True),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("on_time", sa.Integer(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=True),
        sa.Column("undone_away", sa.Integer(), nullable=True),
        sa.Column("undone_declined", sa.Integer(), nullable=True),
        sa.Column("undone_staff", sa.Integer(), nullable=True),
        sa.Column("undone_funds", sa.Integer(), nullable=True),
        sa.Column("undone_other", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.Column("jump", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "jump is null or jump in ('policy', 'moved', 'season', 'catching_up', 'corrected')",
            name=op.f("ck_service_count_jump"),
        ),
        sa.CheckConstraint(
            "service_group is null or service_group in ('destitute', 'minimum_living', 'orphans', 'unattended_children', 'left_behind_children', 'severe_disability', 'frail_elders', 'veterans', 'sudden_hardship', 'near_poverty', 'serious_illness', 'youth_in_need')",
            name=op.f("ck_service_count_service_group"),
        ),
        sa.CheckConstraint(
            "service_line is null or service_line in ('rights', 'living', 'care', 'guidance')",
            name=op.f("ck_service_count_service_line"),
        ),
        sa.CheckConstraint("asked is null or asked between 0 and 999999", name=op.f("ck_service_count_asked")),
        sa.CheckConstraint("due is null or due between 0 and 999999", name=op.f("ck_service_count_due")),
        sa.CheckConstraint("enrolled is null or enrolled between 0 and 999999", name=op.f("ck_service_count_enrolled")),
        sa.CheckConstraint("late is null or late between 0 and 999999", name=op.f("ck_service_count_late")),
        sa.CheckConstraint("on_time is null or on_time between 0 and 999999", name=op.f("ck_service_count_on_time")),
        sa.CheckConstraint(
            "satisfied is null or satisfied between 0 and 999999", name=op.f("ck_service_count_satisfied")
        ),
        sa.CheckConstraint(
            "undone_away is null or undone_away between 0 and 999999", name=op.f("ck_service_count_undone_away")
        ),
        sa.CheckConstraint(
            "undone_declined is null or undone_declined between 0 and 999999",
            name=op.f("ck_service_count_undone_declined"),
        ),
        sa.CheckConstraint(
            "undone_funds is null or undone_funds between 0 and 999999", name=op.f("ck_service_count_undone_funds")
        ),
        sa.CheckConstraint(
            "undone_other is null or undone_other between 0 and 999999", name=op.f("ck_service_count_undone_other")
        ),
        sa.CheckConstraint(
            "undone_staff is null or undone_staff between 0 and 999999", name=op.f("ck_service_count_undone_staff")
        ),
        sa.ForeignKeyConstraint(
            ["service_return_id"],
            ["service_return.id"],
            name=op.f("fk_service_count_service_return_id_service_return"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_count")),
        sa.UniqueConstraint(
            "service_return_id",
            "service_group",
            "service_line",
            name=op.f("uq_service_count_service_return_id_service_group_service_line"),
        ),
    )
    for source in SOURCES:
        for write, images in IMAGES.items():
            _log(*source, write, images)
    if op.get_bind().dialect.name != "sqlite":
        _guard(PLACED, f"{WHOLE} or {INSIDE}")
        for table in FOLLOWING:
            _guard(table, f"{WHOLE} or exists (select 1 from {PLACED} where {PLACED}.id = {table}.{PLACED}_id)")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _log(table: str, entity: str, key: str, write: str, images: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        keys = " union ".join(f"select {image}.{key}" for image in images)
        op.execute(
            f"create trigger log_{table}_{write} after {write} on {table} begin"
            f" insert into change_log (transaction_id, entity, entity_id) select 0, '{entity}', * from ({keys}); end"
        )
        return
    names = {"new": "new table as fresh", "old": "old table as gone"}
    op.execute(
        f"create trigger log_{table}_{write} after {write} on {table}"
        f" referencing {' '.join(names[image] for image in images)}"
        f" for each statement execute function log_change('{entity}', '{key}')"
    )


def _guard(table: str, condition: str) -> None:
    op.execute(f"alter table {table} enable row level security, force row level security")
    op.execute(f"create policy within_areas on {table} using ({condition}) with check ({condition})")
