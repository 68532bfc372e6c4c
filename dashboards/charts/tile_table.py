"""The rows behind the tile grid: where each place stands, how dark it is, the hatching and the legend."""

from math import isnan, sqrt

import pandas as pd

from core import catalogue, numbers

STEPS = 5
NO_DATA = -1
LEGEND_HEIGHT = 34
_CELL = 0.96
_HATCHES = 5
_LINE = 6
_LEGEND_TOP, _LEGEND_THICK = 8, 7


def columns(places: int) -> int:
    """How many cells stand side by side so that `places` cells fill a block wider than high."""
    return max(1, min(8, round(sqrt(places * 1.3))))


def rows(places: int) -> int:
    return max(1, -(-places // columns(places)))


def cell_height(down: int) -> int:
    """Pixels: few rows are drawn tall, many stay readable."""
    return max(72, min(140, 290 // down))


def tile_table(places: pd.DataFrame, *, decimals: int = 0) -> pd.DataFrame:
    """Cells, hatching and legend as rows of one table (`kind`), in grid units from the upper left.

    `places` has code, name, value (NaN: no data), previous and change (percent), in the order of the tree.
    """
    across, down = columns(len(places)), rows(len(places))
    shades, edges = _shades(list(places["value"]))
    corners = [(float(position % across), float(position // across)) for position in range(len(places))]
    cells = places.assign(
        kind="cell",
        shade=shades,
        x=[x for x, _ in corners],
        x2=[x + _CELL for x, _ in corners],
        y=[y for _, y in corners],
        y2=[y + _CELL for _, y in corners],
        label=[_in_lines(name) for name in places["name"]],
        text=[numbers.short(value, decimals) for value in places["value"]],
        value_text=[numbers.full(value, decimals) for value in places["value"]],
        previous_text=[numbers.full(value, decimals) for value in places["previous"]],
        spoken=[_spoken(*pair) for pair in zip(places["name"], places["value"], strict=True)],
        change=[numbers.change(value) for value in places["change"]],
    )
    ranges = _ranges(edges, decimals)
    gaps = [corner for corner, shade in zip(corners, shades, strict=True) if shade == NO_DATA]
    if gaps:
        ranges.insert(0, (NO_DATA, catalogue.say("charts.no_data")))
    extra = [line for corner in gaps for line in _hatching(*corner)] + _legend(ranges, across, down)
    return pd.concat([cells, pd.DataFrame(extra, columns=cells.columns)], ignore_index=True) if extra else cells


def _spoken(name: str, value: float) -> str:
    return f"{name} {catalogue.say('charts.no_data') if isnan(value) else numbers.full(value)}"


def _in_lines(name: str) -> str:
    """A long official name in two lines, never cut short."""
    if len(name) <= _LINE:
        return name
    place = name.find(catalogue.say("charts.break_before"))
    middle = place if 0 < place <= _LINE else (len(name) + 1) // 2
    return f"{name[:middle]}\n{name[middle:]}"


def _shades(values: list[float]) -> tuple[list[int], list[float]]:
    """Each value's step (quantiles, so that every shade is in use) and the edges between the steps."""
    present = pd.Series([value for value in values if not isnan(value)], dtype=float)
    if present.empty:
        return [NO_DATA] * len(values), []
    least, most = float(present.min()), float(present.max())
    quantiles = present.quantile([step / STEPS for step in range(1, STEPS)], interpolation="lower")
    cuts = sorted({float(cut) for cut in quantiles if cut < most})
    first = _first_step(len(cuts) + 1)
    shades = [NO_DATA if isnan(value) else first + sum(value > cut for cut in cuts) for value in values]
    return shades, [least, *cuts, most]


def _first_step(steps: int) -> int:
    """Few different values use the middle of the ramp, so that one lone place isn't painted as the worst."""
    return (STEPS - steps) // 2


def _ranges(edges: list[float], decimals: int) -> list[tuple[int, str]]:
    """Each step in use with the value it goes up to."""
    first = _first_step(len(edges) - 1)
    return [
        (first + position, f"\N{LESS-THAN OR EQUAL TO}{numbers.short(high, decimals)}")
        for position, high in enumerate(edges[1:])
    ]


def _hatching(left: float, top: float) -> list[dict[str, object]]:
    """Diagonals across a cell without data: grey alone could be taken for a low value."""
    lines: list[dict[str, object]] = []
    for step in range(1, 2 * _HATCHES):
        start, end = max(0.0, step / _HATCHES - 1) * _CELL, min(1.0, step / _HATCHES) * _CELL
        corners = {"x": left + start, "x2": left + end, "y": top + end, "y2": top + start}
        lines.append({"kind": "hatch", **corners})
    return lines


def _legend(ranges: list[tuple[int, str]], across: int, down: int) -> list[dict[str, object]]:
    """Swatches with the values each shade stands for, under the cells."""
    width = across / max(len(ranges), 1)
    top, thick = down + _LEGEND_TOP / cell_height(down), _LEGEND_THICK / cell_height(down)
    return [
        {
            "kind": "legend",
            "shade": shade,
            "text": text,
            "x": position * width,
            "x2": (position + 1) * width - 1 + _CELL,
            "y": top,
            "y2": top + thick,
        }
        for position, (shade, text) in enumerate(ranges)
    ]
