"""Writing many rows of one table at once, as columns: the path for hundreds of thousands of rows in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from itertools import chain, groupby, repeat
from typing import Any, cast

import numpy as np
import pyarrow as pa
from sqlalchemy import Table, func, inspect, select, text
from sqlalchemy.orm import Session

from db.models import Base

Column = np.ndarray | list[Any] | str | int | bool | None
MANY = (np.ndarray, list)
CHUNK = 20_000
# SQLite makes a little table of each code list in a CHECK once a statement: row by row, that outweighs the rows.
TOGETHER = 128
DRAWS = 5


def insert_columns(session: Session, model: type[Base], columns: Mapping[str, Column]) -> int:
    """Inserts one row per element of the columns (a scalar is repeated) and returns how many.

    Instants are datetime64 in UTC and days are datetime64[D], both with NaT for nothing; text and codes are Python
    objects. Database defaults and triggers apply, defaults that live in the model don't: give every column.
    """
    table, sqlite = _table(model), session.get_bind().dialect.name == "sqlite"
    size = next(len(column) for column in columns.values() if isinstance(column, MANY))
    for start in range(0, size, CHUNK):
        part = [_values(column, start, min(size, start + CHUNK), sqlite) for column in columns.values()]
        _insert_sqlite(session, table, list(columns), part) if sqlite else _copy(session, table, list(columns), part)
    return size


def reserve_ids(session: Session, model: type[Base], count: int) -> int:
    """The first of `count` consecutive keys that nobody else will use, so that rows can name each other beforehand."""
    table = _table(model)
    if session.get_bind().dialect.name == "sqlite":
        # The writer's lock is held from the first statement on, so nobody can take these keys meanwhile.
        return (session.scalar(select(func.max(table.c.id))) or 0) + 1
    # Keys drawn in one go follow each other unless somebody drew one in between. A lock on the table would make sure,
    # but it is kept until the end of the transaction: of two imports one would stand still.
    for _ in range(DRAWS):
        first, last = _draw(session, table, count)
        if last - first == count - 1:
            return first
    session.execute(text(f"lock table {table.name} in share row exclusive mode"))
    return _draw(session, table, count)[0]


def _draw(session: Session, table: Table, count: int) -> tuple[int, int]:
    numbers = "select nextval(:sequence) as number from generate_series(1, :count)"
    drawn = text(f"select min(number), max(number) from ({numbers}) as drawn")  # noqa: S608 - no value in it
    first, last = session.execute(drawn, {"sequence": f"{table.name}_id_seq", "count": count}).one()
    return first, last


def _table(model: type[Base]) -> Table:
    return cast(Table, inspect(model).local_table)


def _insert_sqlite(session: Session, table: Table, names: list[str], columns: list[Iterable[Any]]) -> None:
    # Straight to the driver: SQLAlchemy's own processing of a million parameter sets would take as long as SQLite.
    connection, rows = session.connection(), list(zip(*columns, strict=True))
    sets = [tuple(chain.from_iterable(rows[start : start + TOGETHER])) for start in range(0, len(rows), TOGETHER)]
    for size, some in groupby(sets, len):
        marks = ", ".join([f"({', '.join('?' * len(names))})"] * (size // len(names)))
        statement = f"insert into {table.name} ({', '.join(names)}) values {marks}"  # noqa: S608 - names of our tables
        connection.exec_driver_sql(statement, list(some))


def _copy(session: Session, table: Table, names: list[str], columns: list[Iterable[Any]]) -> None:
    # COPY as well, for the same reason: the driver alone, no statement to be made for each row.
    driver: Any = session.connection().connection.driver_connection
    statement = f"copy {table.name} ({', '.join(names)}) from stdin"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)


def _values(column: Column, start: int, stop: int, sqlite: bool) -> Iterable[Any]:
    if not isinstance(column, MANY):
        return repeat(column, stop - start)
    part = column[start:stop]
    if isinstance(part, list):
        return part
    if part.dtype.kind != "M":
        return part.tolist()
    return _as_text(part) if sqlite else _as_moments(part)


def _as_text(moments: np.ndarray) -> list[str | None]:
    """The very text that SQLAlchemy writes for dates and instants in SQLite, so that old and new rows compare."""
    kind = pa.date32() if moments.dtype == np.dtype("datetime64[D]") else pa.timestamp("us")
    # Arrow writes it four times faster than numpy.
    return pa.array(moments).cast(kind).cast(pa.string()).to_numpy(zero_copy_only=False).tolist()


def _as_moments(moments: np.ndarray) -> list[Any]:
    if moments.dtype == np.dtype("datetime64[D]"):
        return moments.tolist()
    return [moment and moment.replace(tzinfo=UTC) for moment in moments.astype("datetime64[us]").tolist()]
