"""What the board is marked with: annotations, targets, and the borders of places"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "annotation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        *_days(),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        *_change(),
        sa.CheckConstraint("kind is null or kind in ('drive', 'policy', 'event')", name=op.f("ck_annotation_kind")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_annotation_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
    )
    op.create_index("ix_annotation_ends_on", "annotation", ["ends_on"])
    op.create_table(
        "target",
        sa.Column("id", KEY, nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        *_days(),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=False),
        *_change(),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_target_days")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_value")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index("ix_target_metric_area_code", "target", ["metric", "area_code"])
    op.create_table(
        "border_map",
        sa.Column("id", KEY, nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("approval", sa.String(length=80)),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_border_map")),
    )
    op.create_table(
        "border",
        sa.Column("id", KEY, nullable=False),
        sa.Column("border_map_id", KEY, nullable=False),
        sa.Column("area_code", sa.String(length=24), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["border_map_id"], ["border_map.id"], name=op.f("fk_border_border_map_id_border_map"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_border")),
        sa.UniqueConstraint("area_code", name=op.f("uq_border_area_code")),
    )
    op.create_index("ix_border_border_map_id", "border", ["border_map_id"])


def downgrade() -> None:
    for table in ("border", "border_map", "target", "annotation"):
        op.drop_table(table)


def _days() -> list[sa.Column]:
    return [sa.Column("starts_on", sa.Date(), nullable=False), sa.Column("ends_on", sa.Date(), nullable=False)]


def _change() -> list[sa.Column]:
    return [
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]
