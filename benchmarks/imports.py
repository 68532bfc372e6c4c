"""Taking a table in by the whole path, in rows a second, against bare inserts of the very rows that it stored.

python -m benchmarks.imports [rows]      on SQLite and, where its programs are installed, on PostgreSQL
"""

import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

import core.demo
from core import access, foundation, intake
from db.models import Matter, MatterEvent
from db.session import Records
from tests import postgresql

ROWS = 60_000
TARGET = 5_000
MAPPING = Path(__file__).with_name("imports.toml")
AREAS = Path(core.demo.__file__).with_name("areas_demo.csv")
HEADER = (
    "ref", "class", "reported", "accepted", "closed", "followed_up", "due", "satisfaction", "source", "scale",
    "summary", "area", "unit", "unit_name", "type",
)  # fmt: skip
BEGINNING = datetime(2024, 1, 1, 8)  # noqa: DTZ001 - local, as tables write it


@dataclass(frozen=True)
class Speed:
    """Seconds of the whole path and of bare inserts of the rows that it stored."""

    database: str
    rows: int
    whole: float
    cpu: float
    bare: float
    again: float

    @property
    def good(self) -> bool:
        return self.rows / self.whole >= TARGET

    def told(self) -> str:
        rates = f"{self.rows / self.whole:,.0f} rows/s (CPU alone {self.rows / self.cpu:,.0f})"
        bare = f"{self.whole / self.bare:.1f} x bare {'executemany' if self.database == 'SQLite' else 'COPY'}"
        again = f"once more, unchanged: {self.rows / self.again:,.0f} rows/s"
        return f"import on {self.database}: {rates}, {bare} (>= {TARGET:,}: {self.good}); {again}"


def main(rows: int = ROWS) -> bool:
    """Prints a line a database; False where one is below the target."""
    speeds = []
    with tempfile.TemporaryDirectory(prefix="fengqiao-imports-") as folder:
        table = Path(folder) / "table.csv"
        write_table(table, rows)
        for database, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
            with opened(Path(folder)) as url:
                speeds.append(_speed(database, url, table, rows))
            print(speeds[-1].told(), flush=True)
    return all(speed.good for speed in speeds)


def write_table(file: Path, rows: int) -> None:
    """Matters of two years in all townships of the demo's places, nine in ten of them closed."""
    chance = random.Random(1)
    with AREAS.open(encoding="utf-8-sig", newline="") as stream:
        codes = [code for row in csv.reader(stream) for code in row[:1] if len(code) == 9]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(_row(number, chance, codes) for number in range(rows))


def _row(number: int, chance: random.Random, areas: list[str]) -> tuple[object, ...]:
    reported = BEGINNING + timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
    accepted = reported + timedelta(hours=chance.randrange(1, 48))
    closed = accepted + timedelta(hours=chance.randrange(1, 480)) if chance.random() < 0.9 else None
    visited = closed + timedelta(days=chance.randrange(1, 20)) if closed and chance.random() < 0.5 else None
    unit = chance.randrange(200)
    return (
        f"B{number:08}", "dispute", reported, accepted, closed, visited, (reported + timedelta(days=30)).date(),
        chance.choice(("satisfied", "basically_satisfied", "dissatisfied")) if visited else "",
        "grid_patrol", chance.choice(("01", "02")),
        f"{chance.choice(('Boundary', 'Water', 'Noise', 'Wages'))} no {chance.getrandbits(30):x}",
        chance.choice(areas), f"U{unit}", f"Unit {unit}", chance.choice(("01", "02", "03", "04", "05")),
    )  # fmt: skip


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'records.sqlite'}"


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    with postgresql.running() as cluster:
        yield cluster.database()


def _speed(database: str, url: str, table: Path, rows: int) -> Speed:
    records = Records(url)
    foundation.prepare(records)
    intake.run(records, "areas", AREAS, "areas_demo", by=access.operator(), home=table.parent)
    whole, cpu = _timed(lambda: _take(records, table, rows))
    again, _ = _timed(lambda: _take(records, table, 0))
    stored = [_stored(records, kind.__tablename__) for kind in (Matter, MatterEvent)]
    _empty(records)
    bare, _ = _timed(lambda: _insert(records, stored))
    records.close()
    return Speed(database, rows, whole, cpu, bare, again)


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _take(records: Records, table: Path, added: int) -> None:
    outcome = intake.run(records, "matters", table, MAPPING, by=access.operator(), home=table.parent)
    if outcome.counts.added != added or outcome.counts.doubtful:
        raise RuntimeError(f"not the import that was to be measured: {outcome.counts} {outcome.groups}")


def _stored(records: Records, table: str) -> tuple[str, tuple[str, ...], list[tuple[Any, ...]]]:
    """A table's name, columns and rows as the driver gives them."""
    with records.reading() as session:
        result = session.connection().exec_driver_sql(f"select * from {table} order by id")
        return table, tuple(result.keys()), [tuple(row) for row in result]


def _insert(records: Records, stored: list[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]) -> None:
    """The same rows into the same tables, emptied, in one transaction: what nothing that keeps them can go below."""
    sqlite = records.engine.dialect.name == "sqlite"
    with records.writing() as session:
        driver: Any = session.connection().connection.driver_connection
        for table, names, rows in stored:
            if sqlite:
                driver.executemany(f"insert into {table} values ({', '.join('?' * len(names))})", rows)
                continue
            with driver.cursor() as cursor, cursor.copy(f"copy {table} ({', '.join(names)}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)


def _empty(records: Records) -> None:
    with records.writing() as session:
        for table in ("matter_revision", "matter_event", "matter"):
            session.execute(text(f"delete from {table}"))
    if records.engine.dialect.name == "postgresql":
        with records.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum"))


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
