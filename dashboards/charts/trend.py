"""How a number went over time, with the year before behind it."""

import altair as alt
import pandas as pd

from core import catalogue, numbers
from dashboards.charts import Table
from dashboards.theme import LABEL_SIZE, Theme

COLUMNS = [
    *("start", "actual", "unfinished", "previous", "actual_name", "previous_name"),
    *("title", "actual_text", "previous_text", "change"),
]


def trend_table(points: pd.DataFrame, titles: list[str], *, open_end: bool = False, decimals: int = 0) -> pd.DataFrame:
    """Adds what the chart writes: texts for the tooltip and the names beside the lines.

    `points` has `start` (datetime64), `actual`, `previous` (numbers or NaN) and `change` (relative, in percent or NaN),
    one row a bucket in order of time; `titles` words each bucket for people. `open_end`: the last bucket isn't over.
    """
    table = points.reset_index(drop=True)
    table["title"] = titles
    for series in ("actual", "previous"):
        table[f"{series}_text"] = [numbers.full(value, decimals) for value in table[series]]
    table["change"] = [numbers.change(value) for value in table["change"]]
    table["unfinished"] = float("nan")
    if open_end and len(table) > 1:
        table["unfinished"] = table["actual"].where(table.index >= len(table) - 2)
        table["actual"] = table["actual"].where(table.index < len(table) - 1)
    for series in ("actual", "previous"):
        # This year is named where it ends and last year where it begins, so that the names never meet.
        named = table[series].last_valid_index() if series == "actual" else table[series].first_valid_index()
        table[f"{series}_name"] = [catalogue.say(f"charts.{series}") if row == named else "" for row in table.index]
    return table[COLUMNS]


def trend(data: Table, theme: Theme, *, grain: str, height: int = 300) -> alt.LayerChart:
    """This year's line solid and dark, last year's light, each named beside itself (IBCS); columns as `trend_table`.

    The way to a bucket that isn't over is dashed, lest it be taken for a fall. `grain` is day, week or month, and
    decides how dates are written along the axis.
    """
    labels = catalogue.say(f"charts.axis.{grain}")
    time = alt.X(
        "start",
        type="temporal",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(grid=False, tickCount=_ticks(grain), labelExpr=labels, labelOverlap=True, labelSeparation=12),
    )
    layers = [
        _line(time, "previous", theme.previous, 2),
        _line(time, "unfinished", theme.actual, 2, dash=(3, 3)),
        _line(time, "actual", theme.actual, 3),
        *_name(time, "previous", theme.previous, theme.card),
        *_name(time, "actual", theme.actual, theme.card),
        _reader(time, theme),
    ]
    return alt.LayerChart(layer=layers, data=data, height=height, width="container")


def _line(time: alt.X, series: str, colour: str, width: float, dash: tuple[int, ...] = ()) -> alt.Chart:
    point = alt.OverlayMarkDef(color=colour, size=22)
    line = alt.Chart().mark_line(color=colour, strokeWidth=width, strokeDash=list(dash), point=point)
    return line.encode(x=time, y=_amount(series))


def _name(time: alt.X, series: str, colour: str, halo: str) -> list[alt.Chart]:
    """The series' name, lifted off the lines under it by a rim in the colour of the card."""
    side = "right" if series == "actual" else "left"
    style = alt.MarkDef(type="text", align=side, dy=-12, fontSize=LABEL_SIZE, fontWeight="bold", color=colour)
    rim = alt.MarkDef(**{**style.to_dict(), "stroke": halo, "strokeWidth": 4, "color": halo})
    text = alt.Text(f"{series}_name", type="nominal")
    return [alt.Chart(mark=mark).encode(x=time, y=_amount(series), text=text) for mark in (rim, style)]


def _amount(series: str) -> alt.Y:
    return alt.Y(
        series,
        type="quantitative",
        title=None,
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(tickCount=4, tickMinStep=1, labelExpr=catalogue.say("charts.axis.number")),
    )


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
