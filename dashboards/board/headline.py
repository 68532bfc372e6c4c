"""What stands beside headline figures on every board: the months before, and what was reported last from outside."""

from datetime import date, timedelta

from core import catalogue, numbers
from core.definitions import definition
from core.periods import Span, unit_start
from core.titles import span_words
from dashboards import data
from dashboards.components.figure import Figure
from dashboards.viewing import View


def reported(view: View, found: dict[str, Figure], shown: tuple[str, ...]) -> dict[str, str]:
    """Of totals from outside without a number for the period, the span and number that were reported last."""
    scope = view.scope.unfiltered()
    lacking = [key for key in shown if definition(key).kind == "reported" and found[key].value is None]
    told: dict[str, str] = {}
    for key, span in data.reported_spans(view.version, scope).items():
        if key in lacking:
            row = data.figures(view.version, scope.over(span), (key,), compare=("year",)).iloc[0]
            metric = definition(key)
            number, unit = numbers.quantity(row["value"], metric.unit, metric.decimals)
            if numbers.absent(row["value"]):
                continue
            told[key] = catalogue.say("tiles.outside.latest", span=span_words(span), number=f"{number} {unit}")
    return told


def twelve_months(end: date) -> Span:
    """The twelve whole months up to the last one that was over on `end`."""
    last = unit_start(end + timedelta(days=1), "month") - timedelta(days=1)
    start = last.replace(day=1)
    for _ in range(11):
        start = unit_start(start - timedelta(days=1), "month")
    return Span(start, last)
