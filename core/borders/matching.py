"""Which place a border belongs to: by its code, else by a name that only one place can mean."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.areas import Area, AreaTree

# A code of a higher level may be written out to the length of a lower one: 530700 is 5307.
_LENGTHS = (9, 6, 4, 2)


@dataclass(frozen=True)
class Feature:
    """One feature of a file: what it calls its code and name ("" for neither), and its GeoJSON geometry."""

    code: str
    name: str
    geometry: dict[str, Any]

    @property
    def called(self) -> str:
        return " ".join(filter(None, (self.code, self.name))) or "-"


@dataclass
class Placed:
    """Features by the code of their place, and those that have none."""

    placed: dict[str, Feature] = field(default_factory=dict)
    by_name: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()


def places(areas: AreaTree, features: Iterable[Feature]) -> Placed:
    """Codes go first: a name may then take only what no code has. Two features of one place leave the second out."""
    found, waiting, unplaced, by_name = Placed(), [], [], []
    for feature in features:
        area = by_code(areas, feature.code)
        if area is None:
            waiting.append(feature)
        elif area.code in found.placed:
            unplaced.append(feature.called)
        else:
            found.placed[area.code] = feature
    for feature in waiting:
        area = _by_name(areas, feature)
        if area is None or area.code in found.placed:
            unplaced.append(feature.called)
        else:
            found.placed[area.code] = feature
            by_name.append(area.code)
    found.by_name, found.unplaced = tuple(by_name), tuple(unplaced)
    return found


def by_code(areas: AreaTree, code: str) -> Area | None:
    """The place of a code, also where its end is filled up with zeros."""
    shorter = (code[:length] for length in _LENGTHS if len(code) > length and not code[length:].strip("0"))
    return next((area for text in (code, *shorter) if (area := areas.get(text)) is not None), None)


def _by_name(areas: AreaTree, feature: Feature) -> Area | None:
    """Within the place that the first digits of the code name, if they do, else anywhere; never one of several."""
    if not feature.name:
        return None
    within = next((area for length in _LENGTHS if (area := areas.get(feature.code[:length])) is not None), None)
    named = [area for area in areas.find(feature.name) if within is None or areas.contains(within.code, area.code)]
    return named[0] if len(named) == 1 else None
