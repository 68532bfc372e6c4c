"""Moving rows into the read model: raw rows staged as Arrow, facts derived from them in the analytic store."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import pyarrow as pa
from pyarrow import csv
from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.orm import Session

from db.read_model import staging
from db.read_model.derivation import Derivation
from db.read_model.staging import Stage
from db.read_model.whole_tables import whole

Progress = Callable[[str, int], None]
"""Told the fact being copied and how many rows were staged since the last call."""

IDS_AT_ONCE = 10_000


def fill(connection: Connection, session: Session, step: Derivation, progress: Progress | None) -> None:
    """Derives all rows of a fact whose table is empty, so many things at a time that memory holds them."""
    with whole(session, step.stages) as slices:
        for rows in slices:
            with _staged(connection, step.stages):
                for stage, batch in rows:
                    load(connection, stage.table, pa.Table.from_batches([batch]))
                    if progress:
                        progress(step.fact.name, batch.num_rows)
                _derive(connection, step)


def replace(connection: Connection, session: Session, step: Derivation, ids: Collection[int]) -> None:
    """Derives afresh the rows of the things in `ids`; those that are gone from the records go here too."""
    for some in _portions(sorted(ids)):
        _remove(connection, step, some)
        with _staged(connection, step.stages):
            for stage in step.stages:
                for batch in stage.read(session, some):
                    load(connection, stage.table, pa.Table.from_batches([batch]))
            _derive(connection, step)


def _remove(connection: Connection, step: Derivation, ids: list[int]) -> None:
    # Joined with a table of them: a list of a thousand keys in a statement takes longer to understand than to follow.
    staging.TOUCHED.create(connection, checkfirst=False)
    load(connection, staging.TOUCHED, pa.table({"id": ids}))
    connection.execute(delete(step.fact).where(step.key.in_(select(staging.TOUCHED.c.id))))
    staging.TOUCHED.drop(connection, checkfirst=False)


def load(connection: Connection, table: Table, rows: pa.Table) -> None:
    """Appends Arrow rows whose columns are those of `table`, in its order."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        _copy(driver, table, rows)
        return
    driver.register("arriving", rows)
    try:
        connection.exec_driver_sql(f'insert into "{table.name}" select * from arriving')  # noqa: S608 - our own names
    finally:
        driver.unregister("arriving")


def _copy(driver: Any, table: Table, rows: pa.Table) -> None:
    """As text that Arrow writes, on the very connection whose transaction applies the rows (ADBC opens its own)."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    written = pa.BufferOutputStream()
    csv.write_csv(rows, written, csv.WriteOptions(include_header=False))
    with driver.cursor() as cursor, cursor.copy(f'copy "{table.name}" ({names}) from stdin (format csv)') as copy:
        copy.write(written.getvalue())


def arrow(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of a small table as Arrow, instants as UTC without offset."""
    columns = {column.name: [_plain(row[column.name]) for row in rows] for column in table.columns}
    return pa.table(columns)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if hasattr(value, "tzinfo") else value


def _derive(connection: Connection, step: Derivation) -> None:
    connection.execute(insert(step.fact).from_select(list(step.fact.columns.keys()), step.statement))


@contextmanager
def _staged(connection: Connection, stages: Iterable[Stage]) -> Iterator[None]:
    tables = [stage.table for stage in stages]
    for table in tables:
        table.create(connection, checkfirst=False)
    yield
    for table in tables:
        table.drop(connection, checkfirst=False)


def _portions(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield ids[start : start + IDS_AT_ONCE]
