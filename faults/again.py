"""The same table taken in again and again, and a real feed twice: what is known already changes nothing."""

from pathlib import Path

from sqlalchemy import func, select

from core import access, intake
from core.intake import Counts
from db.models import Base, Matter, MatterEvent, MatterRevision
from db.session import Records
from faults import town
from faults.town import DATABASES, Figure, Town

TIMES = 20
ROWS = 1_000
FEED = Path(__file__).parents[2] / "shared" / "data" / "chicago_311_sanitation.csv.gz"
"""A real feed beside the checkout, where it is there: 74,401 requests, 371 of them named again in 375 rows."""


def run(databases: tuple[str, ...] = DATABASES) -> list[Figure]:
    """On each database a small table twenty times, then the feed twice."""
    figures = []
    for database in databases:
        with town.founding(database) as new:
            figures.append(_table(new(), database))
            figures += [_feed(new(), database)] if FEED.is_file() else []
    return figures


def _table(place: Town, database: str) -> Figure:
    town.write_table(place.home / "table.csv", 0, ROWS, closed=True)
    with place.opened() as records:
        first = town.take(place, place.home / "table.csv").counts
        stored = _counted(records)
        later = [town.take(place, place.home / "table.csv").counts for _ in range(TIMES - 1)]
        same = _counted(records) == stored
    health = town.examine(place, ROWS)
    good = first.added == ROWS and same and health.good and all(_nothing_new(counts) for counts in later)
    return Figure(f"one table {TIMES} times, {database}", f"{health.doubled} doubled, nothing changed: {good}", good)


def _feed(place: Town, database: str) -> Figure:
    with place.opened() as records:

        def take(kind: str = "matters") -> Counts:
            return intake.run(records, kind, FEED, "chicago", by=access.operator(), home=place.home).counts

        take("areas")
        first, stored = take(), _counted(records)
        second, same = take(), _counted(records) == stored
    health = town.examine(place, first.added)
    good = _nothing_new(second) and same and health.good
    told = f"{first.read:,} rows: {first.added:,} added, {first.changed} changed; again: {second.unchanged:,} unchanged"
    return Figure(f"a real feed twice, {database}", f"{told}, nothing changed: {good}", good)


def _counted(records: Records) -> tuple[int | None, ...]:
    tables: tuple[type[Base], ...] = (Matter, MatterEvent, MatterRevision)
    with records.reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) for table in tables)


def _nothing_new(counts: Counts) -> bool:
    return counts.unchanged == counts.read and not (counts.added or counts.changed or counts.refused)
