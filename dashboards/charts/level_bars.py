"""How grave what is open is: one bar a level in the language of warnings, each with its shape and its word."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from core import catalogue, numbers
from dashboards.charts import Table, picking
from dashboards.theme import LABEL_SIZE, LEVEL_SHAPES, Theme

ROW_HEIGHT = 29
_LABEL_ROOM = 96
_VALUE_ROOM = 64
_COLUMNS = ["kind", "code", "place", "label", "level", "value", "text", "spoken"]
Scales = Sequence[tuple[str, str, Sequence[tuple[str, int]]]]


def level_table(counts: Mapping[tuple[str, str], float], scales: Scales) -> pd.DataFrame:
    """Rows from the top: each scale's heading, then its codes in order, those without any included.

    `counts` by (dimension, code); `scales` as (dimension, its words' list, codes with their level from 1 to 4, 0 for
    none). A row's `code` is "dimension:code", for what a click picks.
    """
    rows: list[dict[str, object]] = []
    for dimension, word, codes in scales:
        rows.append(_row("head", "", len(rows), word, 0, float("nan"), ""))
        for code, level in codes:
            value = counts.get((dimension, code), 0.0)
            name, text = catalogue.label(dimension, code), numbers.full(value)
            mark = f"{LEVEL_SHAPES[level - 1]} {name}" if level else f"  {name}"
            rows.append(_row("bar", f"{dimension}:{code}", len(rows), mark, level, value, f"{name} {text}"))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _row(kind: str, code: str, place: int, label: str, level: int, value: float, spoken: str) -> dict[str, object]:
    text = "" if kind == "head" else numbers.short(value)
    return dict(zip(_COLUMNS, (kind, code, place, label, level, value, text, spoken), strict=True))


def level_bars(data: Table, theme: Theme, *, rows: int) -> alt.LayerChart:
    """Words, bars and numbers in three columns; a click picks the row's `code`. `rows` counts the headings too."""
    levels = [0, 1, 2, 3, 4]
    inks = [theme.muted, theme.level_1, theme.level_2, theme.level_3, theme.level_4]
    ink = alt.Color("level", type="ordinal", legend=None, scale=alt.Scale(domain=levels, range=inks))
    fills = [theme.previous, *theme.level_fills]
    fill = alt.Fill("level", type="ordinal", legend=None, scale=alt.Scale(domain=levels, range=fills))
    down = alt.Y("place", type="ordinal", axis=None, scale=alt.Scale(domain=list(range(rows)), paddingInner=0.35))
    room = [_LABEL_ROOM, alt.ExprRef(f"width - {_VALUE_ROOM}")]
    length = alt.X("value", type="quantitative", axis=None, scale=alt.Scale(zero=True, nice=False, range=room))
    picked = picking()
    bars = _only("bar")
    label = alt.Text("label", type="nominal")
    layers = [
        # The whole row can be clicked, the shortest bar as well as the longest.
        bars.mark_bar(opacity=0, cursor="pointer", height={"band": 1.2})
        .encode(down, alt.Description("spoken", type="nominal"), x=alt.value(0), x2=alt.value(alt.ExprRef("width")))
        .add_params(picked),
        bars.mark_bar(cornerRadiusEnd=2, height={"band": 0.9}, cursor="pointer", aria=False).encode(down, length, fill),
        bars.mark_text(align="left", fontSize=LABEL_SIZE + 1, cursor="pointer").encode(
            down, label, ink, x=alt.value(0)
        ),
        _only("head")
        .mark_text(align="left", fontSize=LABEL_SIZE, color=theme.faint)
        .encode(down, label, x=alt.value(0)),
        bars.mark_text(align="right", fontSize=LABEL_SIZE + 2, fontWeight="bold", color=theme.text).encode(
            down, alt.Text("text", type="nominal"), x=alt.value(alt.ExprRef("width"))
        ),
    ]
    return alt.LayerChart(layer=layers, data=data, height=rows * ROW_HEIGHT, width="container")


def _only(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.FieldEqualPredicate(field="kind", equal=kind))
