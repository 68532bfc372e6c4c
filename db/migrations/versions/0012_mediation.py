"""Mediation: mediators, cases with their trail, sessions, and the clocks that run; logged and guarded as matters are"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = ("mediation_pause", "mediation_session", "mediation_event", "mediation_deadline", "mediation_case", "mediator")
# table, entity in the log, the column that names the entity's row: a case belongs to its matter there too
SOURCES = (
    ("mediator", "mediator", "id"),
    ("mediation_case", "matter", "matter_id"),
    ("mediation_event", "matter", "matter_id"),
    ("mediation_deadline", "matter", "matter_id"),
)
STRUCTURE = (
    ("mediation_room", "code, kind, speciality, area_id"),
    ("mediator", "work_number, kind, mediation_room_id"),
)
IMAGES = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
GUARDED = ("mediation_case", "mediation_event", "mediation_deadline", "mediation_session", "mediation_pause")
WHOLE = "(select current_setting('fengqiao.areas', true) = '0')"


def upgrade() -> None:
    op.create_table(
        "mediator",
        sa.Column("id", KEY, nullable=False),
        sa.Column("work_number", sa.String(length=48), nullable=False),
        sa.Column("mediation_room_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("profession", sa.String(length=16), nullable=True),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("account_id", KEY, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind is null or kind in ('full_time', 'part_time', 'expert')", name=op.f("ck_mediator_kind")
        ),
        sa.CheckConstraint(
            "profession is null or profession in ('lawyer', 'judge', 'prosecutor', 'psychologist', 'elder', 'other')",
            name=op.f("ck_mediator_profession"),
        ),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_mediator_valid")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mediator_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["mediation_room_id"], ["mediation_room.id"], name=op.f("fk_mediator_mediation_room_id_mediation_room")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediator")),
        sa.UniqueConstraint("account_id", name=op.f("uq_mediator_account_id")),
        sa.UniqueConstraint("work_number", name=op.f("uq_mediator_work_number")),
    )
    op.create_index(op.f("ix_mediator_mediation_room_id"), "mediator", ["mediation_room_id"], unique=False)
    op.create_table(
        "mediation_case",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(length=56), nullable=False),
        sa.Column("matter_id", KEY, nullable=False),
        sa.Column("mediation_room_id", KEY, nullable=False),
        sa.Column("mediator_id", KEY, nullable=True),
        sa.Column("category_key", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("link", sa.String(length=16), nullable=True),
        sa.Column("difficulty", sa.String(length=16), nullable=True),
        sa.Column("parties", sa.SmallInteger(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("episode", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "channel is null or channel in ('people', 'administrative', 'judicial', 'arbitration', 'mass_organisation', 'other')",
            name=op.f("ck_mediation_case_channel"),
        ),
        sa.CheckConstraint(
            "difficulty is null or difficulty in ('simple', 'ordinary', 'difficult')",
            name=op.f("ck_mediation_case_difficulty"),
        ),
        sa.CheckConstraint(
            "link is null or link in ('pre_litigation', 'police', 'procuratorate', 'other')",
            name=op.f("ck_mediation_case_link"),
        ),
        sa.CheckConstraint(
            "status is null or status in ('applied', 'accepted', 'refused', 'assigned', 'mediating', 'agreed', 'performed', 'confirmed', 'reneged', 'ended')",
            name=op.f("ck_mediation_case_status"),
        ),
        sa.CheckConstraint("amount_fen is null or amount_fen >= 0", name=op.f("ck_mediation_case_amount")),
        sa.CheckConstraint("parties is null or parties >= 1", name=op.f("ck_mediation_case_parties")),
        sa.ForeignKeyConstraint(
            ["category_key"], ["category.key"], name=op.f("fk_mediation_case_category_key_category")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_mediation_case_matter_id_matter")),
        sa.ForeignKeyConstraint(
            ["mediation_room_id"],
            ["mediation_room.id"],
            name=op.f("fk_mediation_case_mediation_room_id_mediation_room"),
        ),
        sa.ForeignKeyConstraint(["mediator_id"], ["mediator.id"], name=op.f("fk_mediation_case_mediator_id_mediator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_case")),
        sa.UniqueConstraint("code", name=op.f("uq_mediation_case_code")),
    )
    op.create_index(op.f("ix_mediation_case_matter_id"), "mediation_case", ["matter_id"], unique=False)
    op.create_index(op.f("ix_mediation_case_mediation_room_id"), "mediation_case", ["mediation_room_id"], unique=False)
    op.create_table(
        "mediation_deadline",
        sa.Column("id", KEY, nullable=False),
        sa.Column("matter_id", KEY, nullable=False),
        sa.Column("mediation_case_id", KEY, nullable=False),
        sa.Column("episode", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rule_from", sa.Date(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind is null or kind in ('accept', 'arrive', 'mediate', 'confirm', 'visit')",
            name=op.f("ck_mediation_deadline_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_mediation_deadline_matter_id_matter"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mediation_case_id"],
            ["mediation_case.id"],
            name=op.f("fk_mediation_deadline_mediation_case_id_mediation_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_deadline")),
    )
    op.create_index(op.f("ix_mediation_deadline_due_on"), "mediation_deadline", ["due_on"], unique=False)
    op.create_index(op.f("ix_mediation_deadline_matter_id"), "mediation_deadline", ["matter_id"], unique=False)
    op.create_index(
        op.f("ix_mediation_deadline_mediation_case_id"), "mediation_deadline", ["mediation_case_id"], unique=False
    )
    op.create_table(
        "mediation_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("matter_id", KEY, nullable=False),
        sa.Column("mediation_case_id", KEY, nullable=False),
        sa.Column("episode", sa.SmallInteger(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("mediation_room_id", KEY, nullable=False),
        sa.Column("mediator_id", KEY, nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("form", sa.String(length=8), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("satisfaction", sa.String(length=24), nullable=True),
        sa.CheckConstraint("form is null or form in ('oral', 'written')", name=op.f("ck_mediation_event_form")),
        sa.CheckConstraint(
            "satisfaction is null or satisfaction in ('satisfied', 'basically_satisfied', 'dissatisfied')",
            name=op.f("ck_mediation_event_satisfaction"),
        ),
        sa.CheckConstraint(
            "step is null or step in ('applied', 'accepted', 'refused', 'assigned', 'recused', 'transferred', 'arrived', 'session', 'paused', 'resumed', 'agreed', 'performed', 'confirmed', 'reneged', 'court', 'ended', 'visited', 'reopened')",
            name=op.f("ck_mediation_event_step"),
        ),
        sa.CheckConstraint("amount_fen is null or amount_fen >= 0", name=op.f("ck_mediation_event_amount")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_mediation_event_matter_id_matter"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mediation_case_id"],
            ["mediation_case.id"],
            name=op.f("fk_mediation_event_mediation_case_id_mediation_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mediation_room_id"],
            ["mediation_room.id"],
            name=op.f("fk_mediation_event_mediation_room_id_mediation_room"),
        ),
        sa.ForeignKeyConstraint(["mediator_id"], ["mediator.id"], name=op.f("fk_mediation_event_mediator_id_mediator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_event")),
    )
    op.create_index(op.f("ix_mediation_event_matter_id"), "mediation_event", ["matter_id"], unique=False)
    op.create_index(
        op.f("ix_mediation_event_mediation_case_id"), "mediation_event", ["mediation_case_id"], unique=False
    )
    op.create_table(
        "mediation_session",
        sa.Column("id", KEY, nullable=False),
        sa.Column("matter_id", KEY, nullable=False),
        sa.Column("mediation_case_id", KEY, nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "state is null or state in ('planned', 'held', 'cancelled')", name=op.f("ck_mediation_session_state")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_mediation_session_matter_id_matter"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mediation_case_id"],
            ["mediation_case.id"],
            name=op.f("fk_mediation_session_mediation_case_id_mediation_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_session")),
    )
    op.create_index(op.f("ix_mediation_session_matter_id"), "mediation_session", ["matter_id"], unique=False)
    op.create_index(
        op.f("ix_mediation_session_mediation_case_id"), "mediation_session", ["mediation_case_id"], unique=False
    )
    op.create_index(op.f("ix_mediation_session_planned_at"), "mediation_session", ["planned_at"], unique=False)
    op.create_table(
        "mediation_pause",
        sa.Column("id", KEY, nullable=False),
        sa.Column("matter_id", KEY, nullable=False),
        sa.Column("mediation_deadline_id", KEY, nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_mediation_pause_order")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_mediation_pause_matter_id_matter"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mediation_deadline_id"],
            ["mediation_deadline.id"],
            name=op.f("fk_mediation_pause_mediation_deadline_id_mediation_deadline"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_pause")),
    )
    op.create_index(op.f("ix_mediation_pause_matter_id"), "mediation_pause", ["matter_id"], unique=False)
    op.create_index(
        op.f("ix_mediation_pause_mediation_deadline_id"), "mediation_pause", ["mediation_deadline_id"], unique=False
    )
    for source in SOURCES:
        for write, images in IMAGES.items():
            _log(*source, write, images)
    for table, columns in STRUCTURE:
        _log_structure(table, columns)
    if op.get_bind().dialect.name != "sqlite":
        for table in GUARDED:
            _guard(table)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("drop trigger if exists log_mediation_room_structure" + ("" if sqlite else " on mediation_room"))
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


def _log_structure(table: str, columns: str) -> None:
    head = f"create trigger log_{table}_structure after update of {columns} on {table}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"{head} begin insert into change_log (transaction_id, entity, entity_id) values (0, 'structure', 0); end"
        )
    else:
        op.execute(f"{head} for each row execute function log_structure()")


def _guard(table: str) -> None:
    condition = f"{WHOLE} or exists (select 1 from matter where matter.id = {table}.matter_id)"
    op.execute(f"alter table {table} enable row level security, force row level security")
    op.execute(f"create policy within_areas on {table} using ({condition}) with check ({condition})")
