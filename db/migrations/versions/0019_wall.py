"""The walls: programmes with their items, devices, pairing codes, urgent notices"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("wall_notice", "wall_pairing", "wall_device", "wall_slot", "wall_programme")


def upgrade() -> None:
    op.create_table(
        "wall_programme",
        sa.Column("id", KEY, nullable=False),
        _text("label", 40),
        _text("area_code", 24),
        _text("theme", 16),
        _text("day_starts", 5),
        _text("night_starts", 5),
        _text("changed_by", 64),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("theme is null or theme in ('dark', 'light', 'by_hour')", name=op.f("ck_wall_programme_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_programme")),
    )
    op.create_table(
        "wall_slot",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("item", 32),
        _text("subject", 200),
        _text("query", 400),
        sa.Column("dwell_seconds", sa.Integer(), nullable=False),
        _text("weekdays", 7),
        _text("starts_at", 5, nullable=True),
        _text("ends_at", 5, nullable=True),
        sa.CheckConstraint("dwell_seconds between 5 and 3600", name=op.f("ck_wall_slot_dwell_seconds")),
        _programme("wall_slot", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_slot")),
    )
    op.create_index("ix_wall_slot_programme_id", "wall_slot", ["programme_id"])
    op.create_table(
        "wall_device",
        sa.Column("id", KEY, nullable=False),
        _text("kind", 8),
        _text("label", 40),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("steers_id", KEY),
        _text("token_hash", 64, nullable=True),
        _text("network", 64, nullable=True),
        sa.Column("height_cm", sa.Integer(), nullable=False),
        sa.Column("distance_cm", sa.Integer(), nullable=False),
        _text("paired_by", 64),
        _moment("paired_at"),
        _text("revoked_by", 64, nullable=True),
        _moment("revoked_at", nullable=True),
        _moment("last_seen_at", nullable=True),
        _text("address", 64, nullable=True),
        _text("release", 16, nullable=True),
        _text("screen", 16, nullable=True),
        _text("showing", 64, nullable=True),
        _text("command", 8, nullable=True),
        sa.Column("command_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind is null or kind in ('screen', 'remote')", name=op.f("ck_wall_device_kind")),
        sa.CheckConstraint(
            "command is null or command in ('next', 'previous', 'pause', 'resume')", name=op.f("ck_wall_device_command")
        ),
        _programme("wall_device"),
        sa.ForeignKeyConstraint(["steers_id"], ["wall_device.id"], name=op.f("fk_wall_device_steers_id_wall_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_wall_device_token_hash")),
    )
    op.create_index("ix_wall_device_programme_id", "wall_device", ["programme_id"])
    op.create_index("ix_wall_device_steers_id", "wall_device", ["steers_id"])
    op.create_table(
        "wall_pairing",
        sa.Column("id", KEY, nullable=False),
        _text("kind", 8),
        _text("code_hash", 64),
        _text("claim_hash", 64),
        _text("address", 64),
        _moment("expires_at"),
        sa.Column("device_id", KEY),
        sa.ForeignKeyConstraint(["device_id"], ["wall_device.id"], name=op.f("fk_wall_pairing_device_id_wall_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_pairing")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_wall_pairing_code_hash")),
        sa.UniqueConstraint("claim_hash", name=op.f("uq_wall_pairing_claim_hash")),
    )
    op.create_index("ix_wall_pairing_expires_at", "wall_pairing", ["expires_at"])
    op.create_table(
        "wall_notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        _text("text", 120),
        _text("posted_by", 64),
        _moment("posted_at"),
        _moment("expires_at"),
        _text("acknowledged_by", 64, nullable=True),
        _moment("acknowledged_at", nullable=True),
        _programme("wall_notice", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_notice")),
    )
    op.create_index("ix_wall_notice_programme_id", "wall_notice", ["programme_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _text(name: str, length: int, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _programme(table: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_programme_id_wall_programme")
    return sa.ForeignKeyConstraint(["programme_id"], ["wall_programme.id"], name=name, ondelete=ondelete)
