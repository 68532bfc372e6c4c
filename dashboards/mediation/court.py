"""Do fewer disputes reach the courts: what the courts report, and what went there after mediation."""

from html import escape

import streamlit as st

from core import catalogue, numbers, titles
from core.periods import Span
from core.scope import Scope
from core.tiles import Asked
from dashboards import data
from dashboards.components.card import card
from dashboards.mediation import listed
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
        rows = "".join([*(listed.rows(view, scope, REPORTED) if told else ()), *listed.rows(view, view.scope, OWN)])
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
