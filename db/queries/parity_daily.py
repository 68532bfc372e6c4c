"""The sums by day held against what the facts add up to."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import FromClause, Select, func, literal_column, or_, select, union_all

from db.read_model.daily import KEY, Daily, cells
from db.read_model.model import Reading

Sums = Mapping[str, tuple[float, ...]]


def sides(model: Reading, daily: Daily) -> tuple[Sums, Sums]:
    """By group, what the facts add up to and what is held: "all" together, and each place and day that differs."""
    both = (cells(daily, daily.fact).subquery("expected"), daily.table)
    names = tuple(daily.sums)
    totals = [model.execute(select(*(func.sum(side.c[name]) for name in names)))[0] for side in both]
    expected, held = ({"all": _numbers(row)} for row in totals)
    for row in model.execute(_unlike(both, names)):
        day, *places = row[: len(KEY)]
        group = f"{next(filter(None, reversed(places)), '-')} {day}"
        expected[group], held[group] = _numbers(row[len(KEY) :: 2]), _numbers(row[len(KEY) + 1 :: 2])
    return expected, held


def _unlike(both: Sequence[FromClause], names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """The key, and each sum of the first and of the second, where these aren't the same."""
    parts = [
        select(
            *(side.c[name] for name in KEY),
            *(
                (side.c[name] if own is side else literal_column("0")).label(f"{name}_{number}")
                for name in names
                for number, own in enumerate(both)
            ),
        )
        for side in both
    ]
    found = union_all(*parts).subquery("found")
    keys = [found.c[name] for name in KEY]
    sums = [func.sum(column) for column in found.c if column.name not in KEY]
    unlike = [one != other for one, other in zip(sums[::2], sums[1::2], strict=True)]
    return select(*keys, *sums).group_by(*keys).having(or_(*unlike))


def _numbers(sums: Sequence[Any]) -> tuple[float, ...]:
    return tuple(float(total or 0) for total in sums)
