"""Writing or deleting the rows of whole tables: one entry in the change log for all of it, and indexes made at the end.

Every reader of the change log copies everything afresh after it: it is for demo data and the like, not for feeds.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from db.models import Base, Change

# What stands between a table and the rows that come by the million, as (how it is taken away, how it is put back).
Undoing = list[tuple[str, str]]

_SQLITE = text("select type, name, sql from sqlite_master where tbl_name = :table and sql is not null")
_LOGGING = text("select tgname from pg_trigger where tgrelid = cast(:table as regclass) and not tgisinternal")
_REFERRING = text(
    "select conname, pg_get_constraintdef(oid) from pg_constraint"
    " where conrelid = cast(:table as regclass) and contype = 'f'"
)
_INDEXES = text(
    "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
    " left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')"
    " where i.indrelid = cast(:table as regclass) and c.oid is null"
)


@contextmanager
def unlogged(session: Session, *models: type[Base]) -> Iterator[None]:
    """Writes to these tables are logged as one change of structure; empty ones get their indexes back at the end.

    All of it belongs to the session's transaction: whoever reads meanwhile sees nothing of it, and a failure undoes it.
    """
    undone: Undoing = []
    for model in models:
        undone += _obstacles(session, model)
    for away, _ in undone:
        session.execute(text(away))
    yield
    for _, back in undone:
        session.connection().exec_driver_sql(back)
    session.add(Change(entity="structure", entity_id=0, transaction_id=_transaction(session)))
    session.flush()


def _obstacles(session: Session, model: type[Base]) -> Undoing:
    table = inspect(model).local_table.name  # type: ignore[attr-defined]
    # An index over millions of rows costs less made at once than row by row, and one over a few more old rows, more.
    empty = session.scalar(select(model).limit(1)) is None
    return _on_sqlite(session, table, empty) if _is_sqlite(session) else _on_postgresql(session, table, empty)


def _on_sqlite(session: Session, table: str, empty: bool) -> Undoing:
    found = session.execute(_SQLITE, {"table": table}).all()
    kinds = {"trigger", "index"} if empty else {"trigger"}
    return [(f"drop {kind} {name}", sql) for kind, name, sql in found if kind in kinds]


def _on_postgresql(session: Session, table: str, empty: bool) -> Undoing:
    alter, named = f"alter table {table}", {"table": table}
    names = session.scalars(_LOGGING, named).all()
    # COPY doesn't go together with the guard of rows, from which the owner is exempt meanwhile.
    undone = [(f"{alter} no force row level security", f"{alter} force row level security")]
    undone += [(f"{alter} disable trigger {name}", f"{alter} enable trigger {name}") for name in names]
    if empty:
        # Nobody reads an empty table, so nobody minds that these lock it against readers too.
        undone += [(f"drop index {name}", sql) for name, sql in session.execute(_INDEXES, named)]
        undone += [
            (f"{alter} drop constraint {name}", f"{alter} add constraint {name} {sql}")
            for name, sql in session.execute(_REFERRING, named)
        ]
    return undone


def _transaction(session: Session) -> int:
    return 0 if _is_sqlite(session) else session.scalar(text("select pg_current_xact_id()::text::bigint")) or 0


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
