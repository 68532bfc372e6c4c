"""A row for every table that has none yet, made from what the tables themselves say of their columns."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Table,
    func,
    insert,
    select,
)

from db.models import Base

BY_TYPE: dict[type, Any] = {
    str: "x",
    int: 1,
    bool: True,
    date: date(2026, 1, 5),
    datetime: datetime(2026, 1, 5, 6, 7, 8, tzinfo=UTC),
    time: time(6, 7),
    Decimal: Decimal("1.5"),
    float: 1.5,
    bytes: b"x",
    dict: {"x": 1},
    list: ["x"],
}
LEFT_OUT = {"subsidy_entry": ("decided_on", "decided_by")}
"""What only a later step fills in."""
_ONE_OF = re.compile(r"(\w+) in \(\s*'([^']*)'", re.IGNORECASE)
_AT_LEAST = re.compile(r"(\w+) between (\d+) and \d+")
_NOT_ALIKE = re.compile(r"(\w+_by) <> \w+_by")


def fill(connection: Connection) -> None:
    """Puts a row into every empty table of the models, with something in each column; parents come first."""
    for table in Base.metadata.sorted_tables:
        if not connection.scalar(select(func.count()).select_from(table)):
            connection.execute(insert(table).values(_row(connection, table)))


def _row(connection: Connection, table: Table) -> dict[str, Any]:
    allowed = _allowed(table)
    left_out = LEFT_OUT.get(table.name, ())
    return {
        column.name: allowed.get(column.name) or _value(connection, column)
        for column in table.columns
        if column is not table.autoincrement_column and column.name not in left_out
    }


def _value(connection: Connection, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        if key.column.table is column.table:
            return None
        # Two columns that point at the same table point at different rows of it.
        alike = [other for other in column.table.columns if other.references(key.column)]
        return connection.scalar(select(key.column).order_by(key.column).offset(alike.index(column)).limit(1))
    value = BY_TYPE[column.type.python_type]
    if isinstance(value, date):
        # What a table names later is later: an end comes after its beginning.
        return value + timedelta(days=list(column.table.columns).index(column))
    length = getattr(column.type, "length", None)
    return value if not isinstance(value, str) or not length else value.ljust(min(length, 2), "x")


def _allowed(table: Table) -> dict[str, str | int]:
    """For columns with a list of values its first, of a range the least, of two people one who is somebody else."""
    checks = [str(check.sqltext) for check in table.constraints if isinstance(check, CheckConstraint)]
    others = {name: "other" for check in checks for name in _NOT_ALIKE.findall(check)}
    least = {name: int(low) for check in checks for name, low in _AT_LEAST.findall(check)}
    return least | others | {name: value for check in checks for name, value in _ONE_OF.findall(check)}
