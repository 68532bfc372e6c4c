"""Identity: second factors, password history, addresses that fail to sign in, the first administrator's code"""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
