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
    *("kind", "start", "actual", "unfinished", "previous", "previous_cut", "target"),
    *("actual_name", "previous_name", "target_name", "title", "actual_text", "previous_text", "target_text", "change"),
]
# Pixels beside the first and the last column.
_EDGE = 14
# Pixels from the ends of the axis within which a date is written inwards instead of being cut off.
FLUSH = 28
# The Mondays within the axis, in milliseconds: every one of them, or every second …, so that some eight are marked.
_MONDAYS = (
    "sequence(345600000 + 604800000 * ceil((domain('x')[0] - 345600000) / 604800000), +domain('x')[1] + 1,"
    " 604800000 * max(1, round((domain('x')[1] - domain('x')[0]) / 604800000 / 8)))"
)
_HEADROOM = "headroom"
_WORDS = alt.Description("spoken", type="nominal")
COLUMNS = [*POINTS, *(name for name in trend_marks.COLUMNS if name not in POINTS)]


def trend_table(
    points: pd.DataFrame,
    titles: list[str],
    *,
    open_start: bool = False,
    open_end: bool = False,
    decimals: int = 0,
    unit: str = "",
    marks: Sequence[Mark] = (),
    span: Span | None = None,
    grain: str = "",
    width: float = trend_marks.NARROWEST,
) -> pd.DataFrame:
    """The points with what the chart writes of them (`kind` "point"), then the marks within `span` ("mark").

    `points` has `start` (datetime64), `actual`, `previous`, `target` (numbers or NaN), `change` and `change_unit` as
    `measure` gives them, one row a bucket (`grain`: day, week, month) in order of time; `titles` words each bucket for
    people. `open_start` and `open_end`: the first or last bucket isn't whole. `unit` is written behind the numbers ("%"
    or nothing). `width`: pixels that the names of the marks share.
    """
    table = points.reset_index(drop=True).assign(kind="point", title=titles)
    for series in ("actual", "previous"):
        table[f"{series}_text"] = [_written(value, decimals, unit) for value in table[series]]
    table["target_text"] = [targets.written(value, decimals, unit) for value in table["target"]]
    pairs = zip(table["change"], table["change_unit"], strict=True)
    table["change"] = [numbers.change(change, kind or numbers.PERCENT) for change, kind in pairs]
    first, last = int(open_start), len(table) - 1 - int(open_end)
    if first > last:
        # Of one bucket, or two that are both cut, none would be left to name the line.
        first, last = 0, len(table) - 1
    beside = pd.Series([_beside(row, first, last, len(table)) for row in range(len(table))], dtype=bool)
    whole = (table.index >= first) & (table.index <= last)
    for series, rest in (("actual", "unfinished"), ("previous", "previous_cut")):
        table[rest] = table[series].where(beside)
        table[series] = table[series].where(whole)
    for series, row in _named(table).items():
        word = catalogue.say(f"charts.{series}") if series != "target" else _target_name(table, row)
        table[f"{series}_name"] = [word if row == at else "" for at in table.index]
    found = trend_marks.mark_rows(marks, span, grain, width) if span else pd.DataFrame(columns=trend_marks.COLUMNS)
    rows = table[POINTS]
    return pd.concat([rows, found], ignore_index=True)[COLUMNS] if len(found) else rows.reindex(columns=COLUMNS)


def _beside(row: int, first: int, last: int, count: int) -> bool:
    """Whether the bucket isn't whole, or is the neighbour from which the dashed line leads to such a one."""
    return (first > 0 and row <= first) or (last < count - 1 and row >= last)


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


def trend(
    data: Table,
    theme: Theme,
    *,
    grain: str,
    unit: str = "",
    bars: int = 0,
    aimed: bool = True,
    height: int = 350,
    lanes: int = trend_marks.LANES,
) -> alt.LayerChart:
    """This year's line solid and dark, last year's light, the target hollow (IBCS); columns as `trend_table`.

    The way to a bucket that isn't whole is dashed, lest it be taken for a rise or a fall. `grain` is day, week or
    month, and decides how dates are written along the axis; rates (`unit` "%") don't begin at zero. `bars`:
    how many buckets there are, to draw each as a column: lines between numbers of one digit would only zigzag. `aimed`:
    there is a target. `lanes`: on so many lines the names of marks stand over it.
    """
    labels = catalogue.say(f"charts.axis.{grain}")
    time = alt.X(
        "start",
        type="temporal",
        title=None,
        scale=alt.Scale(type="utc", nice=False, padding=_EDGE if bars else 0),
        axis=alt.Axis(
            grid=False, labelExpr=labels, labelOverlap=True, labelSeparation=12, labelFlush=FLUSH, **_ticks(grain)
        ),
    )
    layers = [
        *trend_marks.bands(time, theme),
        *trend_marks.target(time, _amount("target", unit), theme),
        *(_columns(time, theme, unit, bars) if bars else _lines(time, theme, unit)),
        *trend_marks.target_name(time, _amount("target", unit), theme),
        *(_legend(theme) if bars else _names(time, theme, unit)),
        _reader(time, theme, aimed),
    ]
    chart = alt.LayerChart(layer=layers, data=data, height=height, width="container")
    chart = chart.add_params(alt.param(name=_HEADROOM, value=trend_marks.headroom(lanes)))
    return chart.resolve_scale(color="independent")


def _lines(time: alt.X, theme: Theme, unit: str) -> list[alt.Chart]:
    return [
        _line(time, "previous_cut", theme.previous, 2, unit, dash=(3, 3)),
        _line(time, "previous", theme.previous, 2, unit),
        _line(time, "unfinished", theme.actual, 2, unit, dash=(3, 3)),
        _line(time, "actual", theme.actual, 3, unit),
    ]


def _columns(time: alt.X, theme: Theme, unit: str, count: int) -> list[alt.Chart]:
    """Last year's wide and light behind this year's, as the bars of rankings; a bucket that isn't whole is hollow."""
    # Of nothing yet, no column stands: its hollow outline would be a dash on the ground.
    last = "datum.kind === 'point' && datum.actual === null && datum.unfinished > 0"
    before = "datum.kind === 'point' && datum.previous === null && datum.previous_cut !== null"
    hollow = {"filled": False, "stroke": theme.actual, "strokeDash": [3, 3]}
    light = {"color": theme.previous, "opacity": 0.45}
    return [
        _column(time, "previous", unit, count, 0.8, **light),
        _column(time, "previous_cut", unit, count, 0.8, **light).transform_filter(before),
        _column(time, "actual", unit, count, 0.44, color=theme.actual),
        _column(time, "unfinished", unit, count, 0.44, **hollow).transform_filter(last),
    ]


def _column(time: alt.X, series: str, unit: str, count: int, share: float, **style: Any) -> alt.Chart:
    """One column a bucket, `share` of its room wide."""
    width = alt.ExprRef(f"{share} * (width - {2 * _EDGE}) / {count}")
    return _spoken(series).mark_bar(width=width, **style).encode(x=time, y=_amount(series, unit), description=_WORDS)


def _line(time: alt.X, series: str, colour: str, width: float, unit: str, dash: tuple[int, ...] = ()) -> alt.Chart:
    point = alt.OverlayMarkDef(color=colour, size=22)
    line = _spoken(series).mark_line(color=colour, strokeWidth=width, strokeDash=list(dash), point=point)
    return line.encode(x=time, y=_amount(series, unit), description=_WORDS)


def _spoken(series: str) -> alt.Chart:
    """The points, with what a screen reader says of one instead of its coordinates."""
    spoken = f"datum.title + ' ' + datum.{'previous' if series.startswith('previous') else 'actual'}_text"
    return _points().transform_calculate(spoken=spoken)


def _legend(theme: Theme) -> list[alt.Chart]:
    """Columns are named above the chart: at their feet is no room. Each name stands in one row of the table."""
    return [
        _points()
        .transform_filter(f"datum.{series}_name !== ''")
        .mark_text(align="right", fontSize=LABEL_SIZE, fontWeight="bold", color=colour)
        .encode(x=alt.value(alt.ExprRef(f"width - {left}")), y=alt.value(-10), text=alt.value(_keyed(series)))
        for series, colour, left in (("actual", theme.actual, 92), ("previous", theme.faint, 0))
    ]


def _keyed(series: str) -> str:
    return f"\N{BLACK SQUARE} {catalogue.say(f'charts.{series}')}"


def _names(time: alt.X, theme: Theme, unit: str) -> list[alt.Chart]:
    return [
        *_name(time, "previous", theme.faint, theme.card, unit),
        *_name(time, "actual", theme.actual, theme.card, unit),
    ]


def _name(time: alt.X, series: str, colour: str, halo: str, unit: str) -> list[alt.Chart]:
    """The series' name, lifted off the lines under it by a rim in the colour of the card."""
    side = "right" if series == "actual" else "left"
    # The last of this year and the first of last year may be the same bucket.
    apart = -8 if series == "actual" else 8
    style = alt.MarkDef(type="text", align=side, dx=apart, dy=-12, fontSize=LABEL_SIZE, fontWeight="bold", color=colour)
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
    room = [alt.ExprRef("height"), alt.ExprRef(_HEADROOM)]
    return alt.Y(
        series,
        type="quantitative",
        title=None,
        scale=alt.Scale(zero=not unit, nice=True, range=room),
        axis=alt.Axis(tickCount=4, tickMinStep=0 if unit else 1, labelExpr=f"({label}) + '{unit}'" if unit else label),
    )


def _reader(time: alt.X, theme: Theme, aimed: bool) -> alt.Chart:
    """A hairline under the pointer that reads out both years at once, and the target where there is one."""
    hover = alt.selection_point(name="hover", on="pointerover", nearest=True, clear="pointerout", encodings=["x"])
    tips = [
        alt.Tooltip("title", type="nominal", title=" "),
        alt.Tooltip("actual_text", type="nominal", title=catalogue.say("charts.actual")),
        alt.Tooltip("previous_text", type="nominal", title=catalogue.say("charts.previous")),
        alt.Tooltip("change", type="nominal", title=catalogue.say("charts.change")),
    ]
    if aimed:
        tips.append(alt.Tooltip("target_text", type="nominal", title=catalogue.say("tiles.goal.tooltip")))
    return (
        _points()
        .mark_rule(color=theme.faint)
        .encode(x=time, opacity=alt.condition(hover, alt.value(0.6), alt.value(0), empty=False), tooltip=tips)
        .add_params(hover)
    )


def _ticks(grain: str) -> dict[str, Any]:
    """Where the axis is marked; Vega's own weeks begin on Sunday, ours on Monday."""
    if grain == "week":
        return {"values": alt.ExprRef(_MONDAYS)}
    return {"tickCount": alt.TimeIntervalStep(interval="month", step=1) if grain == "month" else 8}
