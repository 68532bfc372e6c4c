"""Who belongs to which peer group of a scheme, and in which months: late joiners and changed areas by validity."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from core.periods import unit_end
from core.scoring.scheme import Group, Scheme
from core.scoring.snapshot import Body
from db.queries import scoring
from db.queries.scoring import Place
from db.session import Session

AREA, UNIT = "area", "unit"


def found(session: Session, scheme: Scheme, months: Sequence[date]) -> tuple[Body, ...]:
    """All bodies of all groups, in the order of the groups; none where the scheme's place doesn't exist."""
    tree = _Tree(scoring.places(session), scheme.area)
    units = [unit for unit in scoring.units(session) if tree.holds(unit.area_id)]
    bodies: list[Body] = []
    for group in scheme.group:
        if group.members.unit_class is None:
            bodies += _areas(group, tree, months)
            continue
        for unit in units:
            fits = not group.members.units or unit.kind in group.members.units
            if unit.unit_class == group.members.unit_class and fits and tree.level(unit.area_id) == group.members.level:
                bodies.append(Body(f"{UNIT}:{unit.code}", unit.name, group.key, tuple(months)))
    return tuple(bodies)


def code_of(body: str) -> str:
    """The code of a body's area or unit, from its key."""
    return body.partition(":")[2]


def is_area(body: str) -> bool:
    return body.startswith(f"{AREA}:")


class _Tree:
    """The places of the scheme's area, each validity of a place by itself."""

    def __init__(self, places: Sequence[Place], area: str) -> None:
        self._places = {place.id: place for place in places}
        self._roots = {place.id for place in places if place.code == area}

    def holds(self, place: int | None) -> bool:
        while place is not None and place in self._places:
            if place in self._roots:
                return True
            place = self._places[place].parent_id
        return False

    def level(self, place: int) -> str:
        return self._places[place].level

    def inside(self) -> Iterator[Place]:
        return (place for place in self._places.values() if self.holds(place.id))


def _areas(group: Group, tree: _Tree, months: Sequence[date]) -> Iterator[Body]:
    """A code that was another place's name or kind before is one body: its months come together."""
    there: dict[str, list[date]] = defaultdict(list)
    called: dict[str, str] = {}
    for place in sorted(tree.inside(), key=lambda place: place.valid_from):
        fits = not group.members.kinds or place.township_kind in group.members.kinds
        if place.level != group.members.level or not fits:
            continue
        if present := [month for month in months if _is_valid(place, unit_end(month, "month"))]:
            there[place.code] += present
            called[place.code] = place.name
    for code, present in sorted(there.items()):
        yield Body(f"{AREA}:{code}", called[code], group.key, tuple(sorted(set(present))))


def _is_valid(place: Place, day: date) -> bool:
    return place.valid_from <= day and (place.valid_to is None or place.valid_to > day)
