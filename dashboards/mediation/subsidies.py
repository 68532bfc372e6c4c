"""What is paid for cases beside how many there are, so that cases made for the money are seen."""

import streamlit as st

from core import catalogue
from core.definitions import definition
from core.scope import Scope
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.components.card import card
from dashboards.mediation import listed
from dashboards.mediation.funnel import blank
from dashboards.viewing import View

AGREED = "mediation_agreements"
PAID = ("subsidised_cases", "subsidised_share", "subsidy_amount", "subsidy_per_case", "subsidy_simple_share")
METRICS = (*PAID, "subsidy_oral_share", "subsidies_reversed", "subsidies_waiting")


def block(view: View) -> None:
    """Filters that money isn't told apart by are left out, for the agreements beside it too."""
    scope = _told_apart(view.scope)
    found = data.figures(view.version, scope, (AGREED, *METRICS))
    subject, question = catalogue.say("subsidy.tile.subject"), catalogue.say("subsidy.tile.title")
    with card(view, "subsidies", question, subject, groups.as_of(view, found), Asked(scope, (AGREED, *METRICS))):
        if not found["value"].fillna(0).any():
            blank()
            return
        rows = "".join(listed.rows(view, scope, (AGREED, *METRICS)))
        st.html(f'<table class="fq-table fq-figures">{rows}</table>')


def _told_apart(scope: Scope) -> Scope:
    kept = scope.unfiltered()
    for name, values in scope.filters:
        if definition(PAID[0]).has(name):
            kept = kept.with_filter(name, *values)
    return kept
