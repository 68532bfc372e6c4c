"""Where is it happening?"""

from html import escape
from typing import NamedTuple

import pandas as pd
import streamlit as st

from core import catalogue, numbers
from core.borders import Shapes
from core.definitions import Metric, definition
from core.scope import UNKNOWN
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.charts.area_map import area_map, map_table
from dashboards.charts.tile_grid import tile_grid
from dashboards.charts.tile_table import columns, longest, rows, tile_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.components.switch import chosen, switch
from dashboards.situation import rankings
from dashboards.viewing import View


class Measure(NamedTuple):
    """One way to look at the places: a metric, and by what they are shaded (the theme's steps)."""

    metric: str
    tone: str


MEASURES = {
    "count": Measure("new_matters", "amount"),
    "rate": Measure("on_time_rate", "better"),
    "change": Measure("new_matters", "change"),
    "overdue": Measure("overdue_matters", "worse"),
}
FIGURES = ("tiles", "map")


def block(view: View) -> None:
    """One cell or shape for each place below; at the bottom of the tree, who is handling it."""
    level, dimension = groups.by_place(view)
    if level is None:
        rankings.units(view)
        return
    name = chosen("measure", tuple(MEASURES))
    measure = MEASURES[name]
    found = groups.grouped(view, measure.metric, dimension)
    subject = catalogue.say(f"tiles.measure.{name}_subject", level=catalogue.label("area_level", level))
    shown = Asked(view.scope, (measure.metric,), (dimension,))
    places = every_place(view, level, found, definition(measure.metric))
    with card(view, "areas", catalogue.say("board.tile.areas"), subject, groups.as_of(view, found), shown):
        shapes = data.borders(tuple(places["code"]))
        figure = _switches(view, shapes)
        if not found["value"].notna().any() or (measure.tone == "amount" and found["value"].sum() == 0):
            groups.blank(view, measure.metric)
        elif figure == "map":
            _map(view, places, shapes, subject, name)
        else:
            _grid(view, places, subject, name)


def _switches(view: View, shapes: Shapes) -> str:
    """What is looked at, and on what; a choice of the figure only where there are borders to draw."""
    with st.container(key="switches_areas", horizontal=True, vertical_alignment="center"):
        switch("measure", tuple(MEASURES))
        if not shapes.features:
            return FIGURES[0]
        return switch("figure", FIGURES)


def _grid(view: View, places: pd.DataFrame, subject: str, name: str) -> None:
    measure = MEASURES[name]
    chart.show(
        tile_grid,
        tile_table(places, measure.tone, decimals=definition(measure.metric).decimals, unit=unit(measure)),
        view.theme,
        key=f"areas_{name}",
        visit=view.mark,
        alt=groups.spoken(subject, places),
        on_pick=lambda code: groups.narrow(view.request, "area", code),
        across=columns(len(places)),
        down=rows(len(places)),
        tone=measure.tone,
        longest=longest(places),
    )


def _map(view: View, places: pd.DataFrame, shapes: Shapes, subject: str, name: str) -> None:
    measure = MEASURES[name]
    chart.show(
        area_map,
        map_table(places, shapes, measure.tone, decimals=definition(measure.metric).decimals, unit=unit(measure)),
        view.theme,
        key=f"map_{name}",
        visit=view.mark,
        alt=groups.spoken(subject, places),
        on_pick=lambda code: groups.narrow(view.request, "area", code),
        shapes=shapes,
        tone=measure.tone,
    )
    st.html(f'<p class="fq-note">{escape(licence(places, shapes))}</p>')


def licence(places: pd.DataFrame, shapes: Shapes) -> str:
    """Under which number the map may be shown, and which places it doesn't hold."""
    words = [
        catalogue.say("borders.map.approval", approval=approval) if approval else catalogue.say("borders.map.sketch")
        for approval in shapes.approvals
    ]
    missing = places[~places["code"].isin(shapes.codes) & (places["value"].notna())]
    if len(missing):
        names = catalogue.say("common.list_separator").join(missing["name"].head(5))
        words.append(catalogue.say("borders.map.without", count=len(missing), places=names))
    return " · ".join(words)


def unit(measure: Measure) -> str:
    return numbers.PERCENT if definition(measure.metric).unit == numbers.PERCENT else ""


def every_place(view: View, level: str, found: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """All places of the level in the order of the tree, then what lies at none of them: the cells sum to the whole."""
    names = {place.code: place.name for place in groups.places_at(view, level)}
    counted = found.set_index("code")
    if UNKNOWN in counted.index:
        names[UNKNOWN] = str(counted["name"][UNKNOWN])
    table = counted[["value", "previous", "change", "difference"]].reindex(list(names)).astype(float)
    table["change_unit"] = [counted["change_unit"].get(code, "") for code in names]
    if not metric.is_rate:
        # Where nothing was counted there was none: the data reach as far as those of the other places.
        table["value"] = table["value"].fillna(0.0)
    table["name"] = list(names.values())
    return table.rename_axis("code").reset_index()
