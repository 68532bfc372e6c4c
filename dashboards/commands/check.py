"""`fengqiao check`: proof that the read model is a faithful copy of the records; any difference fails the command."""

from typing import Annotated

import typer
from rich.table import Table

from core import clock, lag, parity
from core.catalogue import say
from core.parity import RecordsTooBusy, Verdict
from dashboards import stores
from dashboards.commands.console import errors, fail, out


def command(rebuild: Annotated[bool, typer.Option("--rebuild", help=say("figures.opt_rebuild"))] = False) -> None:
    if held := lag.lag(stores.records(), clock.now()):
        errors.print(held.told, style="yellow", markup=False)
    model = stores.read_model()
    if rebuild:
        model.rebuild()
    try:
        verdict = parity.check(stores.records(), model)
    except RecordsTooBusy:
        fail(say("figures.check.busy"))
    if verdict.differences:
        out.print(_table(verdict))
        fail(say("figures.check.differs", count=len(verdict.differences), compared=verdict.compared))
    version = "-".join(map(str, model.version))
    out.print(say("figures.check.clean", compared=verdict.compared, version=version))


def _table(verdict: Verdict) -> Table:
    table = Table()
    for name in ("fact", "group", "measure", "in_records", "in_model"):
        table.add_column(say(f"figures.check.{name}"))
    for difference in verdict.differences[:50]:
        found = (f"{difference.in_records:g}", f"{difference.in_model:g}")
        table.add_row(difference.fact, difference.group, difference.measure, *found)
    return table
