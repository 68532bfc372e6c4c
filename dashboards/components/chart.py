"""Putting a chart on the page: its cached form and, apart from it, the rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.charts import PICKED, VISIT, AnyChart, spec
from dashboards.theme import Theme

Pick = Callable[[str], None]


@dataclass(frozen=True)
class Drawing:
    """A chart as it was put on the page: its function, rows and shape, by which a document draws it again."""

    draw: Callable[..., AnyChart]
    table: pd.DataFrame
    shape: dict[str, Any]
    alt: str


_noted: ContextVar[list[Drawing] | None] = ContextVar("noted", default=None)


@contextmanager
def noted() -> Iterator[list[Drawing]]:
    """The charts that are shown within, in their order."""
    found: list[Drawing] = []
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def show(
    draw: Callable[..., AnyChart],
    table: pd.DataFrame,
    theme: Theme,
    *,
    key: str,
    alt: str,
    on_pick: Pick | None = None,
    visit: str = "",
    **shape: Any,
) -> None:
    """Draws `table`; a click on a mark calls `on_pick` with its `code` before the page runs again.

    Under the same `key` a chart stays in its place when the page is drawn for another address, and only its rows are
    changed. What is picked from says which address that is (`visit`, View.mark), so that no click of an earlier one
    counts.
    """
    if (kept := _noted.get()) is not None:
        kept.append(Drawing(draw, table, shape, alt))
    key = f"chart_{key}"
    st.vega_lite_chart(
        table.assign(**{VISIT: visit}) if on_pick else table,
        spec(draw, theme, **shape),
        theme=None,
        key=key,
        alt=alt,
        on_select=partial(_picked, key, visit, on_pick) if on_pick else "ignore",
        selection_mode=PICKED if on_pick else None,
    )


def _picked(key: str, visit: str, on_pick: Pick) -> None:
    chosen = st.session_state[key]["selection"].get(PICKED, [])
    if codes := [mark["code"] for mark in chosen if mark.get("code") and mark.get(VISIT) == visit]:
        on_pick(codes[0])
