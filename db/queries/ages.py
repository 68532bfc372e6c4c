"""How long what is open has been open, in bands: a dimension that depends on the day on which one looks."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Column, ColumnElement, Date, Integer, Table, and_, case, cast, func, literal

AGE_BAND = "age_band"
BANDS = (("000-007", 0, 7), ("008-030", 8, 30), ("031-090", 31, 90), ("091-180", 91, 180), ("181-", 181, None))
"""Code, first and last day of age; the codes' order is that of the ages."""
OPENED: Mapping[str, str] = {"fact_matter": "opened_on", "fact_mediation": "accepted_on"}
"""The facts whose rows have an age, and the day from which it counts."""
# As (left, right) bounds of a band a date beyond any calendar; both databases add days to a date.
_NEVER = date(9999, 12, 31)


def band(table: Table, day: date) -> ColumnElement[str]:
    """The band of each row's age on `day`."""
    opened = _opened(table)
    bounds = [(opened > day - timedelta(days=upper + 1), code) for code, _, upper in BANDS if upper is not None]
    return case(*((condition, literal(code)) for condition, code in bounds), else_=literal(BANDS[-1][0]))


def stay(
    table: Table, begins: ColumnElement[date], ends: ColumnElement[date], lower: int, upper: int | None
) -> tuple[ColumnElement[date], ColumnElement[date], ColumnElement[bool]]:
    """From when until when (the first day without) each row, while it holds, is of a band's age, and whether ever."""
    opened, last = _opened(table), func.coalesce(ends, cast(literal(_NEVER), Date))
    enters = func.greatest(begins, _after(opened, lower))
    leaves = last if upper is None else func.least(last, _after(opened, upper + 1))
    return enters, leaves, and_(begins.is_not(None), enters < leaves)


def _opened(table: Table) -> Column[date]:
    return table.c[OPENED[table.name]]


def _after(day: ColumnElement[date], days: int) -> ColumnElement[date]:
    return cast(day + literal(days, Integer), Date)
