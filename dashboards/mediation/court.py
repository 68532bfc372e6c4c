"""Do fewer disputes reach the courts: what the courts report, and what went there after mediation."""

from collections.abc import Iterator
from html import escape

import streamlit as st

from core import catalogue, numbers, titles
from core.definitions import definition
from core.periods import Span
from core.scope import Scope
from core.tiles import Asked
from dashboards import data
from dashboards.charts.ranked_bars import arrow
from dashboards.components.card import as_of_words, card
from dashboards.viewing import View

REPORTED = ("pre_litigation_mediations", "new_civil_cases", "pre_litigation_ratio")
OWN = ("mediations_to_court", "mediation_confirmation_rate")


def block(view: View) -> None:
    """Reported totals are of the span that was reported; where that isn't the period, it is said."""
    whole = view.scope.unfiltered()
    span = _span(view, whole)
    scope = whole.over(span) if span else whole
    subject, question = catalogue.say("mediation.tile.court_subject"), catalogue.say("mediation.tile.court")
    shown = Asked(scope, (*REPORTED, *OWN))
    with card(view, "court", question, subject, None, shown):
        # Of a whole whose parts don't all report, there is no total.
        told = _is_told(view, scope)
        rows = "".join([*(_rows(view, scope, REPORTED) if told else ()), *_rows(view, view.scope, OWN)])
        note = "" if span is None and told else _note(span if told else None)
        st.html(f'<table class="fq-table fq-figures">{rows}</table>{note}')


def _is_told(view: View, scope: Scope) -> bool:
    """Whether the courts reported this very span."""
    return not numbers.absent(data.figures(view.version, scope, REPORTED[:1]).iloc[0]["value"])


def _span(view: View, whole: Scope) -> Span | None:
    """The last span that both totals were reported for; None where the period itself was, or nothing."""
    if _is_told(view, whole):
        return None
    return data.reported_spans(view.version, whole).get(REPORTED[0])


def _note(span: Span | None) -> str:
    """Which span the totals are of, or that there are none."""
    said = catalogue.say("mediation.court.none", span=titles.span_words(span)) if span else None
    return f'<p class="fq-note">{escape(said or catalogue.say("mediation.court.never"))}</p>'


def _rows(view: View, scope: Scope, metrics: tuple[str, ...]) -> Iterator[str]:
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
