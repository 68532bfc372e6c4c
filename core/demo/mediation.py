"""The demo's mediation cases: which disputes are mediated where, when each step is taken, and how it ends."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from core import catalogue
from core.demo.handling import NEVER
from core.demo.matters import Matters, sources
from core.demo.mediators import LEVELS, Nearest
from core.demo.office_hours import DAY, OfficeHours
from core.demo.places import Places
from core.demo.rooms import Room
from core.demo.shares import generator, pick
from db.models.matter import MATTER_CLASSES, SATISFACTIONS
from db.models.mediation import DIFFICULTIES

COLUMNS = (
    *("applied", "accepted", "refused", "transferred", "arrived", "assigned", "session", "agreed", "ended"),
    *("performed", "confirmed", "reneged", "court", "visited", "reopened", "assigned", "session", "agreed"),
)
"""The steps of a first handling, then of the one after a reopening."""
SECOND = COLUMNS.index("reopened")
AT = {name: COLUMNS.index(name) for name in COLUMNS}
"""The column of each step's first time."""
AHEAD, SLOTS, HALF_HOUR = 12, 7, 1800
"""Working days ahead for which meetings are planned, how many a day, and to the seconds of which they are rounded."""
AGAIN = {name: len(COLUMNS) - 1 - COLUMNS[::-1].index(name) for name in ("assigned", "session", "agreed")}


@dataclass(frozen=True)
class Cases:
    """One element a case: the matter's position in the batch, rooms before and after a transfer, clocks of COLUMNS."""

    matter: np.ndarray
    room: np.ndarray
    passed_to: np.ndarray
    clocks: np.ndarray
    written: np.ndarray
    satisfaction: np.ndarray
    difficulty: np.ndarray
    parties: np.ndarray
    amount_fen: np.ndarray
    administrative: np.ndarray
    planned: np.ndarray
    """When the parties will meet, NEVER where that isn't settled."""

    @property
    def taken(self) -> np.ndarray:
        return self.clocks < NEVER


class Mediation:
    """How rooms work: fixed for the whole demo."""

    def __init__(self, rooms: list[Room], places: Places, hours: OfficeHours) -> None:
        self.places, self.hours = places, hours
        self.nearest = Nearest(rooms, places)
        spread = generator(places.seed, "mediation pace").normal(0.0, _settings()["county_spread"], len(places))
        county = places.above("county")
        self.pace = np.where(county >= 0, spread[county], 0.0)

    def cases(self, matters: Matters, accepted: np.ndarray, now: int, rng: np.random.Generator) -> Cases:
        """Cases on some of the disputes, applied for after the matter was `accepted`, with what happened up to now."""
        settings = _settings()
        dispute = matters.matter_class == MATTER_CLASSES.index("dispute")
        chosen = np.flatnonzero(dispute & (accepted < now) & (rng.random(len(matters)) < settings["share"]))
        place = matters.place[chosen]
        level = pick(rng, [settings["level"][name] for name in LEVELS], len(chosen))
        room = self.nearest.room(level, place, rng.random(len(chosen)))
        above = self.nearest.room(np.minimum(level + 1, len(LEVELS) - 1), place, rng.random(len(chosen)))
        kept = room >= 0
        chosen, place, room, above = chosen[kept], place[kept], room[kept], above[kept]
        count = len(chosen)
        written = rng.random(count) < settings["written"]
        clocks = self._clocks(accepted[chosen], place, written, above != room, rng)
        planned = self._planned(clocks, now)
        clocks[clocks > now] = NEVER
        return Cases(
            chosen,
            room,
            np.where(clocks[:, AT["transferred"]] < NEVER, above, room),
            clocks,
            written,
            pick(rng, [settings["satisfaction"][code] for code in SATISFACTIONS], count),
            pick(rng, [settings["difficulty"][code] for code in DIFFICULTIES], count),
            _parties(rng, count),
            _amounts(rng, count),
            rng.random(count) < settings["administrative"],
            planned,
        )

    def _clocks(
        self,
        applied: np.ndarray,
        place: np.ndarray,
        written: np.ndarray,
        may_pass: np.ndarray,
        rng: np.random.Generator,
    ) -> np.ndarray:
        """Clock seconds of each step, NEVER where it isn't taken; each lies after those it needs."""
        settings, count = _settings(), len(applied)
        start = self.hours.position(applied) + 600
        answered = start + (rng.exponential(0.6 * DAY, count)).astype(np.int64) + 600
        refused = rng.random(count) < settings["refused"]
        passed = ~refused & may_pass & (rng.random(count) < settings["transferred"])
        arrived = answered + (rng.exponential(1.2 * DAY, count)).astype(np.int64) + 900
        assigned = np.where(passed, arrived, answered) + (rng.exponential(0.4 * DAY, count)).astype(np.int64) + 600
        days = rng.lognormal(settings["days"]["mean"], settings["days"]["spread"], count)
        length = (days * np.exp(self.pace[place]) * DAY).astype(np.int64) + 3600
        outcome = pick(rng, list(settings["outcome"].values()), count)
        # What is stuck is given up in the end, after months.
        stuck = outcome == len(settings["outcome"]) - 1
        length = np.where(stuck, (rng.uniform(50, 140, count) * DAY).astype(np.int64), length)
        concluded = assigned + length
        held = rng.random(count) < settings["sessions"] + 0.3 * (length > 5 * DAY)
        steps = dict.fromkeys(range(len(COLUMNS)), np.full(count, NEVER))
        steps[AT["applied"]] = start
        steps[AT["accepted"]] = np.where(refused, NEVER, answered)
        steps[AT["refused"]] = np.where(refused, answered, NEVER)
        steps[AT["transferred"]] = np.where(passed, answered + 300, NEVER)
        steps[AT["arrived"]] = np.where(passed, arrived, NEVER)
        steps[AT["assigned"]] = np.where(refused, NEVER, assigned)
        steps[AT["session"]] = np.where(held & ~refused, assigned + length // 2, NEVER)
        agreed = ~refused & (outcome == 0)
        ended = ~refused & ~agreed
        steps[AT["agreed"]] = np.where(agreed, concluded, NEVER)
        steps[AT["ended"]] = np.where(ended, concluded, NEVER)
        self._afterwards(steps, concluded, agreed, ended, written, rng)
        return np.column_stack([self._on_clock(steps[at]) for at in range(len(COLUMNS))])

    def _afterwards(
        self,
        steps: dict[int, np.ndarray],
        concluded: np.ndarray,
        agreed: np.ndarray,
        ended: np.ndarray,
        written: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        settings, count = _settings(), len(concluded)
        reneged = agreed & (rng.random(count) < settings["reneged"])
        performed = agreed & ~reneged & (rng.random(count) < settings["performed"])
        confirmed = agreed & ~reneged & written & (rng.random(count) < settings["confirmed"])
        court = (reneged | ended) & (rng.random(count) < settings["to_court"])
        visited = (agreed | ended) & (rng.random(count) < settings["visited"])
        broken = rng.exponential(8.0, count)
        days = {
            "performed": (performed, rng.exponential(settings["performed_days"], count)),
            "confirmed": (confirmed, rng.uniform(1.0, 17.0, count)),
            "reneged": (reneged, broken),
            "court": (court, np.where(reneged, broken, 0.0) + 12.0 + rng.exponential(20.0, count)),
            "visited": (visited, 1.0 + rng.gamma(2.0, 3.5, count)),
        }
        last = concluded.copy()
        for name, (taken, after) in days.items():
            at = concluded + (after * DAY).astype(np.int64) + 600
            steps[AT[name]] = np.where(taken, at, NEVER)
            last = np.where(taken, np.maximum(last, at), last)
        # What was performed stays so; what broke or was never settled comes back.
        again = (reneged | ended) & (rng.random(count) < settings["reopened"] * 6)
        for number, column in enumerate((SECOND, AGAIN["assigned"], AGAIN["session"], AGAIN["agreed"]), 1):
            steps[column] = np.where(again, last + number * 2 * DAY, NEVER)

    def _planned(self, clocks: np.ndarray, now: int) -> np.ndarray:
        """The next meeting of each case that has its mediator and no outcome yet, one after the other."""
        open_ = (clocks[:, AT["assigned"]] <= now) & (np.minimum(clocks[:, AT["agreed"]], clocks[:, AT["ended"]]) > now)
        number = np.arange(len(clocks))
        # In the working days ahead, at a time of office that differs from day to day.
        ahead = (1 + number % AHEAD) * DAY + number % SLOTS * (DAY // SLOTS)
        at = self.hours.clock(self.hours.position(np.full(len(clocks), now)) // DAY * DAY + ahead)
        return np.where(open_, at // HALF_HOUR * HALF_HOUR, NEVER)

    def _on_clock(self, position: np.ndarray) -> np.ndarray:
        return np.where(position < NEVER, self.hours.clock(np.minimum(position, NEVER - 1)), NEVER)


def police() -> int:
    """The source from which a case is handed over by the police."""
    return sources().index("police_non_emergency")


def _parties(rng: np.random.Generator, count: int) -> np.ndarray:
    weights = _settings()["parties"]
    return np.array([int(number) for number in weights])[pick(rng, list(weights.values()), count)]


def _amounts(rng: np.random.Generator, count: int) -> np.ndarray:
    """Whole yuan in fen, -1 where nothing is said."""
    yuan = np.minimum(rng.lognormal(8.3, 1.3, count), 5e6).astype(np.int64) + 100
    return np.where(rng.random(count) < _settings()["with_amount"], yuan * 100, -1)


@cache
def _settings() -> dict:
    return catalogue.document("demo")["mediation"]
