"""Mediation cases that come in lists: by which number of which room they are known again"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEX = "ix_mediation_case_import_key"


def upgrade() -> None:
    op.add_column("mediation_case", sa.Column("import_key", sa.String(length=88), nullable=True))
    op.add_column("mediation_case", sa.Column("import_hash", sa.String(length=64), nullable=True))
    op.create_index(INDEX, "mediation_case", ["import_key"], unique=True)


def downgrade() -> None:
    op.drop_index(INDEX, table_name="mediation_case")
    op.drop_column("mediation_case", "import_hash")
    op.drop_column("mediation_case", "import_key")
