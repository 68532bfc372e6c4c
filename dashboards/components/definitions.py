"""What every number on the page means, in one table that can be opened."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from core import catalogue
from core.definitions import definition


def definitions(metrics: Iterable[str]) -> None:
    """The catalogue's words on each metric: definition, unit, direction, source, owner."""
    names = ("definition", "better", "source", "owner")
    with st.expander(catalogue.say("board.definition.title")):
        heads = "".join(f"<th>{escape(catalogue.say(f'board.definition.{name}'))}</th>" for name in names)
        rows = "".join(_row(key) for key in metrics)
        st.html(f'<table class="fq-table fq-definitions"><tr><th></th>{heads}</tr>{rows}</table>')


def _row(key: str) -> str:
    metric = definition(key)
    cells = (metric.definition, catalogue.say(f"board.definition.{metric.better}"), metric.source, metric.owner)
    return f"<tr><th>{escape(metric.label)}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
