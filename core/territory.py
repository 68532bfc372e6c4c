"""Where what was recorded of a place lies in today's borders: renamed, recoded, merged and split places followed up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from db.models.area import ROOT_CODE
from db.queries import territory as queries
from db.queries.durations import Wait
from db.queries.figures import EXACTLY, Answer
from db.read_model.model import Reading
from db.read_model.tables import AREA_LEVELS

Path = tuple[str | None, ...]
"""The codes of a place and those it lies in, by AREA_LEVELS."""
Row = TypeVar("Row", Answer, Wait)


class Territory:
    """All places that ever were, each with the place that it is (or is part of) on `day`.

    A place with one successor is that one. One that was split is what all its parts have in common, the place above
    them: nobody knows in which part a matter of the whole lay. What lay in its villages goes with these.
    """

    def __init__(self, places: Iterable[Any], successions: Iterable[Any], day: date) -> None:
        self._places = {place.area_id: place for place in places}
        self._day = day
        self._after: dict[int, list[int]] = {}
        for row in successions:
            if row.happened_on <= day:
                self._after.setdefault(row.predecessor_id, []).append(row.successor_id)
        self._lines: dict[int, tuple[int, ...]] = {}

    def subtrees(self, areas: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The places, as they were, that lie in today's `areas` (level, code); parts of one are told one by one."""
        if any(code == ROOT_CODE for _, code in areas):
            return tuple(areas)
        wanted = set(areas)
        inside = {key for key in self._places if wanted & {(self._level(at), self._code(at)) for at in self.line(key)}}
        return tuple(sorted({pair for top in self._tops for pair in self._within(top, inside)}))

    def path(self, recorded: Path) -> Path:
        """The codes today of what was recorded under `recorded`."""
        return self._paths.get(recorded, recorded)

    def regrouped(self, rows: Iterable[Row], columns: Sequence[str]) -> list[Row]:
        """Rows grouped by all levels (first) and the other dimensions, by today's places at the levels of `columns`."""
        width = len(AREA_LEVELS)
        found: list[Row] = []
        for row in rows:
            today = dict(zip(AREA_LEVELS, self.path(row.keys[:width]), strict=True))
            others = iter(row.keys[width:])
            keys = tuple(today[name] if name in AREA_LEVELS else next(others) for name in columns)
            found.append(row._replace(keys=keys))
        return found

    def merged(self) -> Mapping[str, list[str]]:
        """By code of a place of today, the places that became it as a whole."""
        found: dict[str, list[str]] = {}
        for key, after in self._after.items():
            if len(after) == 1 and self._code(key) != (code := self._code(self.current(key))):
                found.setdefault(code, []).append(self._code(key))
        return found

    def current(self, key: int, seen: frozenset[int] = frozenset()) -> int:
        """The place that another one is today."""
        if key in seen:
            return key
        place, seen = self._places[key], seen | {key}
        ended = place.ends_on is not None and place.ends_on <= self._day
        parts = {self.current(after, seen) for after in self._after.get(key, ())} | (set() if ended else {key})
        if len(parts) == 1:
            return parts.pop()
        if parts:
            lines = [self.line(part) for part in parts]
            return [step for step, *others in zip(*lines, strict=False) if all(step == other for other in others)][-1]
        return key if place.parent_id is None else self.current(place.parent_id, seen)

    def line(self, key: int) -> tuple[int, ...]:
        """From the root to the place that `key` is today."""
        if key not in self._lines:
            at = self.current(key)
            above = self._places[at].parent_id
            self._lines[key] = (*(self.line(above) if above is not None else ()), at)
        return self._lines[key]

    @cached_property
    def _paths(self) -> dict[Path, Path]:
        # Of two places under the same codes the later one counts.
        ordered = sorted(self._places.values(), key=lambda place: place.begins_on)
        return {tuple(getattr(place, level) for level in AREA_LEVELS): self._today(place.area_id) for place in ordered}

    def _today(self, key: int) -> Path:
        codes = {self._level(step): self._code(step) for step in self.line(key)}
        return tuple(codes.get(level) for level in AREA_LEVELS)

    def _within(self, key: int, inside: set[int]) -> Iterator[tuple[str, str]]:
        """The place as a whole where all of it is inside, else itself and what of it is."""
        children = self._children.get(key, ())
        if key in inside and all(below in inside for below in self._below(key)):
            yield self._level(key), self._code(key)
            return
        if key in inside:
            yield EXACTLY + self._level(key), self._code(key)
        for child in children:
            yield from self._within(child, inside)

    def _below(self, key: int) -> Iterator[int]:
        for child in self._children.get(key, ()):
            yield child
            yield from self._below(child)

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for key, place in self._places.items():
            if place.parent_id is not None:
                found.setdefault(place.parent_id, []).append(key)
        return found

    @property
    def _tops(self) -> list[int]:
        """The places directly under the root: the root itself is told of by its own code only."""
        roots = [key for key, place in self._places.items() if place.parent_id is None]
        return [child for root in roots for child in self._children.get(root, ())]

    def _level(self, key: int) -> str:
        return self._places[key].level

    def _code(self, key: int) -> str:
        return self._places[key].code


def of(model: Reading, day: date) -> Territory:
    """The territory of a day as the model knows it, made once a version and day."""
    return _of(model, model.version, day)


@lru_cache(maxsize=4)
def _of(model: Reading, _version: object, day: date) -> Territory:
    return Territory(queries.places(model), queries.successions(model), day)
