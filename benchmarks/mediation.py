"""The mediation page's numbers at a million cases: cold, against bare DuckDB that counts the same on the facts.

python -m benchmarks.mediation      generates a million matters under var/ first, where they aren't there yet

A million matters have some 200,000 cases: the read model that is measured holds each of them several times over.
"""

import os
from functools import partial
from unittest.mock import patch

from sqlalchemy import Connection, delete, func, select, text

from benchmarks import asked, board, installation
from benchmarks.asked import Asked
from benchmarks.board import PERIOD, PLACES, Took
from benchmarks.installation import MILLION, Installation
from core.curves import settling
from core.mediation import returns
from core.scope import Scope
from dashboards.mediation.curve import TIMED
from db.queries import daily_sums
from db.read_model.daily import DAILY, fill
from db.read_model.mediation_facts import fact_mediation
from db.read_model.model import ReadModel

ROUNDS = 12
SLOWEST = 5


def main() -> None:
    os.environ["FENGQIAO_HOME"] = str(installation.home(MILLION))
    os.environ.pop("DATABASE_URL", None)
    there = _million()
    pages = [asked.by_board("mediation", area=place, period=PERIOD) for place in PLACES]
    statements = [board._recorded(there, partial(_answer, there, page)) for page in pages]
    with patch.object(daily_sums, "tell", lambda *_: False):
        scans = [board._recorded(there, partial(_answer, there, page)) for page in pages]
    ours, bare, raw = [], [], []
    for number in range(ROUNDS):
        place = number % len(pages)
        board._forget()
        ours.append(board._took(partial(_answer, there, pages[place])))
        bare.append(board._took(partial(board._bare, there, statements[place])))
        raw.append(board._took(partial(board._bare, there, scans[place])))
    what = f"{MILLION:,} mediation cases: the page's {len(pages[0]) + 3} questions, no cache"
    board._print(what, ours, raw, "bare DuckDB that counts all of it on the facts", "<= 1.5 and <= 300 ms")
    board._print("the same", ours, bare, "the statements that we send, bare, sums by day among them", "none")
    _tell_slowest(there, pages[0])


def _million() -> Installation:
    """Beside the model of the records another one, in which the cases were multiplied."""
    records = installation.prepare(MILLION)
    model = ReadModel(records, installation.home(MILLION) / "mediation_model")
    model.catch_up()
    with model.changing() as connection:
        count = connection.execute(select(func.count()).select_from(fact_mediation)).scalar_one()
        if count < MILLION:
            _multiply(connection, -(-MILLION // count))
    return Installation(records, model)


def _multiply(connection: Connection, copies: int) -> None:
    """So many of each case, in the order in which the model itself keeps them, and their sums by day."""
    told = ", ".join("mediation_case_id + 1000000000 * copy" if name == "mediation_case_id" else name
                     for name in fact_mediation.columns.keys())  # fmt: skip  # noqa: SIM118 - not a mapping
    connection.execute(text("create temporary table single as select * from fact_mediation"))
    connection.execute(delete(fact_mediation))
    several = f"from single, range({copies}) copies(copy) order by concluded_on nulls last, accepted_on limit {MILLION}"
    connection.execute(text(f"insert into fact_mediation select {told} {several}"))
    connection.execute(text("drop table single"))
    daily = DAILY[fact_mediation.name]
    connection.execute(delete(daily.table))
    fill(connection, daily)


def _answer(there: Installation, questions: list[Asked]) -> None:
    """All that the page asks of the read model: its figures, the return, the curve of now and of a year before."""
    for question in questions:
        question.answer(there.model)
    for work in _others(there, questions[0].scope).values():
        work()


def _others(there: Installation, scope: Scope) -> dict[str, partial]:
    before = scope.over(scope.span.year_before())
    return {
        "the return": partial(returns.form, there.model, scope, "category"),
        "the curve": partial(settling, there.model, TIMED, scope),
        "the curve a year before": partial(settling, there.model, TIMED, before),
    }


def _tell_slowest(there: Installation, questions: list[Asked]) -> None:
    """Which questions take longest, so that what is slow is seen."""
    took: list[tuple[Took, str]] = []
    for question in questions:
        name = f"{', '.join(question.metrics)[:60]} by {', '.join(question.by) or 'nothing'}"
        took.append((board._took(partial(question.answer, there.model)), name))
    took += [(board._took(work), name) for name, work in _others(there, questions[0].scope).items()]
    for one, name in sorted(took, reverse=True)[:SLOWEST]:
        print(f"  {one.wall:.0f} ms: {name}")


if __name__ == "__main__":
    main()
