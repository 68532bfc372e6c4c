"""The rows behind the tile grid: where each place stands, how dark it is, the hatching and the legend."""

from math import isnan, sqrt

import pandas as pd

from core import catalogue, numbers
from core.scope import UNKNOWN
from dashboards.charts.shading import NO_DATA, shaded

LEGEND_HEIGHT = 34
# What is written of a value under each measure, and what a tooltip says besides.
WRITTEN = ["name", "value_text", "previous_text", "change_text", "spoken"]
_CELL = 0.96
# So few places stand side by side, without a hole in a second row.
_ONE_ROW = 3
_HATCHES = 5
_LINE = 6
_LEGEND_TOP, _LEGEND_THICK = 8, 7


def columns(places: int) -> int:
    """How many cells stand side by side so that `places` cells fill a block wider than high."""
    return max(1, places if places <= _ONE_ROW else min(8, round(sqrt(places * 1.3))))


def rows(places: int) -> int:
    return max(1, -(-places // columns(places)))


def cell_height(down: int) -> int:
    """Pixels: few rows are drawn tall, many stay readable."""
    return 260 if down == 1 else max(74, min(150, 340 // down))


def longest(places: pd.DataFrame) -> int:
    """How many characters the longest line of a name has: the narrower the cell, the smaller they are written."""
    lines = [len(line) for name in places["name"] for line in _in_lines(str(name)).split("\n")]
    return max([_LINE - 2, *lines])


def written(places: pd.DataFrame, tone: str, *, decimals: int = 0, unit: str = "") -> pd.DataFrame:
    """Adds to places (code, name, value, previous, change in `change_unit`) what is shaded and what is written.

    `shown` is the number that decides the shade, `text` how it reads in its cell: of tone "change" the change, else the
    value.
    """
    by_change = tone == "change"
    pairs = zip(places["change"], places["change_unit"], strict=True)
    changes = [numbers.change(change, kind or numbers.PERCENT) for change, kind in pairs]
    in_full = [_with_unit(value, decimals, unit) for value in places["value"]]
    return places.assign(
        shown=places["change"] if by_change else places["value"],
        # Where a percentage would say nothing, the cell tells how many more or fewer.
        text=[
            numbers.difference(more) if numbers.absent(was) and not numbers.absent(more) else _arrow(change)
            for change, was, more in zip(changes, places["change"], places["difference"], strict=True)
        ]
        if by_change
        else [_briefly(value, decimals, unit) for value in places["value"]],
        value_text=in_full,
        previous_text=[_with_unit(value, decimals, unit) for value in places["previous"]],
        change_text=changes,
        spoken=[
            f"{name} {catalogue.say('charts.no_data') if numbers.absent(value) else said}"
            for name, value, said in zip(places["name"], places["value"], in_full, strict=True)
        ],
    )


def tile_table(places: pd.DataFrame, tone: str = "amount", *, decimals: int = 0, unit: str = "") -> pd.DataFrame:
    """Cells, hatching and legend as rows of one table (`kind`), in grid units from the upper left.

    `places` has code, name, value (NaN: no data), previous, change and change_unit, in the order of the tree; `tone` as
    the theme's steps.
    """
    across, down = columns(len(places)), rows(len(places))
    places = written(places, tone, decimals=decimals, unit=unit)
    shades, ranges = shaded(list(places["shown"]), tone, decimals=min(decimals, 1), unit=unit)
    corners = [(float(position % across), float(position // across)) for position in range(len(places))]
    cells = places.assign(
        kind="cell",
        shade=shades,
        x=[x for x, _ in corners],
        x2=[x + _CELL for x, _ in corners],
        y=[y for _, y in corners],
        y2=[y + _CELL for _, y in corners],
        label=[_in_lines(name) for name in places["name"]],
        name=[_told(code, name) for code, name in zip(places["code"], places["name"], strict=True)],
    )
    gaps = [corner for corner, shade in zip(corners, shades, strict=True) if shade == NO_DATA]
    extra = [line for corner in gaps for line in _hatching(*corner)] + _legend(ranges, across, down)
    return pd.concat([cells, pd.DataFrame(extra, columns=cells.columns)], ignore_index=True) if extra else cells


def _told(code: str, name: str) -> str:
    """What a tooltip calls the place; of what lies at none, why a click on it leads nowhere."""
    return catalogue.say("charts.unplaced", name=name) if code == UNKNOWN else name


def _with_unit(value: float, decimals: int, unit: str) -> str:
    return numbers.full(value, decimals) + ("" if numbers.absent(value) else unit)


def _briefly(value: float, decimals: int, unit: str) -> str:
    """In a cell there is room for one decimal."""
    return numbers.short(value, min(decimals, 1)) + ("" if isnan(value) else unit)


def _arrow(change: str) -> str:
    marks = {"+": "\N{BLACK UP-POINTING TRIANGLE}", numbers.MINUS: "\N{BLACK DOWN-POINTING TRIANGLE}"}
    return marks.get(change[0], "") + change.lstrip("+" + numbers.MINUS)


def _in_lines(name: str) -> str:
    """A long official name in two or three lines, never cut short."""
    if len(name) <= _LINE:
        return name
    place = name.find(catalogue.say("charts.break_before"))
    if 0 < place <= _LINE:
        return f"{name[:place]}\n{name[place:]}"
    lines = -(-len(name) // _LINE)
    length = -(-len(name) // lines)
    return "\n".join(name[start : start + length] for start in range(0, len(name), length))


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
