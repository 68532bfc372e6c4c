"""Where the figures of a scope come from and how fresh those sources are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, union_all

from db.queries.figures import visible
from db.read_model.model import Reading
from db.read_model.tables import FACTS, dim_source

_BEGINS = {
    "fact_mediation": "applied_on",
    "fact_subsidy": "claimed_on",
    "fact_report": "due_on",
    "fact_accountability": "effective_on",
}
"""Of facts that are kept in the records themselves and tell of what happened: the date by which the first is found."""


class SourceState(NamedTuple):
    """One source: `as_of` is the time of its content, `fetched_at` of its last fetch (both UTC, None: never)."""

    key: str
    mode: str
    interval_minutes: int
    as_of: datetime | None
    fetched_at: datetime | None
    generated: bool
    first_day: date | None
    """The first day of which it tells anything, anywhere; None where it has no rows."""
    present: bool
    """Whether it has rows in the scope."""

    def delay(self, now: datetime) -> float:
        """The age of its content in intervals; infinite where it never told anything."""
        return (now - self.as_of) / timedelta(minutes=self.interval_minutes) if self.as_of else float("inf")


def is_fed(fact: str) -> bool:
    """Whether the fact's rows come from sources whose reach is known."""
    return {"data_source", "opened_on"} <= set(FACTS[fact].columns.keys())


def is_monthly(fact: str) -> bool:
    """Whether the fact tells of whole calendar months, each by its first day."""
    return "month_on" in FACTS[fact].columns


def months(model: Reading, fact: str, areas: Iterable[tuple[str, str]]) -> tuple[date | None, date | None]:
    """The first days of the first and the last month that a monthly fact tells of in some areas."""
    table = FACTS[fact]
    month = table.c.month_on
    return tuple(model.execute(select(func.min(month), func.max(month)).where(visible(table, areas, ())))[0])


def kept_since(model: Reading, fact: str) -> date | None:
    """The first day of which a fact without sources tells something that happened; None where it only stands."""
    if fact not in _BEGINS:
        return None
    return model.execute(select(func.min(FACTS[fact].c[_BEGINS[fact]])))[0][0]


def begun(model: Reading, fact: str) -> Mapping[str, date | None]:
    """The sources that have rows of the fact, each with the first day of which it tells anything."""
    fact_of = FACTS[fact].c
    keys = [key for (key,) in model.execute(select(dim_source.c.key))]
    # The first row of each is found without a look at the others, which the least of each group is not.
    firsts = [
        select(fact_of.data_source, fact_of.opened_on)
        .where(fact_of.data_source == key)
        .order_by(fact_of.opened_on.nulls_last())
        .limit(1)
        .subquery()
        for key in keys
    ]
    return dict(tuple(row) for row in model.execute(union_all(*map(select, firsts)))) if firsts else {}


def states(
    model: Reading, fact: str, areas: Iterable[tuple[str, str]], begun: Mapping[str, date | None]
) -> Sequence[SourceState]:
    """Every source, since when it has rows of `fact` (as `begun` says), and whether any of them lie in the areas."""
    columns = (
        dim_source.c.key,
        dim_source.c.mode,
        dim_source.c.interval_minutes,
        dim_source.c.as_of,
        dim_source.c.fetched_at,
        dim_source.c.generated,
    )
    present = _present(model, fact, areas, begun)
    return [
        SourceState(
            row.key,
            row.mode,
            row.interval_minutes,
            _utc(row.as_of),
            _utc(row.fetched_at),
            row.generated,
            begun.get(row.key),
            row.key in present,
        )
        for row in model.execute(select(*columns))
    ]


def _present(model: Reading, fact: str, areas: Iterable[tuple[str, str]], keys: Iterable[str]) -> set[str]:
    # One row of each is enough, and is found without a look at the others.
    table, inside = FACTS[fact], visible(FACTS[fact], areas, ())
    rows = [select(table.c.data_source).where(table.c.data_source == key, inside).limit(1).subquery() for key in keys]
    return {key for (key,) in model.execute(union_all(*(select(row) for row in rows)))} if rows else set()


def _utc(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant else None
