"""What there is to serve with: people, places, shelters by number only, and money, by line."""

from html import escape

import streamlit as st

from core import catalogue
from core.definitions import definition
from core.tiles import Asked
from dashboards import data
from dashboards.care import period
from dashboards.care.cells import Cells, cell, table
from dashboards.components.card import card, nothing
from dashboards.viewing import View
from db.models.care import LINES

METRICS = (
    "service_workers",
    "service_places",
    "service_shelters",
    "service_budget",
    "service_paid",
    "service_budget_execution",
)


def block(view: View) -> None:
    """By line; of the groups there is no strength of their own, so no filter of groups narrows it."""
    scope = view.scope.unfiltered()
    shown = Asked(scope, METRICS, ("service_line",))
    found = data.figures(view.version, scope, METRICS, by=shown.by)
    subject, question = catalogue.say("care.tile.supply_subject"), catalogue.say("care.tile.supply")
    with card(view, "care_supply", question, subject, period.as_of(view, found), shown):
        if found.empty:
            nothing(catalogue.say("care.page.none"), catalogue.say("care.page.none_hint"))
            return
        cells, whole = Cells(found, shown.by), Cells(data.figures(view.version, scope, METRICS), ())
        heads = [catalogue.label("dimension", "service_line"), *(_head(key) for key in METRICS)]
        rows = [
            [escape(catalogue.label("service_line", line)), *(escape(cell(cells, key, (line,))) for key in METRICS)]
            for line in LINES
            if (line,) in cells.keys
        ]
        rows.append([catalogue.say("care.page.total"), *(escape(cell(whole, key, ())) for key in METRICS)])
        st.html(table(heads, rows, "fq-supply"))


def _head(key: str) -> str:
    metric = definition(key)
    return catalogue.say("board.filter.within", name=metric.label, above=metric.unit)
