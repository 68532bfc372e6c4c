"""What is summed of a fact: an amount over the rows that meet some conditions, in the same words everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, false, literal, or_

UNKNOWN = "unknown"
Where = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns and the values they may have; UNKNOWN stands for no value."""


@dataclass(frozen=True)
class Part:
    """What is summed: a column of the fact (None counts rows), over the rows that `where` lets through.

    `known` are columns that must have a value; `until` is a date that must have come by the window's `known_until`.
    """

    column: str | None = None
    where: Where = ()
    known: tuple[str, ...] = ()
    until: str | None = None

    @property
    def columns(self) -> set[str]:
        """Every column of the fact that it names."""
        return {*filter(None, (self.column, self.until)), *(name for name, _ in self.where), *self.known}


def conditions(table: FromClause, part: Part) -> list[ColumnElement[bool]]:
    """Which rows count, whenever it is; what must have come by some day depends on that day."""
    return [
        *(among(table.c[name], values) for name, values in part.where),
        *(table.c[name].is_not(None) for name in part.known),
    ]


def amount(table: FromClause, part: Part) -> ColumnElement[Any]:
    """How much each of them counts."""
    return literal(1) if part.column is None else table.c[part.column]


def among(column: ColumnElement[Any], values: Sequence[str]) -> ColumnElement[bool]:
    """The rows with one of the values; no values, no rows."""
    kinds: list[ColumnElement[bool]] = []
    if known := [value for value in values if value != UNKNOWN]:
        numbers = column.type.python_type is int
        kinds.append(column.in_([int(value) for value in known] if numbers else known))
    if UNKNOWN in values:
        kinds.append(column.is_(None))
    return or_(*kinds) if kinds else false()
