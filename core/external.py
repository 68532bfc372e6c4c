"""Totals from outside as they were reported: for each, the latest span that somebody told of a place."""

from collections.abc import Iterable

from core.definitions import definition, definitions
from core.periods import Span
from core.scope import Scope
from db.queries import reported_totals
from db.read_model.model import ReadModel


def metrics() -> list[str]:
    """The metrics that others report, in the catalogue's order; what was made public of acts is shown beside those."""
    found = definitions().items()
    return [key for key, metric in found if metric.kind == "reported" and metric.theme != "accountability"]


def latest_spans(model: ReadModel, scope: Scope, keys: Iterable[str]) -> dict[str, Span]:
    """By metric the last reported span up to the scope's end, else the last of all; of equal ends the longest.

    What was told of the scope's own place comes before what was told of places in it. Metrics of which nothing was
    told are left out.
    """
    own = {area.code for area in scope.areas}
    found: dict[str, Span] = {}
    indicators = {key: definition(key).indicator or "" for key in keys}
    returns = reported_totals.returns(model, indicators.values(), scope.subtrees)
    for key, indicator in indicators.items():
        told = [
            (row.area, Span(row.period_start, row.period_end)) for row in returns[indicator] if row.value is not None
        ]
        spans = [span for area, span in told if area in own] or [span for _, span in told]
        if spans:
            past = [span for span in spans if span.end <= scope.span.end]
            found[key] = max(past or spans, key=lambda span: (span.end, span.days))
    return found
