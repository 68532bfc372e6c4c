"""`fengqiao metrics`: the catalogue of metrics as a table."""

from typing import Annotated

import typer
from rich.table import Table

from core.catalogue import label, say
from core.definitions import Metric, definitions
from dashboards.commands.console import fail, out

COLUMNS = ("key", "label", "theme", "unit", "kind", "better", "definition", "source")


def command(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar=say("cli.argument.metrics"), help=say("figures.opt_key"))
    ] = None,
) -> None:
    known = definitions()
    for key in keys or ():
        if key not in known:
            fail(say("figures.unknown_metric", metric=key))
    table = Table(show_lines=True)
    for name in COLUMNS:
        table.add_column(say(f"figures.column.{name}"), no_wrap=name == "key", overflow="fold")
    for metric in (known[key] for key in keys or known):
        table.add_row(*_cells(metric))
    out.print(table)


def _cells(metric: Metric) -> list[str]:
    said = {"theme": label("theme", metric.theme)}
    said |= {"kind": say(f"figures.kind.{metric.kind}"), "better": say(f"figures.better.{metric.better}")}
    return [said.get(name) or getattr(metric, name) for name in COLUMNS]
