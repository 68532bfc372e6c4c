"""`fengqiao metrics`: the catalogue of metrics as a table."""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from core.catalogue import label, say
from core.definitions import Metric, definitions
from dashboards.commands.console import fail, out

COLUMNS = ("key", "label", "theme", "unit", "kind", "better", "definition", "source")
# What fits into a terminal of eighty columns.
LISTED = ("key", "label", "unit", "definition")


def command(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar=say("cli.argument.metrics"), help=say("figures.opt_key"))
    ] = None,
) -> None:
    known = definitions()
    for key in keys or ():
        if key not in known:
            fail(say("figures.unknown_metric", metric=key))
    if keys:
        for key in keys:
            out.print(_whole(known[key]))
    else:
        out.print(_listed(known.values()))


def _listed(found: Iterable[Metric]) -> Table:
    table = Table(show_lines=True)
    for name in LISTED:
        table.add_column(say(f"figures.column.{name}"), no_wrap=name in ("key", "unit"), overflow="fold", min_width=4)
    for metric in found:
        table.add_row(*(getattr(metric, name) for name in LISTED))
    return table


def _whole(metric: Metric) -> Table:
    table = Table(show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in zip(COLUMNS, _cells(metric), strict=True):
        table.add_row(say(f"figures.column.{name}"), text)
    return table


def _cells(metric: Metric) -> list[str]:
    said = {"theme": label("theme", metric.theme)}
    said |= {"kind": say(f"figures.kind.{metric.kind}"), "better": say(f"figures.better.{metric.better}")}
    return [said.get(name) or getattr(metric, name) for name in COLUMNS]
