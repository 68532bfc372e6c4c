"""Where it happens: one equal cell a place, shaded by how much, readable from across the room and clickable."""

from typing import Literal

import altair as alt

from core import catalogue
from dashboards.charts import Table, picking
from dashboards.charts.shading import colour, ink
from dashboards.charts.tile_table import LEGEND_HEIGHT, cell_height
from dashboards.theme import LABEL_SIZE, Theme


def tile_grid(
    data: Table, theme: Theme, *, across: int, down: int, tone: str = "amount", longest: int = 5
) -> alt.LayerChart:
    """Cells with value and name inside; a click picks the place's `code`. Rows as `tile_table` makes them.

    `longest` is the length of the longest line of a name: it decides how large names can be written.
    """
    box = (*_along("x", [0, across]), *_along("y", [down + LEGEND_HEIGHT / cell_height(down), 0]))
    fill, written = colour(theme, tone), ink(theme, tone)
    picked = picking()
    room = f"width / {across} * 0.9"
    layers = [
        _only("cell")
        .mark_rect(cornerRadius=4, cursor="pointer")
        .encode(*box, fill, _said(), tooltip=tips())
        .add_params(picked),
        _only("hatch").mark_rule(color=theme.hatch, strokeWidth=1).encode(*box),
        _only("legend").mark_rect(aria=False).encode(*box, fill),
        _words("cell", "text", written, alt.ExprRef(f"clamp({room} / 4.2, 14, {_value_size(down)})"), -15, "bold"),
        _words("cell", "label", written, alt.ExprRef(f"clamp({room} / {longest}, 11, 15)"), 8, "normal"),
        _words("legend", "text", alt.ColorValue(theme.muted), LABEL_SIZE, 14, "normal"),
    ]
    height = down * cell_height(down) + LEGEND_HEIGHT
    chart = alt.LayerChart(layer=layers, data=data, height=height, width="container")
    # The fill and the ink on it are two scales of the same steps.
    return chart.resolve_scale(color="independent")


def _value_size(down: int) -> int:
    """Tall cells carry large numbers."""
    return 26 if cell_height(down) > 100 else 20


def _words(
    kind: str,
    field: str,
    ink: alt.Color | alt.ColorValue,
    size: int | alt.ExprRef,
    dy: int,
    weight: Literal["bold", "normal"],
) -> alt.Chart:
    """Text in the middle of each box of that kind."""
    middle = "(datum.{0} + datum.{0}2) / 2"
    boxes = _only(kind).transform_calculate(cx=middle.format("x"), cy=middle.format("y"))
    return boxes.mark_text(fontSize=size, dy=dy, fontWeight=weight, lineBreak="\n", lineHeight=16).encode(
        x=alt.X("cx", type="quantitative"),
        y=alt.Y("cy", type="quantitative"),
        text=alt.Text(field, type="nominal"),
        color=ink,
    )


def _said() -> alt.Description:
    """What a screen reader says of a mark, instead of its coordinates."""
    return alt.Description("spoken", type="nominal")


def _only(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.FieldEqualPredicate(field="kind", equal=kind))


def _along(field: str, domain: list[float]) -> tuple[alt.X | alt.Y, alt.X2 | alt.Y2]:
    start, end = (alt.X, alt.X2) if field == "x" else (alt.Y, alt.Y2)
    scale = alt.Scale(domain=domain, nice=False, zero=False)
    return start(field, type="quantitative", axis=None, scale=scale), end(f"{field}2")


def tips() -> list[alt.Tooltip]:
    """What a place tells when pointed at."""
    named = {"name": "area", "value_text": "actual", "previous_text": "previous", "change_text": "change"}
    return [alt.Tooltip(field, type="nominal", title=catalogue.say(f"charts.{word}")) for field, word in named.items()]
