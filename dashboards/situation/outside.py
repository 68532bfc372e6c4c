"""The way out of a period of which the data tell nothing."""

from dataclasses import replace
from html import escape

import streamlit as st

from core import catalogue
from core.periods import Period
from dashboards import data, links
from dashboards.viewing import View


def way_back(view: View) -> None:
    """From when until when there are data, and a button that goes there; nothing where the period has some."""
    reach, asked = data.reach(view.scope), view.scope.span
    since, until = reach.since, reach.last_day
    if since is None or until is None or (asked.start <= until and since <= asked.end):
        return
    whole = replace(view.request, period=Period.between(since, until))
    with st.container(key="outside", horizontal=True, vertical_alignment="center"):
        said = catalogue.say("board.outside.text", start=since.isoformat(), end=until.isoformat())
        st.html(f"<p>{escape(said)}</p>")
        st.button(catalogue.say("board.outside.button"), key="outside_go", on_click=links.go, args=(whole,))
