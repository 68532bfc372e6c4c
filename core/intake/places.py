"""Finding the area that a row names: by code within its code system, by name within its parent, by alias."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from core import catalogue
from core.intake.cells import code as as_code
from core.intake.cells import plain
from db.models.area import LEVELS, ROOT_CODE
from db.queries import intake as queries
from db.session import Session

BY_NAME = "name"


@dataclass(slots=True)
class Place:
    """One area as stored; `id` 0 while it is still to be written."""

    id: int
    code: str
    code_system: str
    name: str
    level: str
    township_kind: str | None
    parent: "Place | None"
    valid_from: date
    valid_to: date | None = None

    def within(self, outer: "Place") -> bool:
        place: Place | None = self
        while place is not None and place is not outer:
            place = place.parent
        return place is not None

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Match:
    """The deepest area found, and how many of the given codes or names (from the top) led there."""

    place: Place | None
    steps: int = 0
    ambiguous: bool = False


class Places:
    """All areas in memory, indexed by code and name; `system` is the source whose aliases count besides plain names."""

    def __init__(self, session: Session, system: str) -> None:
        self.system = system
        self.by_id: dict[int, Place] = {}
        self._codes: dict[tuple[str, str], list[Place]] = {}
        self._any_system: dict[str, list[Place]] = {}
        self._names: dict[str, list[Place]] = {}
        self._forms: dict[str, list[Place]] = {}
        self.aliases: dict[tuple[str, str], list[Place]] = {}
        rows = queries.areas(session)
        for id_, code, code_system, name, level, kind, _parent, start, end in rows:
            self.by_id[id_] = Place(id_, code, code_system, name, level, kind, None, start, end)
        for row in rows:
            self.by_id[row.id].parent = self.by_id.get(row.parent_id) if row.parent_id else None
            self.index(self.by_id[row.id])
        for alias_system, alias, area_id in queries.area_aliases(session, (system, BY_NAME)):
            self.aliases.setdefault((alias_system, alias), []).append(self.by_id[area_id])
        self.root = next(place for place in self.by_id.values() if place.code == ROOT_CODE)

    def index(self, place: Place) -> None:
        if place.level == LEVELS[-1]:
            for form in _forms(plain(place.name)):
                self._forms.setdefault(form, []).append(place)
        self._codes.setdefault((place.code_system, place.code), []).append(place)
        self._any_system.setdefault(place.code, []).append(place)
        self._names.setdefault(plain(place.name), []).append(place)

    def by_code(self, code_system: str, code: str, on: date | None = None) -> Place | None:
        """The area of that code, as valid on the day (else its latest version), or the source's alias for it."""
        code = as_code(code)
        versions = self._codes.get((code_system, code)) or self.aliases.get((self.system, code)) or []
        valid = [place for place in versions if on is None or place.valid_on(on)]
        return (valid or versions or [None])[-1]

    def versions(self, code: str) -> list[Place]:
        """All rows of that code in any code system."""
        return self._any_system.get(as_code(code), [])

    def by_name(self, name: str, outer: Place | None) -> list[Place]:
        """The areas so called, directly or as an alias, else behind the name of one above; those nearest to `outer`.

        Where none is, villages are known without the words for their committee, too.
        """
        written = plain(name)
        return self._called(written, outer) or self._committee(written, outer) or self._behind(written, outer)

    def _called(self, written: str, outer: Place | None) -> list[Place]:
        named = [
            *self._names.get(written, ()),
            *self.aliases.get((BY_NAME, written), ()),
            *self.aliases.get((self.system, written), ()),
        ]
        return _nearest(named, outer)

    def _committee(self, written: str, outer: Place | None) -> list[Place]:
        return _nearest([place for form in _forms(written) for place in self._forms.get(form, ())], outer)

    def _behind(self, written: str, outer: Place | None) -> list[Place]:
        """The areas of a name that begins with that of an area above them, as people write county and township."""
        found = {
            id(place): place
            for cut in range(2, len(written) - 1)
            for above in self._called(written[:cut], outer)
            for place in self.by_name(written[cut:], above)
        }
        return list(found.values())

    def walk(self, steps: Sequence[tuple[str, str, str]], on: date | None = None) -> Match:
        """From the top down through (code system, code, name), as deep as the tree knows the way."""
        here: Place | None = None
        for number, (code_system, code, name) in enumerate(steps):
            found = self.by_code(code_system, code, on) if code else None
            named = self.by_name(name, here) if found is None and name else []
            if found is None and len(named) != 1:
                return Match(here, number, len(named) > 1)
            here = found or named[0]
        return Match(here, len(steps))


def _nearest(named: Sequence[Place], outer: Place | None) -> list[Place]:
    """Those of today's places that lie within `outer`, on the highest level on which there are any."""
    inside = {
        id(place): place
        for place in named
        if place.valid_to is None and (outer is None or (place is not outer and place.within(outer)))
    }
    nearest = min((LEVELS.index(place.level) for place in inside.values()), default=0)
    return [place for place in inside.values() if LEVELS.index(place.level) == nearest]


def _forms(written: str) -> set[str]:
    """What a village is called with and without the words for its committee."""
    for ending, kind in _committees().items():
        stem = written.removesuffix(ending)
        if len(stem) > 1 and stem != written:
            return {written, stem, stem.removesuffix(kind) + kind}
    return {written}


@cache
def _committees() -> dict[str, str]:
    """By the words for a committee, the word for the place that it is of."""
    return {
        ending: catalogue.say(f"intake.committee.{kind}_kind")
        for kind in ("village", "community")
        for ending in catalogue.say(f"intake.committee.{kind}").split()
    }
