"""What stands behind a trend: days with a name as bands, and the target as an outlined line."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from core.annotations import Mark
from core.periods import Span
from dashboards.theme import LABEL_SIZE, Theme

# The width that a trend has at least on a page: names that would meet at this size go on separate lines, or away.
NARROWEST = 430
LANES = 2
_LANE_HEIGHT = 17
# The name of this year's line stands over its last point, even where no mark has a name.
_LEAST_HEADROOM = 16
COLUMNS = ["kind", "start", "until", "at", "label", "tone", "lane", "title"]


def headroom(lanes: int) -> int:
    """Pixels over the lines for so many lanes of names."""
    return max(_LEAST_HEADROOM, lanes * _LANE_HEIGHT + 4)


def lanes_used(table: pd.DataFrame) -> int:
    """On how many lanes the names of a table's marks stand."""
    named = [bool(label) for label in table["label"].astype(object).where(table["label"].notna(), "")]
    return int(table["lane"][named].nunique())


def mark_rows(marks: Sequence[Mark], span: Span, grain: str = "", width: float = NARROWEST) -> pd.DataFrame:
    """A row a mark, cut to `span`: its days, and where its name fits ("" where it doesn't) in `width` pixels.

    Where every day has its own point or column (`grain` day), a mark's days lie around theirs and not behind them.
    """
    ahead = pd.Timedelta(hours=12 if grain == "day" else 0)
    rows: list[dict[str, object]] = []
    ends = [-1.0] * LANES
    days = max(span.days - 1, 1)
    for mark in sorted(marks, key=lambda mark: (mark.span.start, mark.span.end)):
        first, last = max(mark.span.start, span.start), min(mark.span.end, span.end)
        if first > last:
            continue
        room = (len(mark.label) + 1) * LABEL_SIZE / width
        left = max(0.0, min((first - span.start).days / days, 1 - room))
        lane = next((lane for lane in range(LANES) if ends[lane] <= left), None)
        if lane is not None:
            ends[lane] = left + room
        rows.append(
            {
                "kind": "mark",
                "start": pd.Timestamp(first) - ahead,
                "until": pd.Timestamp(last) + pd.Timedelta(days=1) - ahead,
                "at": pd.Timestamp(span.start) + pd.Timedelta(days=left * days),
                "label": mark.label if lane is not None else "",
                "tone": "holiday" if mark.kind == "holiday" else "own",
                "lane": float((lane or 0) * _LANE_HEIGHT + 8),
                "title": mark.label,
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def bands(time: alt.X, theme: Theme) -> list[alt.Chart]:
    """The marks' days from top to bottom, and their names along the upper edge."""
    fill = alt.Scale(domain=["holiday", "own"], range=[theme.previous, theme.accent])
    colour = alt.Color("tone", type="nominal", legend=None, scale=fill)
    only = alt.Chart().transform_filter(alt.FieldEqualPredicate(field="kind", equal="mark"))
    until, top, bottom = alt.X2("until"), alt.value(0), alt.value(alt.ExprRef("height"))
    band = only.mark_rect(opacity=0.14, clip=True, aria=False)
    edge = only.mark_rule(opacity=0.55, strokeDash=[2, 2])
    height = alt.Y("lane", type="quantitative", scale=None, axis=None)
    named = alt.X("at", type="temporal", title=None, scale=time["scale"], axis=time["axis"])
    label = alt.Text("label", type="nominal")
    words = only.mark_text(align="left", dx=3, fontSize=LABEL_SIZE, color=theme.muted)
    return [
        band.encode(time, until, colour, y=top, y2=bottom, tooltip=alt.Tooltip("title", type="nominal", title=" ")),
        edge.encode(time, colour, y=top, y2=bottom),
        words.encode(named, height, label),
    ]


def target(time: alt.X, amount: alt.Y, theme: Theme) -> list[alt.Chart]:
    """An outlined line (IBCS: a plan is hollow)."""
    only = alt.Chart().transform_filter(alt.FieldEqualPredicate(field="kind", equal="point"))
    return [
        only.mark_line(color=theme.muted, strokeWidth=5, strokeCap="butt", aria=False).encode(time, amount),
        only.mark_line(color=theme.card, strokeWidth=2.4, strokeCap="butt", aria=False).encode(time, amount),
    ]


def target_name(time: alt.X, amount: alt.Y, theme: Theme) -> list[alt.Chart]:
    """What the target is, over the middle of its line and above all other lines."""
    only = alt.Chart().transform_filter(alt.FieldEqualPredicate(field="kind", equal="point"))
    name = alt.Text("target_name", type="nominal")
    style = {"align": "center", "dy": -11, "fontSize": LABEL_SIZE, "fontWeight": "bold"}
    return [
        only.mark_text(color=theme.card, stroke=theme.card, strokeWidth=4, **style).encode(time, amount, name),
        only.mark_text(color=theme.muted, **style).encode(time, amount, name),
    ]
