"""One block of a board: the question it answers, what is shown, how far its data reach, its cases and its export."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import escape

import streamlit as st

from core import catalogue, clock
from core.tiles import Asked
from dashboards.components import chart, tools
from dashboards.components.tools import MakeSheet
from dashboards.viewing import View


@contextmanager
def card(
    view: View, key: str, question: str, subject: str, as_of: datetime | None, shown: Asked | MakeSheet
) -> Iterator[None]:
    """A framed block; `key` names its place in the style sheet.

    `shown` is what its figures answer, or makes the sheet of a list that isn't counted by `measure`: from it come the
    block's cases and its export, so that they can't differ from the screen.
    """
    with st.container(key=f"card_{key}"):
        told = escape(subject)
        st.html(
            f'<div class="fq-head"><h2>{escape(question)}</h2><span class="fq-subject" title="{told}">{told}</span>'
            f'<span class="fq-asof">{escape(as_of_words(as_of, view.scope.span.end.year))}</span></div>'
        )
        with chart.noted() as drawn:
            yield
        tools.of_tile(view, key, subject, shown, drawn)


def as_of_words(as_of: datetime | None, beside: int | None = None) -> str:
    """Until when the data tell, short enough for every tile; `beside` is the year that is shown."""
    return catalogue.say("board.freshness.as_of", time=clock.briefly(as_of, beside)) if as_of else ""


def nothing(text: str, hint: str | None = None) -> None:
    """An empty block, drawn on purpose."""
    more = catalogue.say("board.no_rows_hint") if hint is None else hint
    st.html(f'<div class="fq-nothing"><p>{escape(text)}</p><p class="fq-hint">{escape(more)}</p></div>')
