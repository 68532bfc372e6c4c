"""Where is what is due delivered: each place below with what was due, done in time, late and not at all."""

from html import escape

import streamlit as st

from core import catalogue
from core.definitions import definition
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.care.cells import Cells, cell, table
from dashboards.components.card import card, nothing
from dashboards.viewing import View

METRICS = (
    "services_due",
    "service_on_time_rate",
    "services_late",
    "services_undone",
    "service_satisfaction_rate",
    "service_report_rate",
)


def block(view: View) -> None:
    """In the tree's own order: no ranking of protected figures."""
    level, dimension = view.scope.level_below, dimension_of(view)
    shown = Asked(view.scope, METRICS, (dimension,))
    found = data.figures(view.version, view.scope, METRICS, by=shown.by)
    named = catalogue.label("area_level", level if dimension == "area" else "township")
    subject, question = catalogue.say("care.tile.places_subject", level=named), catalogue.say("care.tile.places")
    with card(view, "care_places", question, subject, groups.as_of(view, found), shown):
        if found.empty:
            nothing(catalogue.say("care.page.none"), catalogue.say("care.page.none_hint"))
            return
        cells, whole = Cells(found, shown.by), Cells(data.figures(view.version, view.scope, METRICS), ())
        heads = [named, *(_head(key) for key in METRICS)]
        order = sorted(cells.keys, key=lambda keys: keys[0] or "")
        rows = [
            [escape(view.words.of("area", keys[0])), *(escape(cell(cells, key, keys)) for key in METRICS)]
            for keys in order
        ]
        if len(rows) > 1:
            rows.append([catalogue.say("care.page.total"), *(escape(cell(whole, key, ())) for key in METRICS)])
        st.html(table(heads, rows, "fq-places"))


def dimension_of(view: View) -> str:
    """By what the places below are told apart; nothing is known below townships."""
    return "area" if view.scope.level_below not in (None, "village") else "township"


def _head(key: str) -> str:
    metric = definition(key)
    return catalogue.say("board.filter.within", name=metric.label, above=metric.unit)
