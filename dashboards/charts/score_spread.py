"""How the totals of a peer group lie: one dot a body, heaped where they are alike; the chosen one stands out."""

import altair as alt
import pandas as pd

from core import numbers
from dashboards.charts import Table, picking
from dashboards.theme import LABEL_SIZE, Theme

HEIGHT = 230
BINS = 28


def spread_table(totals: list[tuple[str, str, float, str]], mine: str) -> pd.DataFrame:
    """From (code, name, total, rank in words): where each dot lies and which one is `mine`."""
    if not totals:
        return pd.DataFrame(columns=["code", "name", "at", "heap", "mine", "label", "spoken"])
    low, high = min(total for _, _, total, _ in totals), max(total for _, _, total, _ in totals)
    width = max((high - low) / BINS, 0.25)
    heaps: dict[int, int] = {}
    rows = []
    # The chosen one lies on top of its heap, so that its name covers no other.
    for code, name, total, rank in sorted(totals, key=lambda row: (row[0] == mine, row[2], row[0])):
        place = int((total - low) / width)
        heaps[place] = heaps.get(place, 0) + 1
        spoken = f"{name} {numbers.full(total, 2)} {rank}"
        row = (
            code,
            name,
            low + (place + 0.5) * width,
            heaps[place],
            code == mine,
            name if code == mine else "",
            spoken,
        )
        rows.append(row)
    return pd.DataFrame(rows, columns=["code", "name", "at", "heap", "mine", "label", "spoken"])


def score_spread(data: Table, theme: Theme, *, title: str, heap: int) -> alt.LayerChart:
    """A click on a dot picks its `code`; `heap` is how many dots the highest heap has room for."""
    across = alt.X(
        "at",
        type="quantitative",
        title=title,
        scale=alt.Scale(zero=False, nice=True, padding=12),
        axis=alt.Axis(grid=False, tickCount=8),
    )
    up = alt.Y(
        "heap", type="quantitative", axis=None, scale=alt.Scale(domain=[0.4, heap + 0.6], nice=False, padding=14)
    )
    colour = alt.Color(
        "mine", type="nominal", legend=None, scale=alt.Scale(domain=[True, False], range=[theme.accent, theme.previous])
    )
    picked = picking()
    tip = [alt.Tooltip("spoken", type="nominal", title=" ")]
    dots = alt.Chart().mark_circle(size=130, opacity=1, cursor="pointer")
    name = alt.Chart().mark_text(dy=-15, fontSize=LABEL_SIZE, fontWeight="bold", color=theme.text)
    layers = [
        dots.encode(across, up, colour, alt.Description("spoken", type="nominal"), tooltip=tip).add_params(picked),
        name.encode(across, up, text=alt.Text("label", type="nominal")),
    ]
    return alt.LayerChart(layer=layers, data=data, height=HEIGHT, width="container")
