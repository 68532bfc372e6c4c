"""`fengqiao cadence`: generates what is owed now, and lists what is overdue."""

from typing import Annotated

import typer
from rich.table import Table

from core import access, areas, catalogue, words
from core.access import OutOfScope
from core.cadence import agenda, generating
from core.catalogue import say
from core.scope import Request
from core.titles import span_words
from dashboards import stores
from dashboards.commands.console import fail, out

LISTED = 50


def command(area: Annotated[str, typer.Option("--area", help=say("cadence.command.opt_area"))] = "") -> None:
    done = generating.generate(stores.records())
    told = {"added": done.added, "superseded": done.superseded, "resumed": done.resumed, "escalated": done.escalated}
    out.print(say("cadence.command.done", **told))
    tree = areas.load(stores.records())
    try:
        scope = access.scope(access.operator(), Request(areas=(area,) if area else ()), tree)
    except OutOfScope:
        fail(say("figures.unknown_area", area=area))
    late = agenda.overdue(stores.records(), scope, LISTED)
    if not late:
        out.print(say("cadence.command.none"))
        return
    known = words.load(stores.records(), tree)
    table = Table()
    for name in ("due_on", "duty", "body", "period"):
        table.add_column(say(f"cadence.column.{name}"))
    for one in late:
        duty = catalogue.label("duty", one.duty)
        table.add_row(one.due_on.isoformat(), duty, known.of("area", one.area), span_words(one.span))
    out.print(say("cadence.command.overdue", count=len(late)))
    out.print(table)
