"""The situation board's numbers: against bare DuckDB, against SQL on the records, and with ten times as many matters.

python -m benchmarks.board [--matters 10000000]      a million unless told otherwise

The first run generates the data under var/ (ten minutes for ten million); later runs find them there.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import event, text

from benchmarks import asked, installation, records_sql
from benchmarks.asked import Asked
from benchmarks.installation import MILLION, Installation
from core import coverage
from core.metrics import measure
from core.scope import Scope
from db.models import Matter

ROUNDS = 18
PLACES = ("5307", "5329", "3704", "530702", "532901", "370481")
PERIOD = "last_quarter"
CHANGED = 1000
Statements = list[tuple[str, Any]]


class Took(NamedTuple):
    """Milliseconds by the clock, and of processor time: the latter is much the same on a busy machine."""

    wall: float
    cpu: float


def main(matters: int = MILLION) -> None:
    os.environ["FENGQIAO_HOME"] = str(installation.home(MILLION))
    os.environ.pop("DATABASE_URL", None)
    million = installation.opened(MILLION)
    boards = [asked.by_board(area=place, period=PERIOD) for place in PLACES]
    print(f"the board asks {len(boards[0])} questions; load average {os.getloadavg()[0]:.1f}")
    small = _board(million, boards, f"{MILLION:,}")
    if matters != MILLION:
        larger = installation.opened(matters)
        large = _board(larger, boards, f"{matters:,}")
        grown = f"{large.wall / small.wall:.1f} x as long, {large.cpu / small.cpu:.1f} x the processor time"
        print(f"from {MILLION:,} to {matters:,} matters: {grown} (target <= 6)")
    else:
        larger = million
    _against_records(larger, boards[0][0].scope)
    _changes(larger)


def _board(there: Installation, boards: list[list[Asked]], size: str) -> Took:
    """Every question of the page, cold, and the statements they send run bare, turn by turn; the median."""
    statements = [_recorded(there, partial(_answer, there, board)) for board in boards]
    ours, bare = [], []
    for number in range(ROUNDS):
        place = number % len(boards)
        _forget()
        ours.append(_took(partial(_answer, there, boards[place])))
        bare.append(_took(partial(_bare, there, statements[place])))
    target = "<= 1.5 and <= 400 ms"
    _print(f"{size} matters: board, one filter change, no cache", ours, bare, "bare DuckDB statements", target)
    return _median(ours)


def _answer(there: Installation, board: list[Asked]) -> None:
    for question in board:
        question.answer(there.model)


def _forget() -> None:
    """How far a place's data reach is kept from one question to the next, not from one filter change to the next."""
    coverage._coverage.cache_clear()


@contextmanager
def _noting(there: Installation) -> Iterator[Statements]:
    sent: Statements = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(there.model._engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(there.model._engine, "before_cursor_execute", note)


def _recorded(there: Installation, work: Callable[[], None]) -> Statements:
    """The statements that the work sends to DuckDB, with their parameters."""
    _forget()
    with _noting(there) as sent:
        work()
    return sent


def _bare(there: Installation, statements: Statements) -> None:
    connection = there.model._engine.raw_connection()
    try:
        cursor = connection.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
    finally:
        connection.close()


def _against_records(there: Installation, scope: Scope) -> None:
    shares, counts = ("on_time_rate", "satisfaction_rate"), ("open_matters", "overdue_matters", "high_risk_disputes")
    keys = ("new_matters", *shares, *counts)
    ours = lambda: (measure(there.model, keys, scope), measure(there.model, ("new_matters",), scope, by=("area",)))  # noqa: E731
    totals, by_area = ours()
    figures = totals.set_index("metric")["numerator"]
    found = {**{key: int(figures[key]) for key in keys}, **_pairs(by_area)}
    with there.records.reading() as session:
        run = lambda: records_sql.headline(session, text, scope)  # noqa: E731
        if (expected := run()) != found:
            raise SystemExit(f"the figures differ: {expected} {found}")
        theirs = [_took(run) for _ in range(2)]
    mine = [_took(ours) for _ in range(5)]
    _print("the same figures from the SQLite records (equal to the last)", theirs, mine, "measure", ">= 10")


def _changes(there: Installation) -> None:
    """From the commit of 1,000 written matters, all over the table, until figures count them."""
    with there.records.reading() as session:
        ids = _spread(session)
    # Really changed, so that every sum of theirs is taken back and made anew.
    other = "case when risk_level = 'high' then 'low' else 'high' end"
    touch = text(f"update matter set risk_level = {other} where id in ({', '.join(map(str, ids))})")
    taken = []
    for _ in range(7):
        with there.records.writing() as session:
            session.execute(touch)
        taken.append(_took(there.model.catch_up))
    bare = [_took(partial(_rewrite, there, ids)) for _ in range(3)]
    _print(f"{len(ids):,} changed matters taken in", taken, bare, "bare DuckDB delete and insert", "<= 100 ms")


def _spread(session: Any) -> list[int]:
    first, last = session.execute(text("select min(id), max(id) from matter")).one()
    step = (last - first) // CHANGED
    return [first + step * number for number in range(CHANGED) if session.get(Matter, first + step * number)]


def _rewrite(there: Installation, ids: list[int]) -> None:
    chosen = f"from fact_matter where matter_id in ({', '.join(map(str, ids))})"
    with there.model._engine.begin() as connection:
        connection.exec_driver_sql(f"create temporary table moved as select * {chosen}")
        connection.exec_driver_sql(f"delete {chosen}")
        connection.exec_driver_sql("insert into fact_matter select * from moved")
        connection.exec_driver_sql("drop table moved")


def _pairs(frame: Any) -> dict[str, int]:
    return {row.area: int(row.numerator) for row in frame.itertuples() if isinstance(row.area, str)}


def _took(work: Callable[[], Any]) -> Took:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu))


def _median(times: list[Took]) -> Took:
    return Took(statistics.median(took.wall for took in times), statistics.median(took.cpu for took in times))


def _print(what: str, ours: list[Took], theirs: list[Took], reference: str, target: str) -> None:
    mine, other = _median(ours), _median(theirs)
    print(
        f"{what}: median {mine.wall:.0f} ms against {other.wall:.0f} ms of {reference}:"
        f" ratio {mine.wall / other.wall:.2f}, of processor time {mine.cpu:.0f} / {other.cpu:.0f} ms"
        f" = {mine.cpu / other.cpu:.2f} (target {target}; load average {os.getloadavg()[0]:.1f})",
        flush=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--matters", type=int, default=MILLION)
    main(parser.parse_args().matters)
