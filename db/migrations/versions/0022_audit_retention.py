"""The audit trail may lose what is older than three years, at its beginning, and nothing else"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WHEN = {"audit_event": "at", "audit_seal": "sealed_at"}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, column in WHEN.items():
        _drop(table, sqlite)
        if sqlite:
            op.execute(
                f"create trigger log_{table}_delete before delete on {table}"
                f" when old.{column} >= datetime('now', '-3 years')"
                " begin select raise(abort, 'the audit trail only grows'); end"
            )
        else:
            op.execute(
                f"create trigger log_{table}_delete before delete on {table} for each row"
                f" when (old.{column} >= now() - interval '3 years') execute function refuse_change()"
            )
    if not sqlite:
        # The working role can delete nothing of the trail; this removes for it what the triggers let go.
        op.execute(
            "create function retire_audit(last bigint) returns void language sql security definer"
            " set search_path from current as $$"
            " with gone as (delete from audit_seal where number <= last returning audit_event_id)"
            " delete from audit_event where id in (select audit_event_id from gone) $$"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in WHEN:
        _drop(table, sqlite)
        ending = (
            "begin select raise(abort, 'the audit trail only grows'); end"
            if sqlite
            else "for each row execute function refuse_change()"
        )
        op.execute(f"create trigger log_{table}_delete before delete on {table} {ending}")
    if not sqlite:
        op.execute("drop function retire_audit(bigint)")


def _drop(table: str, sqlite: bool) -> None:
    op.execute(f"drop trigger log_{table}_delete" + ("" if sqlite else f" on {table}"))
