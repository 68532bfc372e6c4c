"""Borders of places as polygons: the centre's own file (or the optional package) in, what the board draws out."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from core import audit, clock
from core.access import Person
from core.areas import Area, AreaTree
from core.borders import matching, shaping
from core.borders.matching import Feature
from db.models import Border, BorderMap
from db.queries import borders
from db.session import Records


class NoBorders(ValueError):
    """Nothing of a file could be taken in; `reason` is its code (catalogue: borders.refused)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason)


@dataclass(frozen=True)
class Outcome:
    """What became of a file: how many places have a border now, and the misses both ways."""

    taken: tuple[str, ...]
    by_name: tuple[str, ...]
    """Of those taken, the places found by their name only."""
    unplaced: tuple[str, ...]
    """Features that belong to no known place, or to more than one, as the file calls them."""
    broken: tuple[str, ...]
    """Features without an area to draw, as the file calls them."""
    repaired: tuple[str, ...]
    without: tuple[Area, ...]
    """Places that still have none, of the levels and parents of which some have."""
    points_before: int
    points: int


@dataclass(frozen=True, eq=False)
class Shapes:
    """The borders of some places, ready to be drawn: GeoJSON features that carry their `code`.

    Two of them are never equal, so that one can be part of a cache's key.
    """

    features: tuple[dict[str, Any], ...]
    approvals: tuple[str | None, ...]
    """Of each map that they come from: its approval number, None for a sketch."""

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(feature["code"] for feature in self.features)


def take_in(
    records: Records,
    areas: AreaTree,
    features: Sequence[Feature],
    *,
    origin: str,
    approval: str | None,
    by: Person,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Finds each feature's place, mends and thins its border, and keeps it instead of what the place had before.

    Raises NoBorders where not one feature has a place and an area.
    """
    found = matching.places(areas, features)
    shapes = shaping.shapes({code: feature.geometry for code, feature in found.placed.items()}, areas, progress)
    if not shapes.drawn:
        raise NoBorders("no_place" if not found.placed else "no_area")
    with records.writing() as session:
        borders.forget(session, shapes.drawn)
        kept = BorderMap(origin=origin[:120], approval=approval or None, imported_at=clock.now())
        kept.borders = [
            Border(area_code=code, geometry=json.dumps(shape.geometry, separators=(",", ":")), points=shape.points)
            for code, shape in shapes.drawn.items()
        ]
        session.add(kept)
        told = f"{len(shapes.drawn)} {approval or ''}".strip()
        audit.append(session, action="import_map", object_kind="border_map", object_key=origin, by=by, detail=told)
    known = set(_codes(records))
    return Outcome(
        taken=tuple(shapes.drawn),
        by_name=tuple(code for code in found.by_name if code in shapes.drawn),
        unplaced=found.unplaced,
        broken=tuple(found.placed[code].called for code in shapes.broken),
        repaired=shapes.repaired,
        without=tuple(_without(areas, known)),
        points_before=shapes.points_before,
        points=sum(shape.points for shape in shapes.drawn.values()),
    )


def remove(records: Records, *, by: Person) -> int:
    """Forgets all borders, and says how many there were."""
    with records.writing() as session:
        count = borders.forget_all(session)
        audit.append(session, action="remove_map", object_kind="border_map", object_key="*", by=by, detail=str(count))
    return count


def state(records: Records) -> datetime | None:
    """When the newest map came in: other borders, another state; None without any."""
    with records.reading() as session:
        return borders.latest(session)


def of(records: Records, codes: Iterable[str]) -> Shapes:
    """The borders of those of these places that have one."""
    with records.reading() as session:
        rows = borders.of(session, sorted(codes))
    features = ({"type": "Feature", "code": row.area_code, "geometry": json.loads(row.geometry)} for row in rows)
    approvals = sorted({row.approval for row in rows}, key=lambda approval: approval or "")
    return Shapes(tuple(features), tuple(approvals))


def _codes(records: Records) -> list[str]:
    with records.reading() as session:
        return borders.codes(session)


def _without(areas: AreaTree, known: set[str]) -> Iterable[Area]:
    """A map of a place is drawn of the places directly in it: where some have borders, all should."""
    parents = {area.parent_code for code in known if (area := areas.get(code)) and area.parent_code}
    for parent in sorted(parents):
        yield from (area for area in areas.children(parent) if area.code not in known)
