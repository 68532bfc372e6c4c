"""How a number went over time, with the year before behind it."""

import altair as alt
import pandas as pd

from core import catalogue, numbers
from dashboards.charts import Table
from dashboards.theme import LABEL_SIZE, Theme

COLUMNS = [
    "start",
    "actual",
    "previous",
    "actual_name",
    "previous_name",
    "title",
    "actual_text",
    "previous_text",
    "change",
]


def trend_table(points: pd.DataFrame, titles: list[str], *, decimals: int = 0) -> pd.DataFrame:
    """Adds what the chart writes: texts for the tooltip and the names beside the lines.

    `points` has `start` (datetime64), `actual`, `previous` (numbers or NaN) and `change` (relative, in percent or NaN),
    one row a bucket in order of time; `titles` words each bucket for people.
    """
    table = points.copy()
    table["title"] = titles
    for series in ("actual", "previous"):
        # This year is named where it ends and last year where it begins, so that the names never meet.
        named = table[series].last_valid_index() if series == "actual" else table[series].first_valid_index()
        table[f"{series}_text"] = [numbers.full(value, decimals) for value in table[series]]
        table[f"{series}_name"] = [catalogue.say(f"charts.{series}") if row == named else "" for row in table.index]
    table["change"] = [numbers.change(value) for value in table["change"]]
    return table[COLUMNS]


def trend(data: Table, theme: Theme, *, grain: str, height: int = 260) -> alt.LayerChart:
    """This year's line solid and dark, last year's light, each named beside itself (IBCS); columns as `trend_table`.

    `grain` is day, week or month, and decides how dates are written along the axis.
    """
    labels = catalogue.say(f"charts.axis.{grain}")
    time = alt.X(
        "start",
        type="temporal",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(grid=False, tickCount=_ticks(grain), labelExpr=labels, labelOverlap=True),
    )
    layers = [
        *_line(time, "previous", theme.previous, 2),
        *_line(time, "actual", theme.actual, 3),
        _reader(time, theme),
    ]
    return alt.LayerChart(layer=layers, data=data, height=height, width="container")


def _line(time: alt.X, series: str, colour: str, width: float) -> list[alt.Chart]:
    amount = alt.Y(
        series,
        type="quantitative",
        title=None,
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(tickCount=4, labelExpr=catalogue.say("charts.axis.number")),
    )
    line = alt.Chart().mark_line(color=colour, strokeWidth=width, point=alt.OverlayMarkDef(color=colour, size=22))
    name = alt.Chart().mark_text(
        color=colour, align="right" if series == "actual" else "left", dy=-10, fontSize=LABEL_SIZE, fontWeight="bold"
    )
    written = alt.Text(f"{series}_name", type="nominal")
    return [line.encode(x=time, y=amount), name.encode(x=time, y=amount, text=written)]


def _reader(time: alt.X, theme: Theme) -> alt.Chart:
    """A hairline under the pointer that reads out both years at once."""
    hover = alt.selection_point(name="hover", on="pointerover", nearest=True, clear="pointerout", encodings=["x"])
    tips = [
        alt.Tooltip("title", type="nominal", title=" "),
        alt.Tooltip("actual_text", type="nominal", title=catalogue.say("charts.actual")),
        alt.Tooltip("previous_text", type="nominal", title=catalogue.say("charts.previous")),
        alt.Tooltip("change", type="nominal", title=catalogue.say("charts.change")),
    ]
    return (
        alt.Chart()
        .mark_rule(color=theme.faint)
        .encode(x=time, opacity=alt.condition(hover, alt.value(0.6), alt.value(0), empty=False), tooltip=tips)
        .add_params(hover)
    )


def _ticks(grain: str) -> alt.TimeIntervalStep | int:
    return alt.TimeIntervalStep(interval="month", step=1) if grain == "month" else 8
