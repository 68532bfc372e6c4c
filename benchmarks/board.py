"""The situation board's numbers on a million matters: against bare DuckDB, and against SQL on the records.

The first run generates the data (scale 5) under var/bench, which takes some minutes; later runs find them there.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

HOME = Path(__file__).parent.parent / "var" / "bench"
os.environ["FENGQIAO_HOME"] = str(HOME)
os.environ.pop("DATABASE_URL", None)

from benchmarks import records_sql  # noqa: E402 - the settings are read when the stores are first imported
from core import access, areas  # noqa: E402
from core.demo import load, plan  # noqa: E402
from core.metrics import measure  # noqa: E402
from core.periods import Period  # noqa: E402
from core.scope import Request, Scope  # noqa: E402
from dashboards import stores  # noqa: E402
from dashboards.situation import areas as area_block  # noqa: E402
from dashboards.situation import course, headline, rankings  # noqa: E402

MATTERS = 1_000_000
ROUNDS = 12
PLACES = ("5307", "5329", "3704", "530702", "532901", "370481")


def main() -> None:
    _prepare()
    model = stores.read_model()
    model.catch_up()
    scopes = list(_scopes())
    statements = [_recorded(lambda scope=scope: _board(scope)) for scope in scopes]
    ours, bare = [], []
    for number in range(ROUNDS):
        place = number % len(scopes)
        ours.append(_seconds(partial(_board, scopes[place])))
        bare.append(_seconds(partial(_bare, statements[place])))
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, bare, strict=True))
    _print("board, one filter change, no cache", ours, bare, ratio, "bare DuckDB statements", "<= 1.5")
    _against_records(scopes[0])


def _prepare() -> None:
    chosen = plan.plan(None, MATTERS, plan.SEED)
    print("preparing", MATTERS, "matters under", HOME)
    load.create(stores.records(), chosen, lambda *_: None, replace=False)


def _scopes() -> Iterator[Scope]:
    tree = areas.load(stores.records())
    for code in PLACES:
        yield access.scope(access.operator(), Request(Period.parse("last_quarter"), (code,)), tree)


def _board(scope: Scope) -> None:
    """Every figure of pages/situation.py, asked as the page asks."""
    model = stores.read_model()
    measure(model, headline.METRICS, scope, compare=("year", "previous"))
    measure(model, headline.ALONG, scope.over(headline.twelve_months(scope.span.end)), by=("month",))
    span, grain = course.window(scope.span)
    measure(model, (course.COUNTED,), scope.over(span), by=(grain,), compare=("year",))
    for metric, dimension in (
        (area_block.COUNTED, "area"),
        (rankings.COUNTED, "category"),
        (rankings.COUNTED, "source"),
        (rankings.LATE, "area"),
    ):
        measure(model, (metric,), scope, by=(dimension,), compare=("year",))


def _recorded(work: Callable[[], None]) -> list[tuple[str, Any]]:
    """The statements that the work sends to DuckDB, with their parameters."""
    sent: list[tuple[str, Any]] = []
    engine = stores.read_model()._engine

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent


def _bare(statements: list[tuple[str, Any]]) -> None:
    connection = stores.read_model()._engine.raw_connection()
    try:
        cursor = connection.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
    finally:
        connection.close()


def _against_records(scope: Scope) -> None:
    model = stores.read_model()
    shares, counts = ("on_time_rate", "satisfaction_rate"), ("open_matters", "overdue_matters", "high_risk_disputes")
    asked = ("new_matters", *shares, *counts)
    by_area = measure(model, ("new_matters",), scope, by=("area",))
    figures = measure(model, asked, scope).set_index("metric")["numerator"]
    found = {**{key: int(figures[key]) for key in asked}, **_pairs(by_area)}
    with stores.records().reading() as session:
        run = lambda: records_sql.headline(session, text, scope)  # noqa: E731
        expected = run()
        if expected != found:
            raise SystemExit(f"the figures differ: {expected} {found}")
        theirs = [_seconds(run) for _ in range(3)]
    ours = [
        _seconds(lambda: (measure(model, asked, scope), measure(model, ("new_matters",), scope, by=("area",))))
        for _ in range(5)
    ]
    ratio = statistics.median(theirs) / statistics.median(ours)
    _print("the same figures from the SQLite records (equal to the last)", theirs, ours, ratio, "measure", ">= 10")


def _pairs(frame: Any) -> dict[str, int]:
    return {row.area: int(row.numerator) for row in frame.itertuples() if isinstance(row.area, str)}


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _print(what: str, these: list[float], those: list[float], ratio: float, reference: str, target: str) -> None:
    print(
        f"{what}: median {1000 * statistics.median(these):.0f} ms"
        f" against {1000 * statistics.median(those):.0f} ms of {reference}: ratio {ratio:.2f} (target {target})"
    )


if __name__ == "__main__":
    main()
