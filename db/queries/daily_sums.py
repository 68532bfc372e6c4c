"""Figures from the sums by day: as the facts would tell them, wherever places, time and figures are among the sums."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from db.models.area import ROOT_CODE
from db.queries.figures import Answer, Figure, Flow, Question, Window, bucket_of
from db.read_model.daily import DAILY, PLACES, Daily
from db.read_model.model import Reading
from db.read_model.parts import Part

Statement = Select[*tuple[Any, ...]]


def tell(question: Question, figure: Figure) -> bool:
    """Whether a figure of the question can be told from sums: no filters, no dimensions but places to townships."""
    daily = DAILY.get(question.fact)
    if daily is None or question.filters or not set(question.by) <= set(PLACES):
        return False
    placed = all(code == ROOT_CODE or level in PLACES for level, code in question.areas)
    return placed and all(_column(daily, figure, part) is not None for part in _parts(figure))


def ask(model: Reading, question: Question) -> list[Answer]:
    """All figures of the question, of each of which `tell` says so."""
    daily = DAILY[question.fact]
    found = list(_whole(model, daily, question, [window for window in question.windows if window.bucket is None]))
    for window in question.windows:
        if window.bucket:
            found += _along(model, daily, question, window, window.bucket)
    return found


def _whole(model: Reading, daily: Daily, question: Question, windows: list[Window]) -> Iterator[Answer]:
    """One look at the days for all windows that aren't divided."""
    if not windows:
        return
    asked = [(window, figure) for window in windows for figure in question.figures]
    sums = [_sum(daily, figure, part, window) for window, figure in asked for part in _parts(figure)]
    first, last = min(window.start for window in windows), max(window.end for window in windows)
    width = len(question.by)
    for row in model.execute(_statement(daily, question, sums, Window("", first, last))):
        values = iter(row[width:])
        for window, figure in asked:
            yield from _told(figure, window, tuple(row[:width]), None, values)


def _along(model: Reading, daily: Daily, question: Question, window: Window, unit: str) -> Iterator[Answer]:
    """A window by its buckets; of stocks what was there before it lands in the first of them."""
    sums = [_sum(daily, figure, part, window) for figure in question.figures for part in _parts(figure)]
    day = func.greatest(daily.table.c.day, cast(literal(window.start), Date))
    statement = _statement(daily, question, [bucket_of(day, unit).label("bucket"), *sums], window).group_by("bucket")
    width = len(question.by)
    for row in model.execute(statement):
        values = iter(row[width + 1 :])
        for figure in question.figures:
            yield from _told(figure, window, tuple(row[:width]), row[width], values)


def _told(figure: Figure, window: Window, keys: Any, bucket: Any, values: Iterator[Any]) -> Iterator[Answer]:
    numerator = next(values)
    denominator = next(values) if figure.denominator else None
    if numerator or denominator:
        yield Answer(figure.key, window.name, keys, bucket, numerator, denominator)


def _statement(daily: Daily, question: Question, columns: list[ColumnElement[Any]], window: Window) -> Statement:
    table = daily.table.c
    keys = [func.nullif(table[PLACES[name]], "").label(name) for name in question.by]
    places = [true() if code == ROOT_CODE else table[PLACES[level]] == code for level, code in question.areas]
    flows = all(isinstance(figure, Flow) for figure in question.figures)
    days = table.day.between(window.start, window.end) if flows else table.day <= window.end
    return select(*keys, *columns).where(or_(*places) if places else false(), days).group_by(*question.by)


def _sum(daily: Daily, figure: Figure, part: Part, window: Window) -> ColumnElement[Any]:
    """A flow's days lie within the window; a stock is all that came until its end, less what went."""
    table = daily.table.c
    begun = [table.day >= window.start] if isinstance(figure, Flow) else []
    total = func.sum(case((and_(*begun, table.day <= window.end), table[_column(daily, figure, part) or ""]), else_=0))
    return cast(func.coalesce(total, 0), BigInteger)


def _column(daily: Daily, figure: Figure, part: Part) -> str | None:
    if isinstance(figure, Flow):
        return daily.column_of(part, figure.counted_on)
    return daily.column_of(part, figure.begins_on, figure.ends_on)


def _parts(figure: Figure) -> list[Part]:
    return [figure.numerator, *([figure.denominator] if figure.denominator else [])]
