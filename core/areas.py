"""The area tree: which place lies in which, read once per data version and shared by everyone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from core import catalogue, clock
from db.models.area import LEVELS, ROOT_CODE
from db.queries import areas as area_queries
from db.session import Records


@dataclass(frozen=True)
class Area:
    """One place as it is today: code, Chinese name, level, the code of the place it lies in, kind of township."""

    code: str
    name: str
    level: str
    parent_code: str | None
    township_kind: str | None = None


class AreaTree:
    """All places that are valid, under one root."""

    def __init__(self, areas: Iterable[Area], former: Mapping[str, str] | None = None) -> None:
        self._areas = {area.code: area for area in areas}
        self._former = former or {}
        self._children: dict[str, list[Area]] = {}
        for area in self._areas.values():
            if area.parent_code is not None:
                self._children.setdefault(area.parent_code, []).append(area)
        for places in self._children.values():
            places.sort(key=lambda area: area.code)

    def __contains__(self, code: object) -> bool:
        return code in self._areas

    def __getitem__(self, code: str) -> Area:
        return self._areas[code]

    def __iter__(self) -> Iterator[Area]:
        return iter(self._areas.values())

    def __len__(self) -> int:
        return len(self._areas)

    def get(self, code: str | None) -> Area | None:
        return self._areas.get(code) if code else None

    def name(self, code: str) -> str | None:
        """What a place is or, marked as such, was called; None for a code that no place ever had."""
        if (area := self.get(code)) is not None:
            return area.name
        return catalogue.say("areas.former", name=self._former[code]) if code in self._former else None

    def children(self, code: str) -> list[Area]:
        """The places directly below, in the order of their codes."""
        return list(self._children.get(code, ()))

    def path(self, code: str) -> list[Area]:
        """From the root down to the place itself."""
        steps: list[Area] = []
        area = self.get(code)
        while area is not None:
            steps.append(area)
            area = self.get(area.parent_code)
        return steps[::-1]

    def contains(self, outer: str, inner: str) -> bool:
        """Whether `inner` is `outer` or lies in it; walks the tree, so 3301 never holds 33010."""
        return any(step.code == outer for step in self.path(inner))

    def outermost(self, codes: Iterable[str]) -> tuple[Area, ...]:
        """The places of `codes` that lie in no other of them."""
        chosen = tuple(codes)
        return tuple(
            self[code] for code in chosen if not any(other != code and self.contains(other, code) for other in chosen)
        )

    def below(self, code: str) -> Iterator[Area]:
        """The place and all that lies in it."""
        # Every page walks some thousands of places: a stack of them costs a fifth of generators within generators.
        waiting = [area] if (area := self.get(code)) is not None else []
        while waiting:
            yield (area := waiting.pop())
            waiting += reversed(self._children.get(area.code, ()))

    def level_below(self, code: str) -> str | None:
        """The level of the places directly below (places differ in depth); None at the bottom."""
        levels = {child.level for child in self.children(code)}
        return min(levels, key=LEVELS.index) if levels else None

    def find(self, text: str) -> list[Area]:
        """The place with that code, else all with that name (with or without the ending for its kind)."""
        if (area := self.get(text)) is not None:
            return [area]
        exact = [area for area in self if area.name == text]
        return exact or [area for area in self if len(text) > 1 and area.name.startswith(text)]


def load(records: Records, on: date | None = None) -> AreaTree:
    """The tree as it is on a day, today unless said."""
    day = on or clock.today()
    with records.reading() as session:
        return AreaTree((Area(*row) for row in area_queries.present(session, day)), area_queries.former(session, day))


__all__ = ["ROOT_CODE", "Area", "AreaTree", "load"]
