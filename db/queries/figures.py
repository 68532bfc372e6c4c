"""Figures from the read model: for one fact, one statement counts many figures over many spans and groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Table,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from db.models.area import ROOT_CODE
from db.queries import ages
from db.queries.ages import AGE_BAND
from db.read_model.model import Reading
from db.read_model.parts import Part, Where, among, amount, conditions
from db.read_model.tables import AREA_LEVELS, FACTS

EXACTLY = "="
"""Before a level: the place itself, without what lies in it."""


@dataclass(frozen=True)
class Flow:
    """Counted in the span that holds `counted_on`."""

    key: str
    numerator: Part
    denominator: Part | None
    counted_on: str


@dataclass(frozen=True)
class Stock:
    """Its value on a span's last day: rows that began by then and had not ended."""

    key: str
    numerator: Part
    denominator: Part | None
    begins_on: str
    ends_on: str


Figure = Flow | Stock


@dataclass(frozen=True)
class Window:
    """One span under a name ("" for the period itself, "year", "previous"), cut at what is known."""

    name: str
    start: date
    end: date
    bucket: str | None = None
    """The calendar unit by which it is divided, None for the span as a whole."""
    known_until: date | None = None
    """Up to when what became of its rows is told (None: its end). As long after the end for all windows compared."""


@dataclass(frozen=True)
class Question:
    """What is asked of one fact. `by` are columns of it; of stocks also AGE_BAND."""

    fact: str
    figures: tuple[Figure, ...]
    windows: tuple[Window, ...]
    areas: tuple[tuple[str, str], ...]
    """(level, code) of the subtrees that may be read, with EXACTLY before the level one place; none reads nothing."""
    filters: Where
    by: tuple[str, ...] = ()


class Answer(NamedTuple):
    """One figure of one window and group. `bucket` is the first day of the calendar unit, None without buckets.

    Of a stock with buckets these are differences: what each bucket adds to the value before it.
    """

    figure: str
    window: str
    keys: tuple[str | None, ...]
    bucket: date | None
    numerator: int
    denominator: int | None


def ask(model: Reading, question: Question) -> list[Answer]:
    """All figures of the question in one statement; groups in which nothing was counted are absent."""
    rows = model.execute(statement(question))
    width = len(question.by)
    found: list[Answer] = []
    for row in rows:
        window, bucket, *rest = row
        keys = tuple(rest[:width])
        for number, figure in enumerate(question.figures):
            numerator, denominator = rest[width + 2 * number : width + 2 * number + 2]
            if numerator or denominator:
                found.append(Answer(figure.key, window, keys, bucket, numerator, denominator))
    return found


def statement(question: Question) -> Any:
    """The UNION ALL of one scan for each window and each date by which some of the figures are counted."""
    return union_all(*(branch for window in question.windows for branch in _branches(question, window)))


def visible(table: Table, areas: Iterable[tuple[str, str]], filters: Where) -> ColumnElement[bool]:
    """The rows of a fact that lie in one of the subtrees and pass every filter."""
    places = [true() if code == ROOT_CODE else _lies_in(table, level, code) for level, code in areas]
    return and_(or_(*places) if places else false(), _passes(table, filters))


def _lies_in(table: Table, level: str, code: str) -> ColumnElement[bool]:
    own = level.removeprefix(EXACTLY)
    deeper = AREA_LEVELS[AREA_LEVELS.index(own) + 1 :] if level != own else ()
    return and_(table.c[own] == code, *(table.c[below].is_(None) for below in deeper))


def counted(table: Table, figure: Figure, part: Part, window: Window) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
    """The rows that make up a part of a figure over a window as a whole, and how much each of them counts."""
    if isinstance(figure, Flow):
        when = _happened(table, figure.counted_on, window)
    else:
        when = and_(_begun(table, figure.begins_on, window), _going_on(table, figure.ends_on, window))
    return and_(when, *_conditions(table, part, window)), amount(table, part)


def bucket_of(day: ColumnElement[date], unit: str) -> ColumnElement[date]:
    """The first day of the calendar unit that holds `day`."""
    if unit == "day":
        return day
    if unit == "half_month":
        start = cast(func.date_trunc("month", day), Date)
        return case((func.date_part("day", day) <= 15, start), else_=cast(start + 15, Date))
    return cast(func.date_trunc(unit, day), Date)


def _branches(question: Question, window: Window) -> Iterable[Select[*tuple[Any, ...]]]:
    table = FACTS[question.fact]
    for counted_on in _unique(figure.counted_on for figure in question.figures if isinstance(figure, Flow)):
        yield _flow(question, window, table, counted_on)
    for ends_on in _unique(figure.ends_on for figure in question.figures if isinstance(figure, Stock)):
        if window.bucket is None:
            yield _stock(question, window, table, ends_on)
        else:
            for begins_on in _unique(
                figure.begins_on
                for figure in question.figures
                if isinstance(figure, Stock) and figure.ends_on == ends_on
            ):
                yield from _steps(question, window, table, begins_on, ends_on)


def _flow(question: Question, window: Window, table: Table, counted_on: str) -> Select[*tuple[Any, ...]]:
    day = table.c[counted_on]
    sums = {
        figure.key: _sums(table, figure, window)
        for figure in question.figures
        if isinstance(figure, Flow) and figure.counted_on == counted_on
    }
    return _branch(question, window, table, day, sums, _happened(table, counted_on, window))


def _stock(question: Question, window: Window, table: Table, ends_on: str) -> Select[*tuple[Any, ...]]:
    sums = {}
    for figure in question.figures:
        if isinstance(figure, Stock) and figure.ends_on == ends_on:
            begun = _begun(table, figure.begins_on, window)
            sums[figure.key] = _sums(table, figure, window, begun)
    return _branch(question, window, table, None, sums, _going_on(table, ends_on, window))


def _steps(
    question: Question, window: Window, table: Table, begins_on: str, ends_on: str
) -> Iterable[Select[*tuple[Any, ...]]]:
    """What begins and what ends in each bucket; what was there before the window lands in its first.

    What had ended before the window is no part of either, so that years of it needn't be read.
    """
    begins, ends = table.c[begins_on], table.c[ends_on]
    if AGE_BAND not in question.by:
        # Nothing goes on that ended before it began.
        stays = [(None, begins, ends, and_(begins.is_not(None), or_(ends.is_(None), begins < ends)))]
    else:
        stays = [(code, *ages.stay(table, begins, ends, lower, upper)) for code, lower, upper in ages.BANDS]
    for band, enters, leaves, ever in stays:
        came = and_(ever, enters <= window.end, or_(leaves.is_(None), leaves >= window.start))
        went = and_(ever, leaves.between(window.start, window.end))
        clipped = func.greatest(enters, cast(literal(window.start), Date))
        for day, when, sign in ((clipped, came, 1), (leaves, went, -1)):
            sums = _signed(question, window, table, (begins_on, ends_on), sign)
            yield _branch(question, window, table, day, sums, when, band)


def _signed(
    question: Question, window: Window, table: Table, between: tuple[str, str], sign: int
) -> dict[str, tuple[Any, ...]]:
    sums = {}
    for figure in question.figures:
        if isinstance(figure, Stock) and (figure.begins_on, figure.ends_on) == between:
            parts = _sums(table, figure, window)
            sums[figure.key] = tuple(None if part is None else sign * part for part in parts)
    return sums


def _branch(
    question: Question,
    window: Window,
    table: Table,
    day: ColumnElement[date] | None,
    sums: dict[str, Any],
    when: ColumnElement[bool],
    band: str | None = None,
) -> Select[*tuple[Any, ...]]:
    keys = [_key(table, name, window, band).label(name) for name in question.by]
    bucket = cast(null(), Date) if day is None or window.bucket is None else bucket_of(day, window.bucket)
    nothing = (None, None)
    figures = [
        (cast(null(), BigInteger) if part is None else part).label(f"{figure.key}_{index}")
        for figure in question.figures
        for index, part in enumerate(sums.get(figure.key, nothing))
    ]
    chosen = select(literal(window.name).label("window"), bucket.label("bucket"), *keys, *figures).where(
        visible(table, question.areas, question.filters), when
    )
    # A band that is given is one value for all rows; PostgreSQL groups by no constant. By their labels, since to it two
    # parameters of one value are two expressions.
    varying = [key.name for key in keys if band is None or key.name != AGE_BAND]
    grouped = [*varying, *(["bucket"] if window.bucket and day is not None else [])]
    return chosen.group_by(*grouped) if grouped else chosen


def _key(table: Table, name: str, window: Window, band: str | None) -> ColumnElement[Any]:
    if name != AGE_BAND:
        return table.c[name]
    return literal(band) if band else ages.band(table, window.end)


def _sums(
    table: Table, figure: Figure, window: Window, when: ColumnElement[bool] | None = None
) -> tuple[ColumnElement[Any] | None, ...]:
    parts = (figure.numerator, figure.denominator)
    return tuple(None if part is None else _sum(table, part, window, when) for part in parts)


def _sum(table: Table, part: Part, window: Window, when: ColumnElement[bool] | None) -> ColumnElement[Any]:
    met = [*([when] if when is not None else []), *_conditions(table, part, window)]
    one = amount(table, part)
    counted = func.sum(case((and_(*met), one), else_=0) if met else one)
    # Sums of whole numbers are whole numbers in both databases, of which PostgreSQL makes decimals where they are long.
    return cast(func.coalesce(counted, 0), BigInteger)


def _conditions(table: Table, part: Part, window: Window) -> list[ColumnElement[bool]]:
    found = conditions(table, part)
    if part.until:
        found.append(table.c[part.until] <= (window.known_until or window.end))
    return found


def _happened(table: Table, counted_on: str, window: Window) -> ColumnElement[bool]:
    return table.c[counted_on].between(window.start, window.end)


def _begun(table: Table, begins_on: str, window: Window) -> ColumnElement[bool]:
    return table.c[begins_on] <= window.end


def _going_on(table: Table, ends_on: str, window: Window) -> ColumnElement[bool]:
    ends = table.c[ends_on]
    return or_(ends.is_(None), ends > window.end)


def _passes(table: Table, where: Where) -> ColumnElement[bool]:
    return and_(true(), *(among(table.c[name], values) for name, values in where))


def _unique(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(names)
