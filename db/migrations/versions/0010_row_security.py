"""PostgreSQL's own guard behind ours: a transaction sees the matters of the areas that it names, and none without"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What has a place of its own, and what has its matter's.
PLACED = "matter"
FOLLOWING = ("matter_event", "matter_revision")
# Both are asked once a statement, not once a row.
WHOLE = "(select current_setting('fengqiao.areas', true) = '0')"
INSIDE = "area_id = any ((select fengqiao_areas())::bigint[])"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        """
        create function fengqiao_areas() returns bigint[] language sql stable set search_path from current as $$
            with recursive inside as (
                select id from area where code = any (string_to_array(current_setting('fengqiao.areas', true), ','))
                union
                select area.id from area join inside on area.parent_id = inside.id
            )
            select coalesce(array_agg(id), '{}') from inside
        $$
        """
    )
    _guard(PLACED, f"{WHOLE} or {INSIDE}")
    for table in FOLLOWING:
        _guard(table, f"{WHOLE} or exists (select 1 from {PLACED} where {PLACED}.id = {table}.{PLACED}_id)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in (*FOLLOWING, PLACED):
        op.execute(f"drop policy within_areas on {table}")
        op.execute(f"alter table {table} no force row level security, disable row level security")
    op.execute("drop function fengqiao_areas()")


def _guard(table: str, condition: str) -> None:
    op.execute(f"alter table {table} enable row level security, force row level security")
    op.execute(f"create policy within_areas on {table} using ({condition}) with check ({condition})")
