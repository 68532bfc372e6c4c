"""The grids of the demo, from the prefecture's down to the village groups', with their teams as head-counts."""

from dataclasses import dataclass

import numpy as np

from core import catalogue
from core.demo.places import Places
from core.demo.shares import apportion, generator

LOWEST = 5


@dataclass(frozen=True)
class Grids:
    """One array element (or list item) a grid."""

    code: list[str]
    name: list[str]
    grid_level: np.ndarray
    place: np.ndarray
    full_time: np.ndarray
    part_time: np.ndarray
    vacant: np.ndarray


def grids(places: Places) -> Grids:
    """One grid each for prefecture, county, township and village, and several in each village (1 + 1 + N people)."""
    place, number = _lowest(places)
    upper = np.arange(len(places))
    where = np.concatenate([upper, place])
    level = np.concatenate([[_level(places.all[position].level) for position in upper], np.full(len(place), LOWEST)])
    numbers = np.concatenate([np.zeros(len(places), dtype=np.int64), number])
    full_time, part_time, vacant = _teams(where, places)
    return Grids(
        [f"demo-{places.all[at].code}-{number}" for at, number in zip(where, numbers, strict=True)],
        [_name(places, at, number) for at, number in zip(where, numbers, strict=True)],
        level,
        where,
        full_time,
        part_time,
        vacant,
    )


def _level(level: str) -> int:
    return catalogue.document("demo")["grids"]["levels"].get(level, 1)


def _name(places: Places, place: int, number: int) -> str:
    if number == 0:
        return catalogue.say("demo.names.grid", place=places.short_name(place))
    return catalogue.say("demo.names.grid_numbered", place=places.short_name(place), number=number)


def _lowest(places: Places) -> tuple[np.ndarray, np.ndarray]:
    """Place and running number of each grid of the lowest level."""
    settings = catalogue.document("demo")["grids"]
    villages = np.array(places.level("village"), dtype=np.int64)
    rng = generator(places.seed, "grids")
    count = np.maximum(1, rng.poisson(_per_village(villages, places)))
    weights = rng.lognormal(0.0, 0.4, len(villages))
    for row in settings["published"]:
        inside = places.inside(row["area"])
        here, left = inside[villages], row["grids"] - int(inside.sum())
        if here.any() and left >= here.sum():
            count[here] = 1 + apportion(left - int(here.sum()), weights[here])
    return np.repeat(villages, count), np.concatenate([np.arange(1, each + 1) for each in count] or [villages])


def _per_village(villages: np.ndarray, places: Places) -> np.ndarray:
    settings = catalogue.document("demo")["grids"]
    prefecture = places.above("prefecture")[villages]
    means = settings["per_village"]
    return np.array([means.get(places.all[at].code, settings["default_per_village"]) for at in prefecture], dtype=float)


def _teams(where: np.ndarray, places: Places) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Full-time workers, part-time workers and vacant posts of each grid; every grid has its one leader."""
    settings = catalogue.document("demo")["grids"]
    rng = generator(places.seed, "teams")
    full_time = (rng.random(len(where)) >= settings["vacant"]).astype(np.int64)
    part_time = rng.poisson(settings["part_time"], len(where))
    for row in settings["published"]:
        here = places.inside(row["area"])[where]
        if here.sum() == row["grids"]:
            # Places' own grids come first in `where`: they keep their full-time worker, villages' grids by lot.
            chosen = np.flatnonzero(here)
            lot = np.where(chosen < len(places), 0.0, 1.0) + rng.random(len(chosen))
            full_time[chosen] = np.argsort(np.argsort(lot)) < row["full_time"]
            rest = row["workers"] - row["grids"] - row["full_time"]
            part_time[chosen] = apportion(rest, rng.random(len(chosen)))
    return full_time, part_time, 1 - full_time
