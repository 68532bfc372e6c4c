"""Where is what is due delivered: each place below with what was due, done in time, late and not at all."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core import catalogue, disclosure
from core.definitions import definition
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.care.cells import Cells, near_cell, table
from dashboards.components.card import card, nothing
from dashboards.viewing import View

DUE = "services_due"
METRICS = (
    DUE,
    "service_on_time_rate",
    "services_late",
    "services_undone",
    "service_satisfaction_rate",
)
REPORTED = "service_report_rate"
"""Townships report on all groups and lines at once: it stands there only where nothing narrows these."""


def block(view: View) -> None:
    """In the tree's own order: no ranking of protected figures."""
    metrics = METRICS if view.scope.filters else (*METRICS, REPORTED)
    level, dimension = view.scope.level_below, dimension_of(view)
    shown = Asked(view.scope, metrics, (dimension,))
    found = data.figures(view.version, view.scope, metrics, by=shown.by)
    named = catalogue.label("area_level", level if dimension == "area" else "township")
    subject, question = catalogue.say("care.tile.places_subject", level=named), catalogue.say("care.tile.places")
    with card(view, "care_places", question, subject, groups.as_of(view, found), shown):
        if found.empty:
            nothing(catalogue.say("care.page.none"), catalogue.say("care.page.none_hint"))
            return
        cells, whole = Cells(found, shown.by), Cells(data.figures(view.version, view.scope, metrics), ())
        heads = [named, *(_head(key) for key in metrics)]
        order = sorted(cells.keys, key=lambda keys: keys[0] or "")
        rows = [[escape(view.words.of("area", keys[0])), *_row(view, cells, metrics, keys, places=1)] for keys in order]
        if len(rows) > 1:
            rows.append([catalogue.say("care.page.total"), *_row(view, whole, metrics, ())])
        note = escape(catalogue.say("care.page.near", count=disclosure.NEAR_FROM))
        st.html(table(heads, rows, "fq-places") + f'<p class="fq-note">{note}</p>')


def _row(view: View, found: Cells, metrics: Sequence[str], keys: tuple[str, ...], places: int = 0) -> list[str]:
    return [escape(near_cell(view, found, key, keys, places=places)) for key in metrics]


def dimension_of(view: View) -> str:
    """By what the places below are told apart; nothing is known below townships."""
    return "area" if view.scope.level_below not in (None, "village") else "township"


def _head(key: str) -> str:
    metric = definition(key)
    return catalogue.say("board.filter.within", name=metric.label, above=metric.unit)
