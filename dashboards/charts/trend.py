"""How a number went over time, with the year before behind it, its target, and what happened on the way."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from core import catalogue, numbers, targets
from core.annotations import Mark
from core.periods import Span
from dashboards.charts import Table, trend_marks
from dashboards.theme import LABEL_SIZE, Theme

POINTS = [
    *("kind", "start", "actual", "unfinished", "previous", "target", "actual_name", "previous_name", "target_name"),
    *("title", "actual_text", "previous_text", "target_text", "change"),
]
COLUMNS = [*POINTS, *(name for name in trend_marks.COLUMNS if name not in POINTS)]


def trend_table(
    points: pd.DataFrame,
    titles: list[str],
    *,
    open_end: bool = False,
    decimals: int = 0,
    unit: str = "",
    marks: Sequence[Mark] = (),
    span: Span | None = None,
) -> pd.DataFrame:
    """The points with what the chart writes of them (`kind` "point"), then the marks within `span` ("mark").

    `points` has `start` (datetime64), `actual`, `previous`, `target` (numbers or NaN), `change` and `change_unit` as
    `measure` gives them, one row a bucket in order of time; `titles` words each bucket for people. `open_end`: the last
    bucket isn't over. `unit` is written behind the numbers ("%" or nothing).
    """
    table = points.reset_index(drop=True).assign(kind="point", title=titles)
    for series in ("actual", "previous"):
        table[f"{series}_text"] = [_written(value, decimals, unit) for value in table[series]]
    table["target_text"] = [targets.written(value, decimals, unit) for value in table["target"]]
    pairs = zip(table["change"], table["change_unit"], strict=True)
    table["change"] = [numbers.change(change, kind or numbers.PERCENT) for change, kind in pairs]
    table["unfinished"] = float("nan")
    if open_end and len(table) > 1:
        table["unfinished"] = table["actual"].where(table.index >= len(table) - 2)
        table["actual"] = table["actual"].where(table.index < len(table) - 1)
    for series, row in _named(table).items():
        word = catalogue.say(f"charts.{series}") if series != "target" else _target_name(table, row)
        table[f"{series}_name"] = [word if row == at else "" for at in table.index]
    found = trend_marks.mark_rows(marks, span) if span else pd.DataFrame(columns=trend_marks.COLUMNS)
    rows = table[POINTS]
    return pd.concat([rows, found], ignore_index=True)[COLUMNS] if len(found) else rows.reindex(columns=COLUMNS)


def _written(value: float, decimals: int, unit: str) -> str:
    return numbers.full(value, decimals) + ("" if numbers.absent(value) else unit)


def _named(table: pd.DataFrame) -> dict[str, Any]:
    """This year is named where it ends, last year where it begins and the target between, so that names never meet."""
    aimed = table.index[table["target"].notna()]
    return {
        "actual": table["actual"].last_valid_index(),
        "previous": table["previous"].first_valid_index(),
        "target": aimed[len(aimed) // 2] if len(aimed) else None,
    }


def _target_name(table: pd.DataFrame, row: Any) -> str:
    return "" if row is None else catalogue.say("tiles.goal.name", value=table["target_text"][row])


def trend(data: Table, theme: Theme, *, grain: str, unit: str = "", height: int = 350) -> alt.LayerChart:
    """This year's line solid and dark, last year's light, the target hollow (IBCS); columns as `trend_table`.

    The way to a bucket that isn't over is dashed, lest it be taken for a fall. `grain` is day, week or month, and
    decides how dates are written along the axis; rates (`unit` "%") don't begin at zero.
    """
    labels = catalogue.say(f"charts.axis.{grain}")
    time = alt.X(
        "start",
        type="temporal",
        title=None,
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(grid=False, tickCount=_ticks(grain), labelExpr=labels, labelOverlap=True, labelSeparation=12),
    )
    layers = [
        *trend_marks.bands(time, theme),
        *trend_marks.target(time, _amount("target", unit), theme),
        _line(time, "previous", theme.previous, 2, unit),
        _line(time, "unfinished", theme.actual, 2, unit, dash=(3, 3)),
        _line(time, "actual", theme.actual, 3, unit),
        *trend_marks.target_name(time, _amount("target", unit), theme),
        *_name(time, "previous", theme.previous, theme.card, unit),
        *_name(time, "actual", theme.actual, theme.card, unit),
        _reader(time, theme),
    ]
    chart = alt.LayerChart(layer=layers, data=data, height=height, width="container")
    return chart.resolve_scale(color="independent")


def _line(time: alt.X, series: str, colour: str, width: float, unit: str, dash: tuple[int, ...] = ()) -> alt.Chart:
    point = alt.OverlayMarkDef(color=colour, size=22)
    # What a screen reader says of a point, instead of its coordinates.
    spoken = f"datum.title + ' ' + datum.{'previous' if series == 'previous' else 'actual'}_text"
    line = _points().transform_calculate(spoken=spoken)
    line = line.mark_line(color=colour, strokeWidth=width, strokeDash=list(dash), point=point)
    return line.encode(x=time, y=_amount(series, unit), description=alt.Description("spoken", type="nominal"))


def _name(time: alt.X, series: str, colour: str, halo: str, unit: str) -> list[alt.Chart]:
    """The series' name, lifted off the lines under it by a rim in the colour of the card."""
    side = "right" if series == "actual" else "left"
    style = alt.MarkDef(type="text", align=side, dy=-12, fontSize=LABEL_SIZE, fontWeight="bold", color=colour)
    rim = alt.MarkDef(**{**style.to_dict(), "stroke": halo, "strokeWidth": 4, "color": halo})
    text = alt.Text(f"{series}_name", type="nominal")
    where = alt.FieldEqualPredicate(field="kind", equal="point")
    return [
        alt.Chart(mark=mark).transform_filter(where).encode(x=time, y=_amount(series, unit), text=text)
        for mark in (rim, style)
    ]


def _points() -> alt.Chart:
    return alt.Chart().transform_filter(alt.FieldEqualPredicate(field="kind", equal="point"))


def _amount(series: str, unit: str) -> alt.Y:
    label = catalogue.say("charts.axis.number")
    # Room above the lines for the names of the marks.
    room = [alt.ExprRef("height"), trend_marks.HEADROOM]
    return alt.Y(
        series,
        type="quantitative",
        title=None,
        scale=alt.Scale(zero=not unit, nice=True, range=room),
        axis=alt.Axis(tickCount=4, tickMinStep=0 if unit else 1, labelExpr=f"({label}) + '{unit}'" if unit else label),
    )


def _reader(time: alt.X, theme: Theme) -> alt.Chart:
    """A hairline under the pointer that reads out both years at once."""
    hover = alt.selection_point(name="hover", on="pointerover", nearest=True, clear="pointerout", encodings=["x"])
    tips = [
        alt.Tooltip("title", type="nominal", title=" "),
        alt.Tooltip("actual_text", type="nominal", title=catalogue.say("charts.actual")),
        alt.Tooltip("previous_text", type="nominal", title=catalogue.say("charts.previous")),
        alt.Tooltip("change", type="nominal", title=catalogue.say("charts.change")),
        alt.Tooltip("target_text", type="nominal", title=catalogue.say("tiles.goal.tooltip")),
    ]
    return (
        _points()
        .mark_rule(color=theme.faint)
        .encode(x=time, opacity=alt.condition(hover, alt.value(0.6), alt.value(0), empty=False), tooltip=tips)
        .add_params(hover)
    )


def _ticks(grain: str) -> alt.TimeIntervalStep | int:
    return alt.TimeIntervalStep(interval="month", step=1) if grain == "month" else 8
