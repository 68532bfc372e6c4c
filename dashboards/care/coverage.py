"""Which group gets which service in time: groups by lines, each with its rate and how much was due."""

from html import escape

import streamlit as st

from core import catalogue
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.care.cells import Cells, cell, table
from dashboards.components.card import card, nothing
from dashboards.viewing import View
from db.models.care import LINES

DUE, RATE = "services_due", "service_on_time_rate"


def block(view: View) -> None:
    shown = Asked(view.scope, (DUE, RATE), ("service_group", "service_line"))
    found = data.figures(view.version, view.scope, shown.metrics, by=shown.by)
    subject, question = catalogue.say("care.tile.coverage_subject"), catalogue.say("care.tile.coverage")
    with card(view, "coverage", question, subject, groups.as_of(view, found), shown):
        if found.empty:
            nothing(catalogue.say("care.page.none"), catalogue.say("care.page.none_hint"))
            return
        both = Cells(found, ("service_group", "service_line"))
        by_group = Cells(
            data.figures(view.version, view.scope, shown.metrics, by=("service_group",)), ("service_group",)
        )
        by_line = Cells(data.figures(view.version, view.scope, shown.metrics, by=("service_line",)), ("service_line",))
        whole = Cells(data.figures(view.version, view.scope, shown.metrics), ())
        lines = [line for line in LINES if (line,) in by_line.keys]
        heads = [
            catalogue.label("dimension", "service_group"),
            *map(_line, lines),
            catalogue.say("care.page.all_lines"),
        ]
        rows = [
            [view.words.of("service_group", group.code)]
            + [_rate(both, group.code, line) for line in lines]
            + [_rate(by_group, group.code)]
            for group in data.served_groups()
            if (group.code,) in by_group.keys
        ]
        rows.append([catalogue.say("care.page.total"), *(_rate(by_line, line) for line in lines), _rate(whole)])
        st.html(table(heads, rows, "fq-coverage") + _note())


def _line(code: str) -> str:
    return catalogue.label("service_line", code)


def _rate(found: Cells, *keys: str) -> str:
    """The rate large, below it how much was due."""
    due = catalogue.say("care.page.due", count=cell(found, DUE, keys))
    return f"<b>{escape(cell(found, RATE, keys))}</b><small>{escape(due)}</small>"


def _note() -> str:
    return f'<p class="fq-note">{escape(catalogue.say("care.page.protected"))}</p>'
