"""The first line of the board: one sentence that says what is shown, and how old it is."""

from html import escape

import streamlit as st

from core import catalogue, clock, titles
from dashboards import data
from dashboards.components.figure import Figure
from dashboards.components.freshness import freshness
from dashboards.viewing import View

EVERY = 30.0


def title(view: View, figure: Figure, everything: str = "titles.all_matters", fact: str = "fact_matter") -> None:
    """The page's sentence; beside it, redrawn twice a minute, the age of the data of its fact.

    `everything` is the text that names what is shown where no filter does.
    """
    with st.container(key="header"):
        view.sentence[:] = [sentence(view, figure, everything)]
        st.html(f"<h1>{escape(view.sentence[0])}</h1>")
        _watch(view, fact)


def sentence(view: View, figure: Figure, everything: str = "titles.all_matters") -> str:
    """What is shown and what it comes to, in one line."""
    number, unit = figure.written
    said = titles.sentence(
        view.scope.areas, view.scope.span, view.scope.filters, view.words, f"{number} {unit}".strip(), everything
    )
    if figure.year.change is None:
        return said
    return catalogue.say("titles.with_change", sentence=said, change=figure.year.written)


@st.fragment(run_every=EVERY)
def _watch(view: View, fact: str) -> None:
    """Looks whether anything was written or a new day has begun: only then the whole board is drawn again."""
    if data.version() != view.version or clock.today() != view.scope.today:
        st.rerun()
    now = clock.now()
    st.html(freshness(data.reach(view.scope, fact), now, data.held_back(now), view.scope.span.end))
