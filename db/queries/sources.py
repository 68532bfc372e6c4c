"""Where the figures of a scope come from and how fresh those sources are."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from db.queries.figures import visible
from db.read_model.model import ReadModel
from db.read_model.tables import FACTS, dim_source


class SourceState(NamedTuple):
    """One source: `as_of` is the time of its content, `fetched_at` of its last fetch (both UTC, None: never)."""

    key: str
    mode: str
    interval_minutes: int
    as_of: datetime | None
    fetched_at: datetime | None
    generated: bool
    first_day: date | None
    """The first day in the scope of which it tells something; None where it has no rows there."""


def is_fed(fact: str) -> bool:
    """Whether the fact's rows come from sources whose reach is known."""
    return {"data_source", "opened_on"} <= set(FACTS[fact].columns.keys())


def states(model: ReadModel, fact: str, areas: Iterable[tuple[str, str]]) -> Sequence[SourceState]:
    """Every source; those with rows of `fact` in the areas say since when."""
    table = FACTS[fact]
    columns = (
        dim_source.c.key,
        dim_source.c.mode,
        dim_source.c.interval_minutes,
        dim_source.c.as_of,
        dim_source.c.fetched_at,
        dim_source.c.generated,
    )
    statement = select(*columns)
    first: dict[str, date | None] = {}
    if is_fed(fact):
        begun = (
            select(table.c.data_source, func.min(table.c.opened_on))
            .where(visible(table, areas, ()))
            .group_by(table.c.data_source)
        )
        first = {row[0]: row[1] for row in model.execute(begun)}
    return [
        SourceState(
            row.key,
            row.mode,
            row.interval_minutes,
            _utc(row.as_of),
            _utc(row.fetched_at),
            row.generated,
            first.get(row.key),
        )
        for row in model.execute(statement)
    ]


def _utc(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant else None
