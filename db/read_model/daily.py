"""What happened each day, added up by place beside the facts, so that most figures need no look at them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
)

from db.read_model import tables
from db.read_model.arrow_rows import standing
from db.read_model.parts import Part, amount, conditions
from db.read_model.tables import DISTRIBUTED_BY

PLACES: Mapping[str, str] = {"prefecture": "prefecture", "county": DISTRIBUTED_BY, "township": "township"}
"""The levels of places that are told apart, and the columns that hold their codes ("" for none)."""
KEY = ("day", *PLACES.values())
TIMES = "times"
"""How often a row has come, less how often it has gone."""


@dataclass(frozen=True)
class Sum:
    """A part of a flow, counted on the day `on`; of a stock, added on that day and taken away on the day `until`.

    So a stock's sums up to a day are what there was on it. What would end before it begins never was.
    """

    part: Part
    on: str
    until: str | None = None


@dataclass(frozen=True)
class Daily:
    """One fact's sums by day and place: columns of `table` and what each of them is the sum of."""

    fact: Table
    table: Table
    sums: Mapping[str, Sum]

    def column_of(self, part: Part, on: str, until: str | None = None) -> str | None:
        """The column that holds the sums of a part of a figure; None where it isn't added up."""
        return next((name for name, held in self.sums.items() if held == Sum(part, on, until)), None)

    @property
    def days(self) -> tuple[str, ...]:
        """The dates of the fact on which anything is counted."""
        return tuple(dict.fromkeys(day for held in self.sums.values() for day in (held.on, held.until) if day))

    @property
    def told(self) -> tuple[str, ...]:
        """The columns of the fact that the sums are made of."""
        parts = (sorted(held.part.columns) for held in self.sums.values())
        return tuple(dict.fromkeys((*PLACES, *self.days, *(name for part in parts for name in part))))

    @cached_property
    def moved(self) -> Table:
        """Rows that came or went stand here for a moment, with how often they did."""
        columns = [self.fact.c[name] for name in self.told]
        copies = [Column(one.name, one.type) for one in columns]
        return Table(f"moved_{self.fact.name}", MetaData(), *copies, Column(TIMES, Integer), prefixes=["TEMPORARY"])

    @cached_property
    def shape(self) -> pa.Schema:
        """What stands there."""
        return pa.schema([(one.name, _ARROW[one.type.python_type]) for one in self.moved.c])

    @cached_property
    def taken_in(self) -> str:
        """The statement that adds what has moved to the sums; what comes to nothing goes."""
        added = str(cells(self, self.moved).compile(compile_kwargs={"literal_binds": True}))
        same = " and ".join(f"held.{name} = added.{name}" for name in KEY)
        nothing = " and ".join(f"held.{name} + added.{name} = 0" for name in self.sums)
        both = ", ".join(f"{name} = held.{name} + added.{name}" for name in self.sums)
        names = self.table.columns.keys()
        new = f"({', '.join(names)}) values ({', '.join(f'added.{name}' for name in names)})"
        return (
            f"merge into {self.table.name} as held using ({added}) as added on {same}"
            f" when matched and {nothing} then delete when matched then update set {both}"
            f" when not matched then insert {new}"
        )


_ARROW = {date: pa.date32(), int: pa.int32(), str: pa.string()}

_DISPUTE = ("matter_class", ("dispute",))
_MATTER = {
    "opened": Sum(Part(), "opened_on"),
    "first_opened": Sum(Part("first"), "opened_on"),
    "first_disputes": Sum(Part("first", (_DISPUTE,)), "opened_on"),
    "closed": Sum(Part(), "closed_on"),
    "closed_on_time": Sum(Part("on_time"), "closed_on"),
    "closed_timed": Sum(Part("timed"), "closed_on"),
    "followed_up": Sum(Part(), "followed_up_on"),
    "rated": Sum(Part("rated"), "followed_up_on"),
    "satisfied": Sum(Part("satisfied"), "followed_up_on"),
    "open": Sum(Part(), "opened_on", "closed_on"),
    "overdue": Sum(Part(), "overdue_from", "closed_on"),
    "high_risk": Sum(Part(None, (_DISPUTE, ("risk_level", ("high",)))), "opened_on", "closed_on"),
}
"""The figures that boards show most. Others are counted on the facts: every sum costs each change a little."""

_MEDIATION = {
    "accepted": Sum(Part(), "accepted_on"),
    "agreements": Sum(Part(), "agreed_on"),
    "rated": Sum(Part("rated"), "visited_on"),
    "satisfied": Sum(Part("satisfied"), "visited_on"),
    "open": Sum(Part(), "accepted_on", "concluded_on"),
    "overdue": Sum(Part(), "overdue_from", "concluded_on"),
    "due_soon": Sum(Part(), "soon_from", "soon_until"),
}
"""What becomes of a cohort isn't among them: it is known only for a day on which one asks."""


def _table(name: str, sums: Mapping[str, Sum]) -> Table:
    """One row a day and township ("" for a place that isn't known), however many happened; none of zeros alone."""
    return Table(
        name,
        tables.metadata,
        Column("day", Date, nullable=False),
        *(Column(column, String, nullable=False) for column in PLACES.values()),
        *(Column(name, Integer, nullable=False) for name in sums),
    )


DAILY = {
    fact.name: Daily(fact, _table(name, sums), sums)
    for fact, name, sums in (
        (tables.fact_matter, "daily_matter", _MATTER),
        (tables.fact_mediation, "daily_mediation", _MEDIATION),
    )
}


def fill(connection: Connection, daily: Daily) -> None:
    """Adds up the whole fact; the table is empty."""
    found = cells(daily, daily.fact).subquery()
    # Rows of one place lie together, in the order of their days.
    rows = select(found).order_by(found.c[DISTRIBUTED_BY], found.c.day)
    connection.execute(insert(daily.table).from_select(list(daily.table.columns.keys()), rows))


def move(connection: Connection, daily: Daily, gone: Iterable[Any], come: Iterable[Any]) -> None:
    """Takes the rows that have `gone` out of the sums and adds those that have `come` (columns as in `told`)."""
    # What goes and comes back the same changes nothing.
    moves = Counter(map(tuple, come))
    moves.subtract(Counter(map(tuple, gone)))
    if not (rows := [(*row, times) for row, times in moves.items() if times]):
        return
    columns = dict(zip(daily.shape.names, zip(*rows, strict=True), strict=True))
    with standing(connection, {daily.moved: daily.shape}) as put:
        put({daily.moved.name: pa.table(columns, schema=daily.shape).to_batches()})
        connection.exec_driver_sql(daily.taken_in)


def cells(daily: Daily, source: Table) -> Select[*tuple[Any, ...]]:
    """The sums of the fact's rows, or of rows like them with a number of times, in the order of the table's columns."""
    return _merged(*(_on(daily, source, day) for day in daily.days))


def text() -> str:
    """The statements as text, so that a changed sum is noticed."""
    return "\n".join(
        str(cells(daily, daily.fact).compile(compile_kwargs={"literal_binds": True})) for daily in DAILY.values()
    )


def _on(daily: Daily, source: Table, day: str) -> Select[*tuple[Any, ...]]:
    """What is counted on one of the dates."""
    places = [func.coalesce(source.c[level], literal_column("''")).label(column) for level, column in PLACES.items()]
    keys = [source.c[day].label("day"), *places]
    sums = [_sum(held, source, day).label(name) for name, held in daily.sums.items()]
    return select(*keys, *sums).where(source.c[day].is_not(None)).group_by(*(key.element for key in keys))


def _sum(held: Sum, source: Table, day: str) -> ColumnElement[Any]:
    if day not in (held.on, held.until):
        return literal_column("0")
    met = [*_ever(held, source), *conditions(source, held.part)]
    one = amount(source, held.part)
    one = one * source.c[TIMES] if TIMES in source.c else one
    one = -one if day == held.until else one
    return func.sum(case((and_(*met), one), else_=0) if met else one)


def _ever(held: Sum, source: Table) -> list[ColumnElement[bool]]:
    if held.until is None:
        return []
    begins, ends = source.c[held.on], source.c[held.until]
    return [begins.is_not(None), or_(ends.is_(None), begins < ends)]


def _merged(*parts: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """One row a day and place, and none where nothing is left."""
    found = union_all(*parts).subquery("part")
    keys = [found.c[name] for name in KEY]
    sums = {column.name: func.sum(column) for column in found.c if column.name not in KEY}
    whole = [cast(total, Integer).label(name) for name, total in sums.items()]
    return select(*keys, *whole).group_by(*keys).having(or_(*(total != 0 for total in sums.values())))
