"""One body's items as bars of what they could have brought, with the group's median and best as marks on them."""

import altair as alt

from core import catalogue
from dashboards.charts import Table, picking
from dashboards.theme import LABEL_SIZE, Theme

COLUMNS = ["code", "item", "share", "median", "best", "text", "spoken", "kind"]
POINTS, BESIDE = "points", "beside"
"""Kinds of rows: points out of what they could be, and what is added to or taken from their sum."""
ROW_HEIGHT = 31
_LABEL_ROOM = 150
_VALUE_ROOM = 108


def score_items(data: Table, theme: Theme, *, rows: int) -> alt.LayerChart:
    """`share`, `median` and `best` in percent of the item's full points; NaN where there is none.
    A click on a row picks its `code`.

    Rows of the kind BESIDE are in percent of the full total, in another ink and without ground: they are no part of it.
    """
    down = alt.Y(
        "item",
        type="nominal",
        title=None,
        sort=None,
        scale=alt.Scale(paddingInner=0.3),
        axis=alt.Axis(labelLimit=_LABEL_ROOM, minExtent=_LABEL_ROOM, labelColor=theme.text),
    )
    tip = [alt.Tooltip("spoken", type="nominal", title=" ")]
    ground = alt.Chart().mark_bar(color=theme.border, height={"band": 0.62}, aria=False)
    bar = alt.Chart().mark_bar(cornerRadiusEnd=2, height={"band": 0.62})
    ink = alt.condition(f"datum.kind === '{BESIDE}'", alt.value(theme.previous), alt.value(theme.actual))
    cover = alt.Chart().mark_bar(opacity=0, cursor="pointer", height={"band": 1}, aria=False)
    best = alt.Chart().mark_tick(color=theme.text, thickness=2, height={"band": 0.62}, aria=False)
    median = alt.Chart().mark_point(
        shape="diamond", size=90, filled=True, color=theme.series[1], stroke=theme.card, opacity=1, aria=False
    )
    written = alt.Chart().mark_text(align="right", fontSize=LABEL_SIZE, fontWeight="bold", color=theme.text)
    layers = [
        ground.transform_calculate(whole=f"datum.kind === '{BESIDE}' ? 0 : 100").encode(
            down, _across("whole"), tooltip=tip
        ),
        bar.encode(down, _across("share"), alt.Description("spoken", type="nominal"), color=ink, tooltip=tip),
        best.encode(down, _across("best"), tooltip=tip),
        median.encode(down, _across("median"), tooltip=tip),
        # The whole row can be pressed, also where there is no bar.
        cover.transform_calculate(whole="100").encode(down, _across("whole"), tooltip=tip).add_params(picking()),
        written.encode(down, alt.Text("text", type="nominal"), x=alt.value(alt.ExprRef("width"))),
        *_legend(theme),
    ]
    return alt.LayerChart(layer=layers, data=data, height=rows * ROW_HEIGHT + 8, width="container")


def _across(field: str) -> alt.X:
    room = [0, alt.ExprRef(f"width - {_VALUE_ROOM}")]
    return alt.X(
        field, type="quantitative", title=None, axis=None, scale=alt.Scale(domain=[0, 100], range=room, clamp=True)
    )


def _legend(theme: Theme) -> list[alt.Chart]:
    """What the marks are, above the bars."""
    words = (("\N{BLACK DIAMOND}", "median", theme.series[1], 118), ("|", "best", theme.text, 0))
    return [
        alt.Chart()
        .transform_aggregate(rows="count()")
        .mark_text(align="right", fontSize=LABEL_SIZE, color=colour, aria=False)
        .encode(
            x=alt.value(alt.ExprRef(f"width - {left}")),
            y=alt.value(-9),
            text=alt.value(f"{sign} {catalogue.say(f'supervision.chart.{name}')}"),
        )
        for sign, name, colour, left in words
    ]
