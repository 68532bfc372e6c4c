"""Which areas followed which, so that figures can be shown in today's borders; a unit's place is structure too"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "area_succession"
IMAGES = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", KEY, nullable=False),
        sa.Column("predecessor_id", KEY, nullable=False),
        sa.Column("successor_id", KEY, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.CheckConstraint("predecessor_id <> successor_id", name=op.f("ck_area_succession_two")),
        *(_reference(column) for column in ("predecessor_id", "successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_succession")),
        sa.UniqueConstraint("predecessor_id", "successor_id", name=op.f("uq_area_succession_predecessor_id_successor_id")),
    )
    op.create_index("ix_area_succession_successor_id", TABLE, ["successor_id"])
    for write, images in IMAGES.items():
        _log(write, images)
    _unit_structure("code, area_id")


def downgrade() -> None:
    _unit_structure("code")
    op.drop_table(TABLE)


def _reference(column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{TABLE}_{column}_area")
    return sa.ForeignKeyConstraint([column], ["area.id"], name=name, ondelete="CASCADE")


def _log(write: str, images: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        keys = " union ".join(f"select {image}.id" for image in images)
        op.execute(
            f"create trigger log_{TABLE}_{write} after {write} on {TABLE} begin"
            f" insert into change_log (transaction_id, entity, entity_id) select 0, '{TABLE}', * from ({keys}); end"
        )
        return
    names = {"new": "new table as fresh", "old": "old table as gone"}
    op.execute(
        f"create trigger log_{TABLE}_{write} after {write} on {TABLE}"
        f" referencing {' '.join(names[image] for image in images)}"
        f" for each statement execute function log_change('{TABLE}', 'id')"
    )


def _unit_structure(columns: str) -> None:
    """The level of the unit that settles a matter stands on the fact, so moving the unit changes other rows."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("drop trigger if exists log_member_unit_structure" + ("" if sqlite else " on member_unit"))
    head = f"create trigger log_member_unit_structure after update of {columns} on member_unit"
    if sqlite:
        op.execute(
            f"{head} begin insert into change_log (transaction_id, entity, entity_id) values (0, 'structure', 0); end"
        )
    else:
        op.execute(f"{head} for each row execute function log_structure()")
