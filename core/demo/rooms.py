"""The mediation rooms of the demo: those the seeds name, and of each kind as many as were published or are usual."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core import catalogue
from core.demo.places import Places
from core.demo.shares import apportion, generator, pick

HOSTS = {
    "joint_centre": ("township",),
    "committee": ("village",),
    "village_group": ("village",),
    "workroom": ("township", "village"),
    "women_team": ("township", "village"),
}
"""The levels whose places each kind of room belongs to."""


@dataclass(frozen=True)
class Room:
    code: str
    name: str
    kind: str
    speciality: str | None
    place: int


def rooms(places: Places) -> list[Room]:
    """All rooms; named ones are real bodies of the seeds, the others are numbered."""
    usual = [room for kind in HOSTS for room in _of_kind(kind, places)]
    return [*usual, *_links(places), *_named(places)]


def _of_kind(kind: str, places: Places) -> Iterator[Room]:
    hosts = np.array([place for level in HOSTS[kind] for place in places.level(level)], dtype=np.int64)
    rng = generator(places.seed, "rooms", kind)
    count = _usual_count(kind, hosts, places, rng)
    weights = rng.lognormal(0.0, 0.3, len(hosts))
    for row in catalogue.document("demo")["rooms"]["published"]:
        here = places.inside(row["area"])[hosts]
        if here.any():
            least = min(1, row[kind] // int(here.sum()))
            count[here] = least + apportion(row[kind] - least * int(here.sum()), weights[here])
    specialities = catalogue.document("demo")["rooms"]["specialities"]
    for place, number_here in zip(hosts, count, strict=True):
        drawn = pick(rng, list(specialities.values()), int(number_here))
        for number in range(1, int(number_here) + 1):
            speciality = list(specialities)[drawn[number - 1]] if kind == "workroom" else None
            yield _room(kind, int(place), number, speciality, places)


def _usual_count(kind: str, hosts: np.ndarray, places: Places, rng: np.random.Generator) -> np.ndarray:
    settings = catalogue.document("demo")["rooms"]
    township = np.array([places.all[host].level == "township" for host in hosts], dtype=bool)
    if kind == "village_group":
        prefecture = places.above("prefecture")[hosts]
        means = [settings["groups_per_village"].get(places.all[at].code, settings["default_groups_per_village"])
                 for at in prefecture]  # fmt: skip
        return np.maximum(1, rng.poisson(means)) if means else np.zeros(0, dtype=np.int64)
    if kind == "workroom":
        return np.where(township, rng.poisson(settings["workrooms_per_township"], len(hosts)), 0)
    return np.where(township | (kind == "committee"), 1, 0)


def _room(kind: str, place: int, number: int, speciality: str | None, places: Places) -> Room:
    words = {"place": places.short_name(place), "number": number}
    return Room(
        f"demo-{places.all[place].code}-{kind}-{number}",
        catalogue.say(f"demo.room.{kind}", **words),
        kind,
        speciality,
        place,
    )


def _links(places: Places) -> Iterator[Room]:
    """Rooms that link courts and mediation: six where that was published, elsewhere one a county."""
    settings = catalogue.document("demo")["rooms"]
    published = np.zeros(len(places), dtype=bool)
    for code in settings["links_published_in"]:
        published |= places.inside(code)
    rows = [(row["area"], row["speciality"]) for row in settings["litigation_links"]]
    rows += [(places.all[county].code, "general") for county in places.level("county") if not published[county]]
    for code, speciality in rows:
        if code in places.at:
            place = places.all[places.at[code]].name
            said = catalogue.label("speciality", speciality)
            name = catalogue.say("demo.room.litigation_link", place=place, speciality=said)
            yield Room(f"demo-{code}-link-{speciality}", name, "litigation_link", speciality, places.at[code])


def _named(places: Places) -> Iterator[Room]:
    for number, row in enumerate(catalogue.document("demo")["rooms"]["named"], 1):
        if row["area"] in places.at:
            code = f"demo-{row['area']}-named-{number}"
            yield Room(code, row["name"], "workroom", row["speciality"], places.at[row["area"]])
