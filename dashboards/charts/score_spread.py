"""How the totals of a peer group lie: one dot a body, heaped where they are alike; the chosen one stands out."""

from typing import Literal

import altair as alt
import pandas as pd

from core import numbers
from dashboards.charts import Table, picking
from dashboards.theme import LABEL_SIZE, Theme

HEIGHT = 230
BINS = 28
# Square pixels of a dot at most.
SIZE = 130
# Pixels over the heaps for the name of the chosen one, and where in them it stands.
_HEADROOM, _NAME = 24, 8
AROUND = 60
"""Pixels of the chart's height that aren't for heaps: the name, the axis."""
DOT = 13
"""Pixels across a dot."""
COLUMNS = ["code", "name", "at", "heap", "mine", "label", "side", "spoken"]


def spread_table(totals: list[tuple[str, str, float, str]], mine: str) -> pd.DataFrame:
    """From (code, name, total, rank in words): where each dot lies and which one is `mine`."""
    if not totals:
        return pd.DataFrame(columns=COLUMNS)
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
            # The name runs towards the middle.
            "right" if 2 * total > low + high else "left",
            spoken,
        )
        rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def score_spread(data: Table, theme: Theme, *, title: str, heap: int) -> alt.LayerChart:
    """A click picks a dot's `code`; `heap` is how many dots the highest heap has room for, `title` may be empty."""
    across = alt.X(
        "at",
        type="quantitative",
        title=title or None,
        scale=alt.Scale(zero=False, nice=True, padding=12),
        axis=alt.Axis(grid=False, tickCount=8, labelOverlap=True, labelSeparation=8),
    )
    room = [alt.ExprRef("height - 14"), _HEADROOM]
    up = alt.Y(
        "heap", type="quantitative", axis=None, scale=alt.Scale(domain=[0.4, heap + 0.6], nice=False, range=room)
    )
    colour = alt.Color(
        "mine", type="nominal", legend=None, scale=alt.Scale(domain=[True, False], range=[theme.accent, theme.previous])
    )
    picked = picking()
    tip = [alt.Tooltip("spoken", type="nominal", title=" ")]
    # No larger than leaves them apart, in their heap and from the next one.
    across_px, up_px = f"(width / {BINS + 4})", f"((height - {_HEADROOM + 14}) / {heap + 0.2})"
    size = alt.ExprRef(f"min({SIZE}, 0.78 * pow(min({across_px}, {up_px}), 2))")
    dots = alt.Chart().mark_circle(size=size, opacity=1, cursor="pointer")
    mine = alt.Chart().transform_filter(alt.FieldEqualPredicate(field="mine", equal=True))
    layers = [
        mine.mark_rule(color=theme.faint, aria=False).encode(across, up, y2=alt.value(_NAME)),
        dots.encode(across, up, colour, alt.Description("spoken", type="nominal"), tooltip=tip).add_params(picked),
        _name(across, theme, "left"),
        _name(across, theme, "right"),
    ]
    return alt.LayerChart(layer=layers, data=data, height=HEIGHT, width="container")


def _name(across: alt.X, theme: Theme, side: Literal["left", "right"]) -> alt.Chart:
    """Above all heaps, lest it lies across them."""
    away = 5 if side == "left" else -5
    words = (
        alt.Chart()
        .transform_filter(alt.FieldEqualPredicate(field="side", equal=side))
        .mark_text(align=side, dx=away, fontSize=LABEL_SIZE, fontWeight="bold", color=theme.text)
    )
    return words.encode(across, y=alt.value(_NAME), text=alt.Text("label", type="nominal"))
