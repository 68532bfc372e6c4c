"""The chain of the audit trail: one link for each event, written after its commit; the links only grow"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("number", KEY, autoincrement=False, nullable=False),
        sa.Column("audit_event_id", KEY, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("own_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_event_id"], ["audit_event.id"], name=op.f("fk_audit_seal_audit_event_id_audit_event")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("audit_event_id", name=op.f("uq_audit_seal_audit_event_id")),
    )
    for write in ("update", "delete"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"create trigger log_audit_seal_{write} before {write} on audit_seal begin"
                " select raise(abort, 'the audit trail only grows'); end"
            )
        else:
            op.execute(
                f"create trigger log_audit_seal_{write} before {write} on audit_seal"
                " for each row execute function refuse_change()"
            )


def downgrade() -> None:
    op.drop_table("audit_seal")
