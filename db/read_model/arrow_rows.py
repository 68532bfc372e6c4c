"""Arrow rows on their way into either store, and the temporary tables in which they stand there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC
from typing import Any

import pyarrow as pa
from pyarrow import csv
from sqlalchemy import Connection, Table

Put = Callable[[Mapping[str, Iterable[pa.RecordBatch]]], None]
"""Told the rows by the name of the table under which they are to stand, in place of those before them."""


class _Shown:
    """Rows that DuckDB reads where they are, as often as it likes."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.rows = schema.empty_table()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


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


@contextmanager
def created(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """Temporary tables that are there as long as the block lasts."""
    for table in tables:
        table.create(connection, checkfirst=False)
    yield
    for table in tables:
        table.drop(connection, checkfirst=False)


@contextmanager
def standing(connection: Connection, shapes: Mapping[Table, pa.Schema]) -> Iterator[Put]:
    """What is put stands under the names of temporary tables as long as the block lasts."""
    if connection.dialect.name == "postgresql":
        with ExitStack() as before:
            yield lambda rows: _copied(connection, shapes, rows, before)
        return
    shown = {table.name: connection.info[_Shown][table.name] for table in shapes}
    try:
        yield lambda rows: _showing(shown, rows)
    finally:
        _showing(shown, {})


def showing(shapes: Mapping[Table, pa.Schema]) -> Callable[[Any, Any], None]:
    """What a new connection of DuckDB is told, so that rows of these shapes can stand on it."""

    def opened(driver: Any, record: Any) -> None:
        # DuckDB keeps what it is given, tables and rows, until the transaction ends: at ten million matters 16 GB. So
        # it is given one thing once, and what that shows changes. In a transaction that fails it would forget it, and
        # to name it anew for each would take as long as a small change.
        places = record.info[_Shown] = {table.name: _Shown(schema) for table, schema in shapes.items()}
        for name, place in places.items():
            driver.register(name, place)

    return opened


def _showing(shown: Mapping[str, _Shown], rows: Mapping[str, Iterable[pa.RecordBatch]]) -> None:
    for name, place in shown.items():
        place.rows = pa.Table.from_batches(rows.get(name, ()), place.schema)


def _copied(
    connection: Connection,
    shapes: Mapping[Table, pa.Schema],
    rows: Mapping[str, Iterable[pa.RecordBatch]],
    before: ExitStack,
) -> None:
    before.close()
    before.enter_context(created(connection, shapes))
    for table in shapes:
        for batch in rows.get(table.name, ()):
            load(connection, table, pa.Table.from_batches([batch]))
