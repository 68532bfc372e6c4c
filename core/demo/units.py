"""The member units of the demo: bodies of each prefecture and county, and the centre of each township and village."""

from dataclasses import dataclass

import numpy as np

from core import catalogue
from core.demo.kinds import columns as kind_columns
from core.demo.kinds import kinds
from core.demo.matters import Matters
from core.demo.places import Places
from core.demo.shares import generator
from db.models.matter import SEVERITIES
from db.read_model.tables import AREA_LEVELS

NEAR = ("township", "village")
"""Where there is a centre and no other body."""
OWN = "centre"
"""The kind of the body that takes everything in and handles what no other body must."""


@dataclass(frozen=True)
class Unit:
    """One body: a real office's kind of name at a real place, with an invented state of its data link."""

    code: str
    name: str
    kind: str
    unit_class: str
    place: int
    connected: bool
    hours_since_data: float


class Units:
    """All bodies, with the nearest one of each kind for every place."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.all = [unit for level in AREA_LEVELS for unit in _of_level(level, places)]
        self.unit_kinds = tuple(catalogue.code_labels("unit_kind"))
        self.nearest = self._nearest()

    def _nearest(self) -> np.ndarray:
        """Unit kinds × places: the unit of that kind at the place or the closest place above, -1 where none is."""
        nearest = np.full((len(self.unit_kinds), len(self.places)), -1)
        own = {(self.unit_kinds.index(unit.kind), unit.place): at for at, unit in enumerate(self.all)}
        for place, parent in enumerate(self.places.parent):
            if parent >= 0:
                nearest[:, place] = nearest[:, parent]
            for kind in range(len(self.unit_kinds)):
                nearest[kind, place] = own.get((kind, place), nearest[kind, place])
        return nearest

    def centre_of(self, place: np.ndarray) -> np.ndarray:
        """The centre that takes a matter in: the township's, else the next one above."""
        township = self.places.above("township")[place]
        return self.nearest[self.unit_kinds.index(OWN), np.where(township >= 0, township, place)]

    def handling(self, matters: Matters, rng: np.random.Generator) -> np.ndarray:
        """Who handles each matter: the county's body for its type, the county's centre if grave, else one's own.

        Small ones are often settled where they arise, by the village's centre.
        """
        wanted = np.array([self.unit_kinds.index(kind.unit) for kind in kinds()])[matters.kind]
        body = self.nearest[wanted, matters.place]
        county = self.places.above("county")[matters.place]
        above = np.where(county >= 0, self.centre_of(np.maximum(county, 0)), self.centre_of(matters.place))
        grave = matters.severity <= SEVERITIES.index("02")
        passed_on = rng.random(len(matters)) < kind_columns()["unit_share"][matters.kind]
        near = catalogue.document("demo")["units"]["in_village"]
        small = rng.random(len(matters)) < np.array([near.get(code, 0.0) for code in SEVERITIES])[matters.severity]
        own = self.nearest[self.unit_kinds.index(OWN), matters.place]
        chosen = np.where(grave, above, np.where(small, own, self.centre_of(matters.place)))
        return np.where(passed_on & (body >= 0), body, chosen)


def _of_level(level: str, places: Places) -> list[Unit]:
    kinds_here = [kind for kind in catalogue.code_labels("unit_kind") if level not in NEAR or kind == OWN]
    return [_unit(kind, level, place, places) for place in places.level(level) for kind in kinds_here]


def _unit(kind: str, level: str, place: int, places: Places) -> Unit:
    settings = catalogue.document("demo")["units"]
    code = f"demo-{places.all[place].code}-{kind}"
    rng = generator(places.seed, "unit", code)
    unit_class = "key" if kind in settings["key"] else "general"
    name = catalogue.say(f"demo.unit.{level}.{kind}", place=places.all[place].name)
    connected = bool(rng.random() < settings["connected"][unit_class])
    return Unit(code, name, kind, unit_class, place, connected, float(rng.exponential(9.0)))
