"""The demo prefectures' area tree with a weight for each place: how many of the matters fall on it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

import numpy as np

from core import catalogue
from core.demo.shares import generator

LEVELS = ("prefecture", "county", "township", "village")
SETTINGS = ("any", "urban", "rural")


@dataclass(frozen=True)
class Place:
    """One row of areas_demo.csv: real codes and names of the 2023 code list."""

    code: str
    name: str
    parent_code: str | None
    level: str
    township_kind: str | None


class Places:
    """All places in the order given, parents first; positions in this order stand for places everywhere in the demo."""

    def __init__(self, places: Sequence[Place], seed: int) -> None:
        self.all = tuple(sorted(places, key=lambda place: (LEVELS.index(place.level), place.code)))
        self.at = {place.code: position for position, place in enumerate(self.all)}
        self.parent = np.array([self.at.get(place.parent_code or "", -1) for place in self.all])
        self.seed = seed
        self._above = {level: self._find_above(level) for level in LEVELS}
        self._inside: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.all)

    def level(self, level: str) -> list[int]:
        """The positions of all places of one level."""
        return [position for position, place in enumerate(self.all) if place.level == level]

    def above(self, level: str) -> np.ndarray:
        """For each place the position of the place of that level it lies in (or is), -1 where there is none."""
        return self._above[level]

    def inside(self, code: str) -> np.ndarray:
        """Which places lie in the place of that code (all False where it isn't there)."""
        if code not in self._inside:
            level = self.all[self.at[code]].level if code in self.at else None
            here = self.above(level) == self.at[code] if level else np.zeros(len(self), dtype=bool)
            self._inside[code] = here
        return self._inside[code]

    def _find_above(self, level: str) -> np.ndarray:
        found = np.full(len(self), -1)
        for position, place in enumerate(self.all):
            parent = self.parent[position]
            found[position] = position if place.level == level else found[parent] if parent >= 0 else -1
        return found

    @cached_property
    def urban(self) -> np.ndarray:
        """Which places are, or lie in, a township of an urban kind."""
        kinds = catalogue.document("demo")["places"]["urban_kinds"]
        township = self.above("township")
        return np.array([position >= 0 and self.all[position].township_kind in kinds for position in township])

    @cached_property
    def weight(self) -> np.ndarray:
        """Share of all matters on each place itself: heavy-tailed among siblings, part of it kept at each level."""
        settings = catalogue.document("demo")["places"]
        mass, kept = self._sizes(settings), np.zeros(len(self))
        has_children = np.isin(np.arange(len(self)), self.parent)
        below = np.bincount(self.parent[self.parent >= 0], mass[self.parent >= 0], minlength=len(self))
        for position, place in enumerate(self.all):
            if (parent := self.parent[position]) >= 0:
                mass[position] *= (mass[parent] - kept[parent]) / below[parent]
            kept[position] = mass[position] * (settings["own"].get(place.level, 1.0) if has_children[position] else 1.0)
        return kept / kept.sum()

    @cached_property
    def weight_by_setting(self) -> np.ndarray:
        """Settings × places: where matters of townspeople and of the countryside fall."""
        tilt = catalogue.document("demo")["places"]["urban_tilt"]
        return np.array([self.weight * np.where(self.urban, tilt[setting], 1.0) for setting in SETTINGS])

    def _sizes(self, settings: dict) -> np.ndarray:
        """The size of each place relative to its siblings; a prefecture's is the sum of its counties'."""
        counties = catalogue.document("demo")["county_weight"]
        sizes = np.ones(len(self))
        for position, place in enumerate(self.all):
            spread = settings["spread"].get(place.level, 0.0)
            sizes[position] = np.exp(generator(self.seed, "size", place.code).normal(0.0, spread))
            if place.level == "county":
                sizes[position] = counties.get(place.code, counties["default"])
            if place.level == "township" and self.urban[position]:
                sizes[position] *= settings["urban_weight"]
        for position in self.level("prefecture"):
            sizes[position] = sizes[(self.parent == position) & (self.above("county") >= 0)].sum() or 1.0
        return sizes

    def short_name(self, position: int) -> str:
        """The name without the ending of a village committee, as it stands in the names of rooms and grids."""
        name = self.all[position].name
        for ending, short in catalogue.document("demo")["places"]["short"]:
            if name.endswith(ending):
                return name.removesuffix(ending) + short
        return name


def demo_places() -> list[Place]:
    """The rows that ship with the product."""
    text = resources.files("core.demo").joinpath("areas_demo.csv").read_text(encoding="utf-8")
    return [
        Place(row["code"], row["name"], row["parent_code"] or None, row["level"], row["township_kind"] or None)
        for row in csv.DictReader(text.splitlines())
    ]
