"""Charts as plain functions: a table (or the name of one) in, a chart out; colours and formats come from the theme."""

from collections.abc import Callable
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from dashboards import theme as themes
from dashboards.theme import Theme

Table = pd.DataFrame | alt.NamedData
AnyChart = alt.Chart | alt.LayerChart
# How charts name the rows of their table that were clicked.
PICKED = "picked"
# The column of rows that says under which address they are shown.
VISIT = "visit"


def picking() -> alt.Parameter:
    """A click on a mark: which row it is, and under which address it was shown.

    Vega keeps what was clicked, and the same mark twice is no news to it: under another address it is another mark.
    """
    return alt.selection_point(name=PICKED, fields=["code", VISIT])


@cache
def spec(draw: Callable[..., AnyChart], theme: Theme, **shape: Any) -> dict[str, Any]:
    """The Vega-Lite form of `draw` for one theme and shape, without any data: built once, then only data travels.

    Building a chart costs Altair milliseconds a time; a page of cached forms was 19 times faster than one of charts.
    Don't change what it returns: it is shared.
    """
    form = draw(alt.NamedData(name="table"), theme, **shape).to_dict()
    form.pop("data", None)
    return form | {"config": themes.chart_config(theme)}


def standing(draw: Callable[..., AnyChart], table: pd.DataFrame, theme: Theme, **shape: Any) -> dict[str, Any]:
    """The same chart with its rows inside, for documents and the wall, where there is no page to send them apart."""
    return spec(draw, theme, **shape) | {"data": {"values": _plain(table)}}


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON knows them: days as milliseconds of UTC, which is what pages send, and no number as null."""
    written = table.astype(object).where(table.notna(), None)
    for name in table.select_dtypes("datetime").columns:
        written[name] = [None if pd.isna(day) else day.timestamp() * 1000 for day in table[name]]
    return [{str(name): value for name, value in row.items()} for row in written.to_dict("records")]
