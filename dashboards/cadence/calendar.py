"""The calendar of one's own meetings and reports: what is due when, with what became of it."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from core import catalogue
from core.cadence import agenda
from core.cadence.agenda import Owed
from core.cadence.duties import duty
from dashboards import stores
from dashboards.cadence import table
from dashboards.components.card import nothing
from dashboards.viewing import View

BEHIND = timedelta(days=31)
MOST = 30


def block(view: View) -> None:
    """Of the place looked at itself, where it is one: its analyses, dispatches, inspections and screenings."""
    with st.container(key="card_calendar"):
        st.html(table.heading(catalogue.say("cadence.calendar.title")))
        rows = _rows(view) if len(view.scope.areas) == 1 else []
        if not rows:
            nothing(catalogue.say("cadence.calendar.none"), "")
            return
        st.html(table_of(view, rows[-MOST:]))


def table_of(view: View, rows: Sequence[Owed]) -> str:
    """Meetings and reports with what became of them, as mark-up."""
    heads = [catalogue.say(f"cadence.column.{name}") for name in ("due_on", "duty", "period", "state", "numbers")]
    return table.table(heads, [_cells(view, one) for one in rows])


def _rows(view: View) -> list[Owed]:
    return agenda.of_place(stores.records(), view.scope.areas[0].code, view.scope.today - BEHIND)


def _cells(view: View, one: Owed) -> list[str]:
    days = abs((one.due_on - view.scope.today).days)
    name = table.duty(one) if not one.bearer else f"{table.duty(one)} {view.words.of('handling_unit', one.bearer)}"
    stands = table.state(one.state(view.scope.today), days)
    return [one.due_on.isoformat(), escape(name), escape(table.period(one)), stands, escape(_numbers(one))]


def _numbers(one: Owed) -> str:
    if one.numbers is None:
        return ""
    if not one.numbers.found:
        return catalogue.say("cadence.state.zero")
    act = duty(one.duty).act
    pairs = ((name, getattr(one.numbers, name)) for name in ("found", "settled", "referred"))
    words = (catalogue.say(f"cadence.act.{act}.{name}") + f" {count}" for name, count in pairs if count)
    return catalogue.say("common.list_separator").join(words)
