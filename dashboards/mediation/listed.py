"""Figures one below the other: each with its span, its value and what it was a year before."""

from collections.abc import Iterator
from html import escape

from core import catalogue, numbers, titles
from core.definitions import definition
from core.scope import Scope
from dashboards import data
from dashboards.charts.ranked_bars import arrow
from dashboards.components.card import as_of_words
from dashboards.viewing import View


def rows(view: View, scope: Scope, metrics: tuple[str, ...]) -> Iterator[str]:
    """A row of a table for each metric: its value over the scope's span and what it was a year before."""
    found = data.figures(view.version, scope, metrics, compare=("year",))
    for row in found.to_dict("records"):
        metric = definition(row["metric"])
        number, unit = numbers.quantity(row["value"], metric.unit, metric.decimals)
        decimals = 1 if row["change_decimals"] is None else int(row["change_decimals"])
        written = numbers.change(row["change"], row["change_unit"] or numbers.PERCENT, decimals)
        why = catalogue.label("reason", row["reason"]) if row["reason"] else ""
        sign = arrow(row["change"]).partition(" ")[0] if written[0] in ("+", numbers.MINUS) else ""
        until = as_of_words(None if row["as_of"] is None or row["as_of"] != row["as_of"] else row["as_of"])
        yield (
            f'<tr title="{escape(metric.definition)}"><td>{escape(metric.label)}'
            f'<span class="fq-span">{escape(titles.span_words(scope.span))}</span></td>'
            f'<td class="fq-right"><b>{escape(number)}</b> {escape(unit)}</td>'
            f'<td class="fq-right" title="{escape(why)}">{escape(catalogue.label("comparison", "year"))} {sign} '
            f'{escape(written)}<span class="fq-span">{escape(until)}</span></td></tr>'
        )
