"""One body's total along the months, with its rank's number written at each."""

import altair as alt

from core import catalogue
from dashboards.charts import Table
from dashboards.theme import LABEL_SIZE, Theme

COLUMNS = ["month", "total", "rank_text", "spoken"]
HEIGHT = 240


def score_course(data: Table, theme: Theme) -> alt.LayerChart:
    """`month` as text, in order; a month without a total leaves a gap."""
    axis = alt.Axis(labelExpr=_month(), labelOverlap="parity")
    across = alt.X("month", type="ordinal", title=None, sort=None, scale=alt.Scale(paddingOuter=0.4), axis=axis)
    up = alt.Y(
        "total",
        type="quantitative",
        title=None,
        scale=alt.Scale(zero=False, nice=True, padding=18),
        axis=alt.Axis(tickCount=4, format=".2~f"),
    )
    tip = [alt.Tooltip("spoken", type="nominal", title=" ")]
    line = alt.Chart().mark_line(color=theme.actual, strokeWidth=3)
    dots = alt.Chart().mark_circle(color=theme.actual, size=70, opacity=1)
    rank = alt.Chart().mark_text(dy=-14, fontSize=LABEL_SIZE, color=theme.text)
    layers = [
        line.encode(across, up),
        dots.encode(across, up, alt.Description("spoken", type="nominal"), tooltip=tip),
        rank.encode(across, up, text=alt.Text("rank_text", type="nominal")),
    ]
    # The uppermost label of the axis stands half above the plot.
    room = {"top": 14, "bottom": 2, "left": 12, "right": 6}
    return alt.LayerChart(layer=layers, data=data, height=HEIGHT, width="container", padding=room)


def _month() -> str:
    """The month's number; below the first, and below each January, the year: labels that don't touch."""
    month = f"toNumber(slice(datum.label, 5)) + '{catalogue.say('supervision.chart.month')}'"
    year = f"slice(datum.label, 0, 4) + '{catalogue.say('supervision.chart.year')}'"
    return f"datum.index === 0 || slice(datum.label, 5) === '01' ? [{month}, {year}] : {month}"
