"""How the share that has settled grows with the days: a stair for the period, one for the year before, and one half."""

import altair as alt
import pandas as pd

from core import catalogue, numbers
from dashboards.charts import Table
from dashboards.theme import LABEL_SIZE, Theme

LONGEST = 120
"""Days beyond which the stair isn't drawn: what happens there is told by the median and the table of the export."""
HEIGHT = 330
ABOVE, BELOW, APART, TOP = 5.0, 6.0, 9.0, 96.0
"""Percent of the chart's height between a stair and its words, between two of them, and above which none stand."""
NOW, BEFORE = "now", "before"


def settling_table(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Both curves (days, settled in percent, at_risk) as rows with `series`, up to the same last day."""
    last = min(LONGEST, max(int(now["days"].max()) if len(now) else 0, 30))
    parts = [_drawn(curve, name, last) for name, curve in ((BEFORE, before), (NOW, now)) if len(curve)]
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    heights = _apart([float(part["settled"].iloc[-1]) for part in parts])
    placed = [part.assign(label_at=height) for part, height in zip(parts, heights, strict=True)]
    return pd.concat(placed, ignore_index=True)


_COLUMNS = ["series", "name", "days", "settled", "at_risk", "text", "label", "label_at"]


def _apart(ends: list[float]) -> list[float]:
    """Where the words at the ends of the stairs stand: over the higher one, under the lower one, not on each other."""
    higher = ends.index(max(ends))
    high = min(ends[higher] + ABOVE, TOP)
    low = max(min(min(ends) - BELOW, high - APART), 0.0)
    return [high if at == higher else low for at in range(len(ends))]


def _drawn(curve: pd.DataFrame, name: str, last: int) -> pd.DataFrame:
    kept = curve[curve["days"] <= last]
    # A stair goes on until the last day, whatever happens there.
    end = kept.tail(1).assign(days=last)
    rows = pd.concat([kept, end], ignore_index=True).drop_duplicates("days")
    word = catalogue.say(f"mediation.curve.{name}")
    text = [numbers.percent(value) for value in rows["settled"]]
    label = [""] * (len(rows) - 1) + [f"{word} {text[-1]}"]
    return rows.assign(series=name, name=word, text=text, label=label)


def settling(data: Table, theme: Theme) -> alt.LayerChart:
    """Days across, percent up; the period's stair is strong, the year before's light."""
    across = alt.X(
        "days",
        type="quantitative",
        title=catalogue.say("mediation.curve.days"),
        scale=alt.Scale(nice=False, zero=True),
        axis=alt.Axis(labelColor=theme.muted, titleColor=theme.muted, grid=False, tickCount=6),
    )
    up = alt.Y(
        "settled",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(labelColor=theme.muted, values=[0, 25, 50, 75, 100], labelExpr="datum.value + '%'"),
    )
    tips = [
        alt.Tooltip("name", type="nominal", title=catalogue.say("charts.name")),
        alt.Tooltip("days", type="quantitative", title=catalogue.say("mediation.curve.days")),
        alt.Tooltip("text", type="nominal", title=catalogue.say("mediation.curve.settled")),
        alt.Tooltip("at_risk", type="quantitative", title=catalogue.say("mediation.curve.waiting")),
    ]
    stairs = [
        _only(name)
        .mark_line(interpolate="step-after", color=colour, strokeWidth=width)
        .encode(across, up, tooltip=tips)
        for name, colour, width in ((BEFORE, theme.previous, 2), (NOW, theme.actual, 3))
    ]
    half = alt.Chart().mark_rule(color=theme.faint, strokeDash=[4, 4]).encode(y=alt.datum(50))
    beside = alt.Y("label_at", type="quantitative", title=None)
    labels = [
        _only(name)
        .mark_text(align="right", fontSize=LABEL_SIZE, color=colour)
        .encode(across, beside, alt.Text("label", type="nominal"))
        for name, colour in ((BEFORE, theme.muted), (NOW, theme.text))
    ]
    return alt.LayerChart(layer=[half, *stairs, *labels], data=data, height=HEIGHT, width="container")


def _only(name: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.FieldEqualPredicate(field="series", equal=name))
