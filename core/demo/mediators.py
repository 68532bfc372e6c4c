"""Who takes cases in the demo: the rooms by place, nearest first, and the mediators of each, by work number."""

from dataclasses import dataclass

import numpy as np

from core import catalogue
from core.demo.places import Places
from core.demo.rooms import Room
from db.models.mediator import PROFESSIONS

LEVELS = ("village", "township", "county")
# The kinds that take cases at each level; small groups of a village keep no files.
KINDS = {
    "village": ("committee",),
    "township": ("joint_centre", "workroom", "women_team"),
    "county": ("litigation_link", "workroom"),
}


@dataclass(frozen=True)
class Mediators:
    """One element a mediator: the position of its room, kind, trade, and whether it heads the room."""

    room: np.ndarray
    work_number: list[str]
    kind: list[str]
    profession: list[str | None]
    head: list[bool]


def mediators(rooms: list[Room]) -> Mediators:
    """Those of all rooms that take cases; where experts belong, the last of a room is one."""
    settings = catalogue.document("demo")["mediation"]
    found = Mediators(np.repeat(np.arange(len(rooms)), [_size(room) for room in rooms]), [], [], [], [])
    for at, room in enumerate(rooms):
        size = _size(room)
        for number in range(1, size + 1):
            expert = room.kind in settings["expert_kinds"] and number == size
            found.work_number.append(f"D{at + 1:05}-{number}")
            found.kind.append("expert" if expert else "full_time" if number == 1 else "part_time")
            found.profession.append(PROFESSIONS[at % len(PROFESSIONS)] if expert else None)
            found.head.append(number == 1)
    return found


def _size(room: Room) -> int:
    return catalogue.document("demo")["mediation"]["mediators"].get(room.kind, 0)


class Nearest:
    """For each level and place the rooms there or, where there are none, at the closest place above."""

    def __init__(self, rooms: list[Room], places: Places) -> None:
        self.first: dict[str, np.ndarray] = {}
        self.count: dict[str, np.ndarray] = {}
        self.order: dict[str, np.ndarray] = {}
        for level in LEVELS:
            taking = [at for at, room in enumerate(rooms) if self._takes(room, level, places)]
            order = np.array(sorted(taking, key=lambda at: rooms[at].place), dtype=np.int64)
            at_place = np.array([rooms[at].place for at in order], dtype=np.int64)
            self.order[level] = order
            self.first[level] = np.searchsorted(at_place, np.arange(len(places)), side="left")
            own = np.searchsorted(at_place, np.arange(len(places)), side="right") - self.first[level]
            self.count[level] = own
            self._inherit(level, places)

    @staticmethod
    def _takes(room: Room, level: str, places: Places) -> bool:
        here = places.all[room.place].level
        return room.kind in KINDS[level] and (here == level or (level == "county" and here == "prefecture"))

    def _inherit(self, level: str, places: Places) -> None:
        first, count = self.first[level], self.count[level]
        for place, parent in enumerate(places.parent):
            if not count[place] and parent >= 0:
                first[place], count[place] = first[parent], count[parent]

    def room(self, level: np.ndarray, place: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """A room for each place (levels as positions in LEVELS), -1 where there is none up to the top."""
        found = np.full(len(place), -1)
        for number, name in enumerate(LEVELS):
            wanted = (level >= number) | (found < 0)
            wanted &= (level == number) | ((found < 0) & (level < number))
            has = wanted & (self.count[name][place] > 0)
            at = self.first[name][place] + (chance * self.count[name][place]).astype(np.int64)
            found[has] = self.order[name][np.minimum(at[has], len(self.order[name]) - 1)]
        return found
