"""What there is most of: bars in order, last year's behind this year's, value and change written out."""

import altair as alt
import pandas as pd

from core import catalogue, numbers
from dashboards.charts import Table, picking
from dashboards.theme import LABEL_SIZE, Theme

COLUMNS = ["code", "name", "value", "previous", "value_text", "previous_text", "change", "spoken"]
ROW_HEIGHT = 30
_LABEL_ROOM = 122
_VALUE_ROOM = 132


def ranked_table(rows: pd.DataFrame, *, decimals: int = 0, limit: int = 10) -> pd.DataFrame:
    """The `limit` largest of `rows` (code, name, value, previous, change in percent, difference), with what is written.

    `difference` is written where a base is too small for a percentage, and NaN elsewhere.

    Rows without a value or with none of it are left out: a ranking shows what there is.
    """
    kept = rows[rows["value"] > 0].sort_values(["value", "code"], ascending=[False, True]).head(limit)
    table = kept.assign(
        value_text=[numbers.short(value, decimals) for value in kept["value"]],
        previous_text=[numbers.full(value, decimals) for value in kept["previous"]],
        change=[_written_change(*pair) for pair in zip(kept["change"], kept["difference"], strict=True)],
        spoken=[f"{name} {numbers.full(value)}" for name, value in zip(kept["name"], kept["value"], strict=True)],
        # A bar of no length keeps the row in its place; what is written stays a dash.
        previous=kept["previous"].fillna(0),
    )
    return table[COLUMNS].reset_index(drop=True)


def _written_change(change: float | None, difference: float | None) -> str:
    return numbers.difference(difference) if numbers.absent(change) else arrow(change)


def arrow(change: float | None) -> str:
    """A change as ▲ or ▼ in neutral ink: whether up is good is said only where the catalogue declares it."""
    written = numbers.change(change)
    marks = {"+": "\N{BLACK UP-POINTING TRIANGLE} ", numbers.MINUS: "\N{BLACK DOWN-POINTING TRIANGLE} "}
    return marks.get(written[0], "") + written


def ranked_bars(data: Table, theme: Theme, *, rows: int, with_change: bool = True, beside: str = "") -> alt.LayerChart:
    """Horizontal bars; a click picks the bar's `code`. `rows` sets the height, one row a bar.

    `beside` says what the last column holds where that isn't the change.
    """
    name = alt.Y("name", type="nominal", title=None, sort=None, scale=alt.Scale(paddingInner=0.3), axis=_names(theme))
    picked = picking()
    tips = [
        alt.Tooltip("name", type="nominal", title=catalogue.say("charts.name")),
        alt.Tooltip("value_text", type="nominal", title=catalogue.say("charts.actual")),
        alt.Tooltip("previous_text", type="nominal", title=catalogue.say("charts.previous")),
        alt.Tooltip("change", type="nominal", title=beside or catalogue.say("charts.change")),
    ]
    before = alt.Chart().mark_bar(color=theme.previous, opacity=0.45, cornerRadiusEnd=2, height={"band": 1}, aria=False)
    now = alt.Chart().mark_bar(color=theme.actual, cornerRadiusEnd=2, height={"band": 0.55}, cursor="pointer")
    spoken = alt.Description("spoken", type="nominal")
    layers = [
        before.encode(y=name, x=_length("previous"), tooltip=tips),
        now.encode(y=name, x=_length("value"), tooltip=tips, description=spoken).add_params(picked),
        _written(name, "value_text", theme.text, right=_VALUE_ROOM - 48 if with_change else 0, bold=True),
    ]
    # Few rows are drawn tall, so that the card isn't half empty.
    row_height = max(ROW_HEIGHT, min(44, 300 // max(rows, 1)))
    if with_change:
        layers += [_written(name, "change", theme.muted, right=0), _heading(theme, beside)]
    return alt.LayerChart(layer=layers, data=data, height=max(rows, 1) * row_height + 14, width="container")


def _heading(theme: Theme, beside: str) -> alt.Chart:
    """Over the last column what it holds: where that isn't said, changes on the year before."""
    once = alt.Chart().transform_aggregate(rows="count()")
    style = {"align": "right", "color": theme.muted, "fontSize": LABEL_SIZE, "aria": False}
    return once.mark_text(**style).encode(
        x=alt.value(alt.ExprRef("width")),
        y=alt.value(-4),
        text=alt.value(beside or catalogue.label("comparison", "year")),
    )


def _length(field: str) -> alt.X:
    room = [0, alt.ExprRef(f"width - {_VALUE_ROOM}")]
    return alt.X(field, type="quantitative", title=None, axis=None, scale=alt.Scale(zero=True, nice=False, range=room))


def _names(theme: Theme) -> alt.Axis:
    return alt.Axis(labelLimit=_LABEL_ROOM, minExtent=_LABEL_ROOM, labelColor=theme.text)


def _written(name: alt.Y, field: str, colour: str, *, right: int, bold: bool = False) -> alt.Chart:
    """Text in a column of its own at `right` pixels from the right edge, so that numbers stand under each other."""
    return (
        alt.Chart()
        .mark_text(align="right", color=colour, fontSize=LABEL_SIZE, fontWeight="bold" if bold else "normal")
        .encode(y=name, x=alt.value(alt.ExprRef(f"width - {right}")), text=alt.Text(field, type="nominal"))
    )
