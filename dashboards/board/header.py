"""The first line of the board: one sentence that says what is shown, and how old it is."""

from collections.abc import Callable
from html import escape

import streamlit as st

from core import catalogue, clock, titles
from core.coverage import Coverage
from dashboards import data
from dashboards.components.figure import Figure
from dashboards.components.freshness import freshness
from dashboards.viewing import View

EVERY = 30.0


def title(
    view: View,
    figure: Figure,
    everything: str = "titles.all_matters",
    fact: str = "fact_matter",
    *,
    warning: str = "",
    reach: Callable[[View], Coverage] | None = None,
) -> None:
    """The page's sentence; beside it, redrawn twice a minute, the age of the data of its fact.

    `everything` is the text that names what is shown where no filter does; `warning` is said behind the sentence in
    warning ink; `reach` tells how far the data reach where the fact alone doesn't.
    """
    with st.container(key="header"):
        said = sentence(view, figure, everything)
        view.sentence[:] = [said + warning]
        marked = f'<span class="fq-level-2">{escape(warning)}</span>' if warning else ""
        st.html(f"<h1>{escape(said)}{marked}</h1>")
        _watch(view, reach or (lambda view: data.reach(view.scope, fact)))


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
def _watch(view: View, reach: Callable[[View], Coverage]) -> None:
    """Looks whether anything was written or a new day has begun: only then the whole board is drawn again."""
    if data.version() != view.version or clock.today() != view.scope.today:
        st.rerun()
    now = clock.now()
    st.html(freshness(reach(view), now, data.held_back(now), view.scope.span.end))
