"""The board where there is no matter to show: the first steps of a new system, or that this place has none yet."""

from html import escape

import streamlit as st

from core import catalogue
from dashboards.components import first_steps
from dashboards.viewing import View


def empty(view: View) -> None:
    if first_steps.pending():
        first_steps.show(view.person)
        return
    place = view.scope.areas[0].name
    st.html(
        f'<section class="fq-empty"><h2>{escape(catalogue.say("first_steps.nothing_here", place=place))}</h2>'
        f"<p>{escape(catalogue.say('first_steps.nothing_here_text'))}</p></section>"
    )
