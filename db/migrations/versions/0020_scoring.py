"""Supervision scoring: schemes, runs with their sheets, what people enter, visits, appeals; what is published stays"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = ("scoring_appeal", "scoring_entry", "scoring_visit", "scoring_sheet", "scoring_run", "scoring_scheme")
MADE = (
    *("scheme_id", "first_month", "last_month", "inputs", "input_hash", "rule_hash", "output_hash", "code_version"),
    *("as_of", "made_by", "made_at", "generated"),
)
PUBLISHED = ("published_by", "published_at", "appeal_until")
ENTERED = (
    *("scheme_code", "body", "called", "item", "on_day", "hundredths", "evidence", "visit_id", "entered_by"),
    *("entered_at", "generated"),
)
SHOWN = "('published', 'final')"


def changed(columns: Sequence[str]) -> str:
    return " or ".join(f"old.{column} is distinct from new.{column}" for column in columns)


def of_run(table: str, condition: str) -> str:
    return f"exists (select 1 from scoring_run where scoring_run.id = {table}.run_id and {condition})"


# table, write, and when it is refused
REFUSED = (
    ("scoring_scheme", "update", "true"),
    ("scoring_scheme", "delete", "not old.generated"),
    (
        "scoring_run",
        "update",
        f"{changed(MADE)} or (old.state in {SHOWN} and ({changed(PUBLISHED)}"
        " or not (old.state = 'published' and new.state = 'final')))",
    ),
    ("scoring_run", "delete", f"old.state in {SHOWN} and not old.generated"),
    ("scoring_sheet", "update", "true"),
    (
        "scoring_sheet",
        "insert",
        of_run("new", "(state in ('final', 'dropped') or (state = 'published' and new.edition = 1))"),
    ),
    ("scoring_sheet", "delete", of_run("old", f"state in {SHOWN} and not generated")),
    ("scoring_entry", "update", f"{changed(ENTERED)} or old.withdrawn_at is not null"),
    ("scoring_entry", "delete", "not old.generated"),
    ("scoring_appeal", "update", "old.state <> 'open'"),
    ("scoring_appeal", "delete", of_run("old", "not generated")),
)


def upgrade() -> None:
    op.create_table('scoring_scheme',
    sa.Column('id', KEY, nullable=False),
    sa.Column('code', sa.String(length=48), nullable=False),
    sa.Column('edition', sa.SmallInteger(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('area_code', sa.String(length=24), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('written', sa.Text(), nullable=False),
    sa.Column('rule_hash', sa.String(length=64), nullable=False),
    sa.Column('loaded_by', sa.String(length=64), nullable=False),
    sa.Column('loaded_at', INSTANT, nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.CheckConstraint('edition >= 1', name=op.f('ck_scoring_scheme_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scoring_scheme')),
    sa.UniqueConstraint('code', 'edition', name=op.f('uq_scoring_scheme_code_edition'))
    )
    op.create_index(op.f('ix_scoring_scheme_area_code'), 'scoring_scheme', ['area_code'], unique=False)
    op.create_table('scoring_visit',
    sa.Column('id', KEY, nullable=False),
    sa.Column('scheme_code', sa.String(length=48), nullable=False),
    sa.Column('body', sa.String(length=64), nullable=False),
    sa.Column('called', sa.String(length=64), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('entered_by', sa.String(length=64), nullable=False),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state is null or state in ('planned', 'done', 'cancelled')", name=op.f('ck_scoring_visit_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scoring_visit'))
    )
    op.create_index(op.f('ix_scoring_visit_scheme_code'), 'scoring_visit', ['scheme_code'], unique=False)
    op.create_table('scoring_entry',
    sa.Column('id', KEY, nullable=False),
    sa.Column('scheme_code', sa.String(length=48), nullable=False),
    sa.Column('body', sa.String(length=64), nullable=False),
    sa.Column('called', sa.String(length=64), nullable=False),
    sa.Column('item', sa.String(length=48), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('hundredths', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.String(length=200), nullable=False),
    sa.Column('visit_id', KEY, nullable=True),
    sa.Column('entered_by', sa.String(length=64), nullable=False),
    sa.Column('entered_at', INSTANT, nullable=False),
    sa.Column('withdrawn_by', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_at', INSTANT, nullable=True),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.CheckConstraint('hundredths >= 0', name=op.f('ck_scoring_entry_hundredths')),
    sa.ForeignKeyConstraint(['visit_id'], ['scoring_visit.id'], name=op.f('fk_scoring_entry_visit_id_scoring_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scoring_entry'))
    )
    op.create_index(op.f('ix_scoring_entry_scheme_code'), 'scoring_entry', ['scheme_code'], unique=False)
    op.create_table('scoring_run',
    sa.Column('id', KEY, nullable=False),
    sa.Column('scheme_id', KEY, nullable=False),
    sa.Column('first_month', sa.Date(), nullable=False),
    sa.Column('last_month', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('inputs', sa.LargeBinary(), nullable=False),
    sa.Column('input_hash', sa.String(length=64), nullable=False),
    sa.Column('rule_hash', sa.String(length=64), nullable=False),
    sa.Column('output_hash', sa.String(length=64), nullable=False),
    sa.Column('code_version', sa.String(length=64), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('made_by', sa.String(length=64), nullable=False),
    sa.Column('made_at', INSTANT, nullable=False),
    sa.Column('published_by', sa.String(length=64), nullable=True),
    sa.Column('published_at', INSTANT, nullable=True),
    sa.Column('appeal_until', sa.Date(), nullable=True),
    sa.Column('finished_by', sa.String(length=64), nullable=True),
    sa.Column('finished_at', INSTANT, nullable=True),
    sa.Column('final_hash', sa.String(length=64), nullable=True),
    sa.Column('generated', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state is null or state in ('draft', 'review', 'published', 'final', 'dropped')", name=op.f('ck_scoring_run_state')),
    sa.CheckConstraint('last_month >= first_month', name=op.f('ck_scoring_run_months')),
    sa.CheckConstraint('published_by is null or published_by <> made_by', name=op.f('ck_scoring_run_two')),
    sa.ForeignKeyConstraint(['scheme_id'], ['scoring_scheme.id'], name=op.f('fk_scoring_run_scheme_id_scoring_scheme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scoring_run'))
    )
    op.create_index(op.f('ix_scoring_run_scheme_id'), 'scoring_run', ['scheme_id'], unique=False)
    op.create_table('scoring_appeal',
    sa.Column('id', KEY, nullable=False),
    sa.Column('run_id', KEY, nullable=False),
    sa.Column('body', sa.String(length=64), nullable=False),
    sa.Column('called', sa.String(length=64), nullable=False),
    sa.Column('item', sa.String(length=48), nullable=False),
    sa.Column('grounds', sa.String(length=1000), nullable=False),
    sa.Column('evidence', sa.String(length=200), nullable=False),
    sa.Column('filed_by', sa.String(length=64), nullable=False),
    sa.Column('filed_at', INSTANT, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('hundredths', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(length=1000), nullable=True),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('decided_at', INSTANT, nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state is null or state in ('open', 'upheld', 'rejected')", name=op.f('ck_scoring_appeal_state')),
    sa.CheckConstraint('decided_by is null or decided_by <> filed_by', name=op.f('ck_scoring_appeal_two')),
    sa.ForeignKeyConstraint(['run_id'], ['scoring_run.id'], name=op.f('fk_scoring_appeal_run_id_scoring_run'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scoring_appeal'))
    )
    op.create_index(op.f('ix_scoring_appeal_run_id'), 'scoring_appeal', ['run_id'], unique=False)
    op.create_table('scoring_sheet',
    sa.Column('id', KEY, nullable=False),
    sa.Column('run_id', KEY, nullable=False),
    sa.Column('edition', sa.SmallInteger(), nullable=False),
    sa.Column('body', sa.String(length=64), nullable=False),
    sa.Column('called', sa.String(length=64), nullable=False),
    sa.Column('peer_group', sa.String(length=32), nullable=False),
    sa.Column('months', sa.Text(), nullable=False),
    sa.Column('standing', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['scoring_run.id'], name=op.f('fk_scoring_sheet_run_id_scoring_run'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scoring_sheet')),
    sa.UniqueConstraint('run_id', 'edition', 'body', name=op.f('uq_scoring_sheet_run_id_edition_body'))
    )
    for refused in REFUSED:
        _refuse(*refused)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table, write, _ in REFUSED:
            op.execute(f"drop function if exists keep_{table}_{write}()")


def _refuse(table: str, write: str, condition: str) -> None:
    """One sentence of SQL for both databases: where the condition holds, the write fails."""
    name, said = f"keep_{table}_{write}", "what a score rests on stays as it is"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"create trigger {name} before {write} on {table} when {condition}"
            f" begin select raise(abort, '{said}'); end"
        )
        return
    back = "old" if write == "delete" else "new"
    op.execute(
        f"create function {name}() returns trigger language plpgsql as"
        f" $$ begin if {condition} then raise exception '{said}'; end if; return {back}; end $$"
    )
    op.execute(f"create trigger {name} before {write} on {table} for each row execute function {name}()")
