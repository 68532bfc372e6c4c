"""Blocks that several items show: places in a tile grid, a course along time, a ranking."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import pandas as pd

from core import catalogue
from core.borders import Shapes
from core.definitions import Metric, definition
from dashboards import data
from dashboards.board import course as board_course
from dashboards.board import groups
from dashboards.charts import trend_marks
from dashboards.charts.area_map import area_map, map_table
from dashboards.charts.ranked_bars import ranked_bars, ranked_table
from dashboards.charts.tile_grid import tile_grid
from dashboards.charts.tile_table import columns, longest, rows, tile_table
from dashboards.charts.trend import trend
from dashboards.situation import areas
from dashboards.theme import LABEL_SIZE
from dashboards.wall import drawing, sight
from dashboards.wall.canvas import Box, ems
from dashboards.wall.sight import Body, Sight

Row = TypeVar("Row")
BARS = 21.0
"""Characters that a chart of bars is wide at least: names, bars, numbers and their change."""
PLACES = sight.high(6, sight.CLOSE)
"""Characters high: the counties of a prefecture, and what came from none."""
MAP = 11.0
"""Characters that a map is high at least: on a lower one the names would cover the places."""
TILE, LEGEND = 4.2, 2.0
"""Characters that a tile and what its colours mean are high at least."""
AXIS = 45
"""Pixels of a chart beside a trend, as it is made: the numbers of its axis."""
NOTE = 1.5
"""Characters that a note under a picture is high."""


def places(seen: Sight, metric: str, box: Box) -> Body:
    """How much there is in each place below; at the bottom of the tree, who handles it."""
    view = seen.view
    level, dimension = groups.by_place(view)
    if level is None:
        return ranking(seen, metric, "handling_unit", box)
    found = groups.grouped(view, metric, dimension)
    if not found["value"].notna().any():
        return sight.words(catalogue.say("board.no_rows"))
    defined = definition(metric)
    shown = areas.every_place(view, level, found, defined)
    shapes = data.borders(tuple(shown["code"]))
    high = seen.inside(box).h / seen.glyphs.han
    if shapes.features and high >= MAP:
        return _map(seen, box, shown, shapes, defined)
    if high < TILE * rows(len(shown)) + LEGEND or is_narrow(seen, box):
        table = ranked_table(found, limit=len(found))
        return listed(seen, box, table, catalogue.label("dimension", dimension), catalogue.say("charts.change"))
    svg = drawing.chart(
        tile_grid,
        tile_table(shown, "amount", decimals=defined.decimals),
        view.theme,
        seen.inside(box),
        seen.glyphs,
        across=columns(len(shown)),
        down=rows(len(shown)),
        tone="amount",
        longest=longest(shown),
    )
    return sight.picture(svg, groups.spoken(defined.label, shown))


def _map(seen: Sight, box: Box, shown: pd.DataFrame, shapes: Shapes, defined: Metric) -> Body:
    """On the borders that were taken in, with the number under which they may be shown."""
    inside, scale = seen.inside(box), seen.glyphs.han / LABEL_SIZE
    room = Box(0, 0, inside.w, inside.h - round(NOTE * seen.glyphs.han))
    size = (room.w / scale, room.h / scale)
    table = map_table(shown, shapes, "amount", decimals=defined.decimals, size=size)
    svg = drawing.chart(area_map, table, seen.view.theme, room, seen.glyphs, shapes=shapes, tone="amount")
    return sight.picture(svg, groups.spoken(defined.label, shown)) | {"note": _licence(seen, box, shown, shapes)}


def _licence(seen: Sight, box: Box, shown: pd.DataFrame, shapes: Shapes) -> str:
    """In one line: under which number the map may be shown, and what it doesn't hold where that has room."""
    whole, room = areas.licence(shown, shapes), seen.inside(box).w / seen.glyphs.han
    return whole if ems(whole) <= room else whole.partition(" \N{MIDDLE DOT} ")[0]


def is_narrow(seen: Sight, box: Box) -> bool:
    """Whether bars would find no room between their names and their numbers."""
    return seen.inside(box).w < BARS * seen.glyphs.han


def listed(seen: Sight, box: Box, table: pd.DataFrame, name: str, beside: str) -> Body:
    """The rows of a ranking as a table, where it is too narrow for bars."""
    heads = {"name": name, "value": catalogue.say("charts.actual"), "change": beside}
    shown, note = as_many(seen, box, table.to_dict("records"))
    cells = {
        "name": [{"text": row["name"]} for row in shown],
        "value": [{"text": row["value_text"], "right": True} for row in shown],
        "change": [{"text": row["change"], "right": True} for row in shown],
    }
    room = seen.inside(box).w / seen.glyphs.han
    widths = {"name": max(6.0, min(9.0, room - 4.0 - 5.2)), "value": 4.0, "change": 5.2}
    return sight.table(seen, box, heads, cells, widths) | note


def as_many(
    seen: Sight, box: Box, rows: Sequence[Row], widths: Mapping[str, float] | None = None
) -> tuple[Sequence[Row], Body]:
    """As many rows of a table as can be read, and the note that there are more; `widths` of one told in two lines."""
    taken = 2 if widths and seen.is_narrow_for(box, widths) else 1
    if 1 + taken * len(rows) <= seen.lines(box, sight.CLOSE):
        return rows, {}
    shown = rows[: max(1, (seen.lines(box) - 2) // taken)]
    return shown, {"note": catalogue.say("wall.blank.more", count=len(shown), of=len(rows))}


def course(seen: Sight, metric: str, box: Box) -> Body:
    """The number along time with the year before."""
    view = seen.view
    span, grain = board_course.window(view.scope.span)
    found = data.figures(view.version, view.scope.over(span), (metric,), by=(grain,), compare=("year",))
    if not board_course.has_any(found):
        return sight.words(catalogue.say("board.no_rows"))
    inside = seen.inside(box)
    width = inside.w * LABEL_SIZE / seen.glyphs.han - AXIS
    table, shape = board_course.drawn(view, found, span, grain, metric, width)
    # Under the names of marks one line more: that of last year may begin at the very top.
    lanes = trend_marks.lanes_used(table)
    shape["lanes"] = lanes + 1 if lanes else 0
    svg = drawing.chart(trend, table, view.theme, inside, seen.glyphs, **shape)
    return sight.picture(svg, catalogue.say(f"tiles.course.{grain}", metric=definition(metric).label))


def ranking(seen: Sight, metric: str, dimension: str, box: Box) -> Body:
    """What there is most of, as many rows as can be read."""
    narrow = is_narrow(seen, box)
    room = seen.lines(box) - 1 if narrow else seen.lines(box, 1.8)
    table = ranked_table(groups.grouped(seen.view, metric, dimension), limit=max(1, room))
    if table.empty:
        return sight.words(catalogue.say("board.no_rows"))
    if narrow:
        return listed(seen, box, table, catalogue.label("dimension", dimension), catalogue.say("charts.change"))
    svg = drawing.chart(ranked_bars, table, seen.view.theme, seen.inside(box), seen.glyphs, rows=len(table))
    return sight.picture(svg, groups.spoken(definition(metric).label, table))
