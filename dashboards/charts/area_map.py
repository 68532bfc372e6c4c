"""Where it happens, on imported borders: one shape a place, shaded by how much, named where there is room."""

import altair as alt
import pandas as pd
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.borders import Shapes
from dashboards.charts import Table, picking
from dashboards.charts.shading import colour, shaded
from dashboards.charts.tile_grid import tips
from dashboards.charts.tile_table import written
from dashboards.theme import LABEL_SIZE, Theme

HEIGHT = 350
_LEGEND = 30
# The width that a map has at least: names are left out where they would meet at this size.
_NARROWEST = 460
_SWATCH = 14
_LEGEND_LINE = 22
Box = tuple[float, float, float, float]


def map_table(
    places: pd.DataFrame,
    shapes: Shapes,
    tone: str = "amount",
    *,
    decimals: int = 0,
    unit: str = "",
    size: tuple[float, float] = (_NARROWEST, HEIGHT),
) -> pd.DataFrame:
    """Rows of places that have a border (`kind` "place"), with the point where each is named, and of the legend.

    `places` as `tile_table` takes them; `size` is the width that the map has at least, and its height. A legend's x and
    y are pixels from the upper left; as many of its ranges stand in a line as fit.
    """
    drawn = written(places[places["code"].isin(shapes.codes)], tone, decimals=decimals, unit=unit)
    shades, ranges = shaded(list(drawn["shown"]), tone, decimals=min(decimals, 1), unit=unit)
    points = _points(shapes)
    cells = drawn.assign(
        kind="place",
        shade=shades,
        lon=[points[code][0] for code in drawn["code"]],
        lat=[points[code][1] for code in drawn["code"]],
        label="",
        x=float("nan"),
        y=float("nan"),
    ).reset_index(drop=True)
    each = _SWATCH + 14.0 + 8.5 * max((len(text) for _, text in ranges), default=0)
    across = max(1, int(size[0] // each))
    lines = -(-len(ranges) // across)
    for row in _named(cells, shapes, (size[0], size[1] - _LEGEND * lines)):
        cells.loc[row, "label"] = f"{cells.loc[row, 'name']}\n{cells.loc[row, 'text']}"
    legend = [
        {"kind": "legend", "shade": shade, "text": text, "x": float(x), "y": float(y)}
        for (shade, text), (x, y) in zip(ranges, _swatches(len(ranges), across, each, size[1]), strict=True)
    ]
    if not legend:
        return cells
    legend.append({"kind": "foot"} | _below(shapes, (size[1] - _LEGEND_LINE * lines) / size[1]))
    return pd.concat([cells, pd.DataFrame(legend, columns=cells.columns)], ignore_index=True)


def area_map(data: Table, theme: Theme, *, shapes: Shapes, tone: str = "amount") -> alt.LayerChart:
    """The places of `shapes`; a click picks one's `code`. Rows as `map_table` makes them."""
    picked = picking()
    features = alt.InlineData(values=list(shapes.features))
    outlines = alt.LookupData(data=features, key="code", fields=["type", "geometry"])
    land = (
        _only("place")
        .transform_lookup(lookup="code", from_=outlines)
        .mark_geoshape(stroke=theme.hatch, strokeWidth=1, cursor="pointer")
        .encode(colour(theme, tone), alt.Description("spoken", type="nominal"), tooltip=tips())
        .add_params(picked)
    )
    longitude, latitude = alt.Longitude("lon", type="quantitative"), alt.Latitude("lat", type="quantitative")
    halo = {"lineBreak": "\n", "lineHeight": 17, "baseline": "middle"}
    text = alt.Text("label", type="nominal")
    rim = _only("place").mark_text(fontSize=14, stroke=theme.card, strokeWidth=4, **halo)
    names = _only("place").mark_text(fontSize=14, color=theme.text, **halo)
    foot = _only("foot").mark_point(opacity=0, aria=False).encode(longitude, latitude)
    layers = [
        land,
        foot,
        rim.encode(longitude, latitude, text),
        names.encode(longitude, latitude, text),
        *_legend(theme, tone),
    ]
    chart = alt.LayerChart(layer=layers, data=data, height=HEIGHT, width="container")
    return chart.project(type="mercator").resolve_scale(color="shared", x="independent", y="independent")


def _legend(theme: Theme, tone: str) -> list[alt.Chart]:
    """Swatches under the land, in pixels: a map's own scales are degrees."""
    x = alt.X("x", type="quantitative", scale=None, axis=None)
    y = alt.Y("y", type="quantitative", scale=None, axis=None)
    swatch = _only("legend").mark_square(size=_SWATCH * _SWATCH, opacity=1, xOffset=_SWATCH / 2)
    words = _only("legend").mark_text(align="left", dx=_SWATCH + 5, fontSize=LABEL_SIZE, color=theme.muted)
    return [swatch.encode(x, y, colour(theme, tone)), words.encode(x, y, alt.Text("text", type="nominal"))]


def _below(shapes: Shapes, share: float) -> dict[str, float]:
    """A point so far south of the land that a picture fitted to both leaves the legend its room."""
    west, south, east, north = shapely.total_bounds(list(_outlines(shapes).values()))
    return {"lon": (west + east) / 2, "lat": south - (north - south) * (1 - share) / share}


def _swatches(count: int, across: int, each: float, height: float) -> list[tuple[float, float]]:
    """Where the legend's swatches stand: line under line, the last at the foot."""
    lines = -(-count // across)
    return [(at % across * each, height - 12 - (lines - 1 - at // across) * _LEGEND_LINE) for at in range(count)]


def _only(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.FieldEqualPredicate(field="kind", equal=kind))


def _points(shapes: Shapes) -> dict[str, tuple[float, float]]:
    """A point well inside each place, where it is named."""
    found = {code: area.representative_point() for code, area in _outlines(shapes).items()}
    return {code: (point.x, point.y) for code, point in found.items()}


def _outlines(shapes: Shapes) -> dict[str, BaseGeometry]:
    return {feature["code"]: shape(feature["geometry"]) for feature in shapes.features}


def _named(cells: pd.DataFrame, shapes: Shapes, room: tuple[float, float]) -> list[int]:
    """The rows whose names fit: those of the largest places first, and none across another's."""
    outlines = _outlines(shapes)
    west, south, east, north = shapely.total_bounds(list(outlines.values()))
    # Pixels a degree, as if a degree were as long both ways: near enough to keep words apart.
    scale = min(room[0] / max(east - west, 1e-6), room[1] / max(north - south, 1e-6))
    taken: list[Box] = []
    kept = []
    places = cells.to_dict("records")
    for row in sorted(range(len(places)), key=lambda row: -outlines[places[row]["code"]].area):
        place = places[row]
        half = max(len(place["name"]), len(place["text"]) / 1.8) * 7.0
        x, y = (place["lon"] - west) * scale, (place["lat"] - south) * scale
        box = (x - half, y - 18, x + half, y + 18)
        if not any(_meet(box, other) for other in taken):
            taken.append(box)
            kept.append(row)
    return kept


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
