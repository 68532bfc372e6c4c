"""Arrow rows on their way into either store, and the temporary tables in which they stand there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import pyarrow as pa
from pyarrow import csv
from sqlalchemy import Connection, Table


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
