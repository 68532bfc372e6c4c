"""Subsidy by the case: tariffs, budgets, and a ledger whose lines stay and keep their money"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("subsidy_entry", "subsidy_budget", "subsidy_tariff")
IMAGES = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
KEPT = "matter_id, mediation_case_id, episode, reverses_id, area_id, amount_fen, made_by, claimed_on"
WHOLE = "(select current_setting('fengqiao.areas', true) = '0')"
LEVELS = "level is null or level in ('prefecture', 'county', 'township', 'village')"
DIFFICULTIES = "difficulty is null or difficulty in ('simple', 'ordinary', 'difficult')"
FORMS = "form is null or form in ('oral', 'written')"


def upgrade() -> None:
    _create_tariff()
    _create_budget()
    _create_entry()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("drop function keep_subsidy_entry()")


def _codes(table: str) -> list[sa.CheckConstraint]:
    checks = {"level": LEVELS, "difficulty": DIFFICULTIES, "form": FORMS}
    return [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()]


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _create_tariff() -> None:
    table = "subsidy_tariff"
    unique = ("area_id", "valid_from", "level", "difficulty", "form")
    op.create_table(
        table,
        sa.Column("id", KEY, nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("difficulty", sa.String(length=16), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        *_codes(table),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_subsidy_tariff_amount")),
        _refers(table, "area_id", "area"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy_tariff")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{table}_{'_'.join(unique)}")),
    )


def _create_budget() -> None:
    table = "subsidy_budget"
    op.create_table(
        table,
        sa.Column("id", KEY, nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_subsidy_budget_amount")),
        _refers(table, "area_id", "area"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy_budget")),
        sa.UniqueConstraint("area_id", "year", name=op.f("uq_subsidy_budget_area_id_year")),
    )


def _create_entry() -> None:
    table = "subsidy_entry"
    states = "state is null or state in ('claimed', 'approved', 'refused')"
    op.create_table(
        table,
        sa.Column("id", KEY, nullable=False),
        sa.Column("matter_id", KEY, nullable=False),
        sa.Column("mediation_case_id", KEY, nullable=False),
        sa.Column("episode", sa.SmallInteger(), nullable=False),
        sa.Column("reverses_id", KEY, nullable=True),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("mediation_room_id", KEY, nullable=False),
        sa.Column("mediator_id", KEY, nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("difficulty", sa.String(length=16), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("files", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("refusal", sa.String(length=24), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_codes(table),
        sa.CheckConstraint(states, name=op.f("ck_subsidy_entry_state")),
        sa.CheckConstraint("(reverses_id is null) = (amount_fen >= 0)", name=op.f("ck_subsidy_entry_sign")),
        sa.CheckConstraint("decided_by is null or decided_by <> made_by", name=op.f("ck_subsidy_entry_two_people")),
        sa.CheckConstraint("(state = 'claimed') = (decided_on is null)", name=op.f("ck_subsidy_entry_decided")),
        _refers(table, "matter_id", "matter"),
        _refers(table, "mediation_case_id", "mediation_case"),
        _refers(table, "reverses_id", "subsidy_entry"),
        _refers(table, "area_id", "area"),
        _refers(table, "mediation_room_id", "mediation_room"),
        _refers(table, "mediator_id", "mediator"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy_entry")),
    )
    for column in ("matter_id", "mediation_case_id", "reverses_id", "area_id", "claimed_on", "decided_on"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _sqlite() -> None:
    for write, images in IMAGES.items():
        keys = " union ".join(f"select {image}.id" for image in images)
        op.execute(
            f"create trigger log_subsidy_entry_{write} after {write} on subsidy_entry begin insert into change_log"
            f" (transaction_id, entity, entity_id) select 0, 'subsidy_entry', * from ({keys}); end"
        )
    refuse = "begin select raise(abort, 'the ledger only grows'); end"
    op.execute(f"create trigger keep_subsidy_entry_update before update of {KEPT} on subsidy_entry {refuse}")
    op.execute(f"create trigger keep_subsidy_entry_delete before delete on subsidy_entry {refuse}")


def _postgresql() -> None:
    names = {"new": "new table as fresh", "old": "old table as gone"}
    for write, images in IMAGES.items():
        op.execute(
            f"create trigger log_subsidy_entry_{write} after {write} on subsidy_entry"
            f" referencing {' '.join(names[image] for image in images)}"
            " for each statement execute function log_change('subsidy_entry', 'id')"
        )
    op.execute(
        "create function keep_subsidy_entry() returns trigger language plpgsql as"
        " $$ begin raise exception 'the ledger only grows'; end $$"
    )
    for when in (f"update of {KEPT}", "delete"):
        name = f"keep_subsidy_entry_{when.split()[0]}"
        op.execute(
            f"create trigger {name} before {when} on subsidy_entry"
            " for each row execute function keep_subsidy_entry()"
        )
    condition = f"{WHOLE} or exists (select 1 from matter where matter.id = subsidy_entry.matter_id)"
    op.execute("alter table subsidy_entry enable row level security, force row level security")
    op.execute(f"create policy within_areas on subsidy_entry using ({condition}) with check ({condition})")
