"""Making borders fit to be drawn: valid, wound as Vega expects, and thinned so that neighbours still meet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from core.areas import AreaTree

# Corners of all places that are drawn together: a browser redraws this many at once without a pause.
MOST_POINTS = 6000
# Degrees: about 20 m, doubled until a map is small enough.
_FIRST_TOLERANCE = 0.0002
_COARSEST = 0.2
_DECIMALS = 5


@dataclass(frozen=True)
class Shape:
    """A GeoJSON geometry and the number of its corners."""

    geometry: dict[str, Any]
    points: int


@dataclass
class Drawn:
    """The borders by place, and those that had to be mended or hold no area."""

    drawn: dict[str, Shape] = field(default_factory=dict)
    repaired: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    points_before: int = 0


def shapes(geometries: Mapping[str, dict[str, Any]], areas: AreaTree, progress: Callable[[int, int], None]) -> Drawn:
    """The borders of the places of these codes; places of one level are thinned together, so that no gap opens."""
    result, repaired, broken = Drawn(), [], []
    levels: dict[str, dict[str, BaseGeometry]] = {}
    for code, geometry in geometries.items():
        read = _read(geometry)
        area = _surface(read) if read is not None else None
        if read is None or area is None:
            broken.append(code)
            continue
        if not read.is_valid:
            repaired.append(code)
        result.points_before += int(shapely.get_num_coordinates(read))
        levels.setdefault(areas[code].level, {})[code] = area
    for done, together in enumerate(levels.values()):
        progress(done, len(levels))
        for code, area in _thinned(together, areas).items():
            geometry = _written(area)
            result.drawn[code] = Shape(geometry, int(shapely.get_num_coordinates(area)))
    result.repaired, result.broken = tuple(repaired), tuple(broken)
    return result


def _read(geometry: Any) -> BaseGeometry | None:
    """The geometry, if it is one and its numbers are degrees."""
    try:
        read = shape(geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None
    if read.is_empty:
        return None
    west, south, east, north = read.bounds
    return read if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None


def _surface(geometry: BaseGeometry) -> BaseGeometry | None:
    """Its polygons, mended; None where it has no area."""
    valid = geometry if geometry.is_valid else shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(valid) if isinstance(part, Polygon) and part.area > 0]
    return None if not parts else parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _thinned(together: Mapping[str, BaseGeometry], areas: AreaTree) -> dict[str, BaseGeometry]:
    """As coarse as it has to be for the largest map among them to fit."""
    codes, thin = list(together), list(together.values())
    tolerance = _FIRST_TOLERANCE
    while _largest_map(codes, thin, areas) > MOST_POINTS and tolerance <= _COARSEST:
        # As one coverage: a border that two places share is thinned once.
        thin = list(shapely.coverage_simplify(list(together.values()), tolerance))
        tolerance *= 2
    kept = ((code, _surface(area) or together[code]) for code, area in zip(codes, thin, strict=True))
    return dict(kept)


def _largest_map(codes: Sequence[str], thin: Sequence[BaseGeometry], areas: AreaTree) -> int:
    sums: dict[str | None, int] = {}
    for code, area in zip(codes, thin, strict=True):
        parent = areas[code].parent_code
        sums[parent] = sums.get(parent, 0) + int(shapely.get_num_coordinates(area))
    return max(sums.values())


def _written(area: BaseGeometry) -> dict[str, Any]:
    """GeoJSON with outer rings clockwise: Vega takes what lies to the right of a ring for its inside."""
    polygons = area.geoms if isinstance(area, MultiPolygon) else [area]
    wound = [orient(polygon, sign=-1.0) for polygon in polygons if isinstance(polygon, Polygon)]
    rings = [[_ring(ring) for ring in mapping(polygon)["coordinates"]] for polygon in wound]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def _ring(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[round(point[0], _DECIMALS), round(point[1], _DECIMALS)] for point in ring]
