"""The centres of four levels and their posts; Lijiang's sum to the figures published for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from core import catalogue
from core.demo.places import Places
from core.demo.shares import apportion, generator

STAFFED = "governance"
"""The one type that posts are kept under, so that a staff working under several plates is counted once."""


@dataclass(frozen=True)
class Centre:
    code: str
    name: str
    centre_type: str
    place: int


@dataclass(frozen=True)
class Post:
    """`centre` is the position in the list of centres."""

    centre: int
    resident: int
    seconded: int
    vacant: int
    valid_from: date
    valid_to: date | None


def centres(places: Places) -> list[Centre]:
    """All centres, those of one place together."""
    return list(_centres(places))


def _centres(places: Places) -> Iterator[Centre]:
    types = catalogue.document("demo")["centres"]["types"]
    for position, place in enumerate(places.all):
        for centre_type in types.get(place.level, ()):
            name = catalogue.say(f"demo.centre.{centre_type}", place=places.short_name(position))
            yield Centre(f"demo-{place.code}-{centre_type}", name, centre_type, position)


def posts(listed: list[Centre], places: Places) -> list[Post]:
    """Two stages for each staffed centre: before the day the figures were published, and since."""
    settings = catalogue.document("demo")["centres"]
    staffed = [at for at, centre in enumerate(listed) if centre.centre_type == STAFFED]
    place = np.array([listed[at].place for at in staffed], dtype=np.int64)
    resident, seconded, vacant = (_heads(kind, place, places).tolist() for kind in ("resident", "seconded", "vacant"))
    now = zip(staffed, resident, seconded, vacant, strict=True)
    return [post for stage in now for post in _stages(*stage, settings["earlier"])]


def _stages(centre: int, resident: int, seconded: int, vacant: int, earlier: dict) -> tuple[Post, Post]:
    before = (round(resident * earlier["share"]), round(seconded * earlier["share"]))
    missing = vacant + resident + seconded - sum(before)
    return (
        Post(centre, *before, missing, earlier["from"], earlier["until"]),
        Post(centre, resident, seconded, vacant, earlier["until"], None),
    )


def _heads(kind: str, place: np.ndarray, places: Places) -> np.ndarray:
    """Heads for each staffed centre: its level's usual number, or shares of the published sum."""
    settings = catalogue.document("demo")["centres"]
    usual = np.array([settings[kind][places.all[position].level] for position in place], dtype=float)
    rng = generator(places.seed, "posts", kind)
    heads = rng.poisson(usual)
    weights = usual * rng.lognormal(0.0, 0.25, len(usual))
    for row in settings["published"]:
        here = places.inside(row["area"])[place]
        if kind in row and here.any():
            heads[here] = apportion(row[kind], weights[here])
    return heads
