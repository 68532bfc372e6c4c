"""Accountability: acts on bodies with their notices and trail, what rules propose, numbers of documents"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    *("accountability_proposal", "accountability_event", "accountability_notice", "accountability_action"),
    "document_series",
)
# table, entity in the log, the column that names the entity's row
SOURCES = (
    ("accountability_action", "accountability_action", "id"),
    ("accountability_notice", "accountability_action", "action_id"),
)
IMAGES = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
PLACED = ("accountability_action", "accountability_proposal")
FOLLOWING = ("accountability_notice", "accountability_event")
WHOLE = "(select current_setting('fengqiao.areas', true) = '0')"
INSIDE = "area_id = any ((select fengqiao_areas())::bigint[])"


def upgrade() -> None:
    op.create_table(
        "document_series",
        sa.Column("issuer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["area.id"], name=op.f("fk_document_series_issuer_id_area")),
        sa.PrimaryKeyConstraint("issuer_id", "kind", "year", name=op.f("pk_document_series")),
    )
    op.create_table(
        "accountability_action",
        sa.Column("id", KEY, nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("member_unit_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("issuer_id", KEY, nullable=False),
        sa.Column("basis", sa.String(length=24), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("lift_condition", sa.String(length=24), nullable=False),
        sa.Column("effect", sa.String(length=16), nullable=False),
        sa.Column("effect_points", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lift_reason", sa.String(length=24), nullable=True),
        sa.Column("annulled_on", sa.Date(), nullable=True),
        sa.Column("annul_reason", sa.String(length=24), nullable=True),
        sa.Column("source_ref", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "effect is null or effect in ('none', 'deduction', 'bonus', 'no_award', 'veto')",
            name=op.f("ck_accountability_action_effect"),
        ),
        sa.CheckConstraint(
            "kind is null or kind in ('reminder', 'risk_letter', 'supervision_notice', 'circulated_criticism', 'summons_talk', 'listed_supervision', 'yellow_card', 'one_vote_veto', 'safe_county', 'safe_township')",
            name=op.f("ck_accountability_action_kind"),
        ),
        sa.CheckConstraint(
            "state is null or state in ('drafted', 'rejected', 'in_force', 'lifted', 'annulled')",
            name=op.f("ck_accountability_action_state"),
        ),
        sa.CheckConstraint("effect_points is null or effect_points > 0", name=op.f("ck_accountability_action_points")),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_accountability_action_days")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_accountability_action_area_id_area")),
        sa.ForeignKeyConstraint(["issuer_id"], ["area.id"], name=op.f("fk_accountability_action_issuer_id_area")),
        sa.ForeignKeyConstraint(
            ["member_unit_id"], ["member_unit.id"], name=op.f("fk_accountability_action_member_unit_id_member_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability_action")),
        sa.UniqueConstraint("source_ref", name=op.f("uq_accountability_action_source_ref")),
    )
    op.create_index(op.f("ix_accountability_action_area_id"), "accountability_action", ["area_id"], unique=False)
    op.create_index(op.f("ix_accountability_action_issuer_id"), "accountability_action", ["issuer_id"], unique=False)
    op.create_index(
        op.f("ix_accountability_action_member_unit_id"), "accountability_action", ["member_unit_id"], unique=False
    )
    op.create_table(
        "accountability_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "step is null or step in ('drafted', 'approved', 'rejected', 'begun', 'issued', 'received', 'answered', 'returned', 'closed', 'lifted', 'annulled')",
            name=op.f("ck_accountability_event_step"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["accountability_action.id"],
            name=op.f("fk_accountability_event_action_id_accountability_action"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability_event")),
    )
    op.create_index(op.f("ix_accountability_event_action_id"), "accountability_event", ["action_id"], unique=False)
    op.create_table(
        "accountability_notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("issuer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(length=2000), nullable=False),
        sa.Column("demands", sa.String(length=2000), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind is null or kind in ('risk_letter', 'supervision_notice')", name=op.f("ck_accountability_notice_kind")
        ),
        sa.CheckConstraint("due_on > issued_on", name=op.f("ck_accountability_notice_days")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_accountability_notice_number")),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["accountability_action.id"],
            name=op.f("fk_accountability_notice_action_id_accountability_action"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["issuer_id"], ["area.id"], name=op.f("fk_accountability_notice_issuer_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability_notice")),
        sa.UniqueConstraint("action_id", name=op.f("uq_accountability_notice_action_id")),
        sa.UniqueConstraint(
            "issuer_id", "kind", "year", "number", name=op.f("uq_accountability_notice_issuer_id_kind_year_number")
        ),
    )
    op.create_table(
        "accountability_proposal",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("area_id", KEY, nullable=False),
        sa.Column("member_unit_id", KEY, nullable=True),
        sa.Column("metric", sa.String(length=64), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("threshold", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("action_id", KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind is null or kind in ('reminder', 'risk_letter', 'supervision_notice', 'circulated_criticism', 'summons_talk', 'listed_supervision', 'yellow_card', 'one_vote_veto', 'safe_county', 'safe_township')",
            name=op.f("ck_accountability_proposal_kind"),
        ),
        sa.CheckConstraint(
            "state is null or state in ('open', 'accepted', 'dismissed')", name=op.f("ck_accountability_proposal_state")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["accountability_action.id"],
            name=op.f("fk_accountability_proposal_action_id_accountability_action"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_accountability_proposal_area_id_area")),
        sa.ForeignKeyConstraint(
            ["member_unit_id"], ["member_unit.id"], name=op.f("fk_accountability_proposal_member_unit_id_member_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability_proposal")),
        sa.UniqueConstraint("subject", name=op.f("uq_accountability_proposal_subject")),
    )
    op.create_index(op.f("ix_accountability_proposal_area_id"), "accountability_proposal", ["area_id"], unique=False)
    for source in SOURCES:
        for write, images in IMAGES.items():
            _log(*source, write, images)
    if op.get_bind().dialect.name != "sqlite":
        for table in PLACED:
            _guard(table, f"{WHOLE} or {INSIDE}")
        for table in FOLLOWING:
            of_action = f"accountability_action.id = {table}.action_id"
            _guard(table, f"{WHOLE} or exists (select 1 from accountability_action where {of_action})")


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
