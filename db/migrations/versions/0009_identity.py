"""Identity: second factors, old passwords, addresses that fail to sign in, the first administrator's code"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = ("used_form", "first_run_code", "recovery_code", "old_password", "sign_in_address", "sign_in_step")
COLUMNS = ("version", "must_change_password", "totp_secret", "totp_since", "totp_step")


def upgrade() -> None:
    # Added one by one: building the table anew would empty those that refer to it.
    op.add_column("account", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("account", sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("account", sa.Column("totp_secret", sa.String(length=255), nullable=True))
    op.add_column("account", sa.Column("totp_since", INSTANT, nullable=True))
    op.add_column("account", sa.Column("totp_step", sa.BigInteger(), nullable=True))
    op.create_table(
        "sign_in_step",
        sa.Column("login_session_id", KEY, autoincrement=False, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("proven_at", INSTANT, nullable=False),
        sa.Column("second_factor_at", INSTANT, nullable=True),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["login_session_id"],
            ["login_session.id"],
            name=op.f("fk_sign_in_step_login_session_id_login_session"),
            ondelete="CASCADE",
        ),
        _of_account("sign_in_step"),
        sa.PrimaryKeyConstraint("login_session_id", name=op.f("pk_sign_in_step")),
    )
    op.create_index(op.f("ix_sign_in_step_account_id"), "sign_in_step", ["account_id"])
    op.create_table(
        "sign_in_address",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("failed_since", INSTANT, nullable=False),
        sa.Column("locked_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_sign_in_address")),
    )
    op.create_index(op.f("ix_sign_in_address_failed_since"), "sign_in_address", ["failed_since"])
    for table, column in (("old_password", "password_hash"), ("recovery_code", "code_hash")):
        op.create_table(
            table,
            sa.Column("id", KEY, nullable=False),
            sa.Column("account_id", KEY, nullable=False),
            sa.Column(column, sa.String(length=128 if table == "old_password" else 64), nullable=False),
            _of_account(table),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])
    op.create_table(
        "first_run_code",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_run_code")),
    )
    op.create_table(
        "used_form",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_used_form")),
    )
    op.create_index(op.f("ix_used_form_used_at"), "used_form", ["used_at"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for column in reversed(COLUMNS):
        op.drop_column("account", column)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id_account")
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name, ondelete="CASCADE")
