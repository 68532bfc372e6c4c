"""How late is it: what was due step by step, in time, late, not at all, line by line."""

from html import escape

import streamlit as st

from core import catalogue
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.care.cells import Cells, near_cell
from dashboards.components.card import card, nothing
from dashboards.viewing import View
from db.models.care import LINES

STEPS = ("services_on_time", "services_late", "services_undone")
DUE, BY = "services_due", ("service_line",)


def block(view: View) -> None:
    shown = Asked(view.scope, (DUE, *STEPS), ("service_line",))
    found = data.figures(view.version, view.scope, shown.metrics, by=shown.by)
    subject, question = catalogue.say("care.tile.ladder_subject"), catalogue.say("care.tile.ladder")
    with card(view, "care_ladder", question, subject, groups.as_of(view, found), shown):
        if found.empty:
            nothing(catalogue.say("care.page.none"), catalogue.say("care.page.none_hint"))
            return
        cells = Cells(found, shown.by)
        legend = "".join(
            f'<span><i class="fq-step-{at}"></i>{escape(catalogue.say(f"care.ladder.{key}"))}</span>'
            for at, key in enumerate(STEPS)
        )
        lines = "".join(_line(view, cells, line) for line in LINES if (line,) in cells.keys)
        note = f'<p class="fq-note">{escape(catalogue.say("care.page.off"))}</p>'
        st.html(f'<div class="fq-ladder"><p class="fq-ladder-legend">{legend}</p>{lines}</div>{note}')


def _line(view: View, cells: Cells, line: str) -> str:
    """One bar of three parts; a part too small to be told is written as small and has no length."""
    due = cells.value(DUE, (line,))
    parts = "".join(
        f'<i class="fq-step-{at}" style="width:{100 * (cells.value(key, (line,)) or 0) / due if due else 0:.1f}%"></i>'
        for at, key in enumerate(STEPS)
    )
    said = "".join(
        f"<span>{escape(catalogue.say(f'care.ladder.{key}'))} <b>{escape(written)}</b></span>"
        for key, written in ((key, near_cell(view, cells, key, (line,), by=BY)) for key in STEPS)
    )
    name = escape(catalogue.label("service_line", line))
    whole = escape(catalogue.say("care.page.due", count=near_cell(view, cells, DUE, (line,), by=BY)))
    return (
        f'<div class="fq-ladder-line"><h3>{name}<small>{whole}</small></h3>'
        f'<div class="fq-ladder-bar" aria-hidden="true">{parts}</div><p>{said}</p></div>'
    )
