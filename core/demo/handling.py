"""How long matters take: which are on time, how late the others are, and when each step of one handling happens."""

from dataclasses import dataclass

import numpy as np

from core import catalogue
from core.demo.kinds import by_class
from core.demo.matters import Matters, sources
from core.demo.office_hours import CLOCK_DAY, DAY, OfficeHours
from core.demo.places import Places
from core.demo.shares import generator, pick_by, table_of
from core.demo.stories import adjust_on_time, adjust_stuck
from db.models.matter import MATTER_CLASSES, SATISFACTIONS, SEVERITIES

STEPS = ("accepted", "dispatched", "arrived", "resolved", "closed", "followed_up")
NEVER = np.int64(2**60)
"""The clock of a step that isn't taken."""


@dataclass(frozen=True)
class Handling:
    """One handling of each matter: the due day, clocks of the steps (matters × STEPS), what the return visit heard."""

    due_day: np.ndarray
    clocks: np.ndarray
    satisfaction: np.ndarray


class Pace:
    """How punctual each place is: fixed for the whole demo."""

    def __init__(self, places: Places, hours: OfficeHours, days: int) -> None:
        self.places, self.hours, self.days = places, hours, days
        settings = catalogue.document("demo")["handling"]
        county, township = places.above("county"), places.above("township")
        spread = generator(places.seed, "pace").normal(0.0, 1.0, len(places))
        self.place_effect = settings["county_spread"] * np.where(county >= 0, spread[county], 0.0)
        self.place_effect += settings["township_spread"] * np.where(township >= 0, spread[township], 0.0)

    def on_time(self, matters: Matters, day: np.ndarray) -> np.ndarray:
        """The chance that each matter opened on `day` is closed by its due day."""
        settings = catalogue.document("demo")["handling"]
        base = np.array([settings["on_time"][code] for code in MATTER_CLASSES])[matters.matter_class]
        severity = np.array([settings["severity_effect"][code] for code in SEVERITIES])[matters.severity]
        gain = settings["yearly_gain"] * (day - self.days / 2) / 365.25
        rate = base + severity + gain + self.place_effect[matters.place]
        return np.clip(adjust_on_time(rate, matters.place, day, self.days, self.places), 0.3, 0.99)

    def handle(self, matters: Matters, opened: np.ndarray, rng: np.random.Generator, again: bool = False) -> Handling:
        """One handling from the clocks at which the matters were opened; `again` for reopened ones."""
        day = opened // CLOCK_DAY
        allowed = by_class(catalogue.document("demo")["allowed_days"], SEVERITIES).astype(np.int64)
        due_day = self.hours.due_day(day, allowed[matters.matter_class, matters.severity])
        start = self.hours.position(opened)
        available = self.hours.end_of(due_day) - start
        punctual = rng.random(len(matters)) < self.on_time(matters, day)
        taken = np.where(punctual, self._in_time(available, rng), available + self._delay(matters, day, rng))
        clocks = self._steps(matters, start, np.maximum(taken, 1800), rng)
        if not again:
            self._settle_on_spot(matters, opened, clocks, rng)
        satisfaction = self._return_visit(clocks, punctual, rng)
        return Handling(due_day, clocks, satisfaction)

    def _in_time(self, available: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return (available * rng.beta(1.5, 2.4, len(available))).astype(np.int64)

    def _delay(self, matters: Matters, day: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Office seconds past the due day: mostly days, for the stuck ones months."""
        settings = catalogue.document("demo")["handling"]
        late = rng.exponential(settings["late_days"] * DAY, len(matters)) + 600
        share = np.full(len(matters), settings["stuck"])
        stuck = rng.random(len(matters)) < adjust_stuck(share, matters.place, day, self.days, self.places)
        least, most = settings["stuck_days"]
        return np.where(stuck, rng.uniform(least, most, len(matters)) * DAY, late).astype(np.int64)

    def _steps(self, matters: Matters, start: np.ndarray, taken: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        count = len(matters)
        accepted = np.minimum(rng.exponential(2400, count) + 60, taken * 0.10)
        dispatched = accepted + np.minimum(rng.exponential(5400, count) + 60, taken * 0.15)
        arrived = dispatched + np.minimum(rng.gamma(2.0, 5400, count) + 60, taken * 0.25)
        resolved = taken * rng.uniform(0.72, 0.97, count)
        offsets = np.column_stack([accepted, dispatched, arrived, resolved, taken]).astype(np.int64)
        clocks = self.hours.clock(start[:, None] + offsets)
        share = catalogue.document("demo")["handling"]["arrived"]
        calls = np.array([share[code] for code in MATTER_CLASSES])[matters.matter_class]
        clocks[rng.random(count) >= calls, STEPS.index("arrived")] = NEVER
        return np.column_stack([clocks, np.full(count, NEVER)])

    def _settle_on_spot(
        self, matters: Matters, opened: np.ndarray, clocks: np.ndarray, rng: np.random.Generator
    ) -> None:
        """Small things that a grid worker sets right at once: no dispatch, closed within hours, at any hour."""
        small = (matters.source == sources().index("grid_patrol")) & (matters.severity == SEVERITIES.index("04"))
        small &= matters.matter_class != MATTER_CLASSES.index("dispute")
        small &= rng.random(len(matters)) < catalogue.document("demo")["handling"]["on_spot"]
        taken = rng.uniform(1200, 10_800, len(matters))
        for step, part in (("accepted", 0.08), ("resolved", 0.85), ("closed", 1.0)):
            clocks[small, STEPS.index(step)] = (opened + taken * part).astype(np.int64)[small]
        for step in ("dispatched", "arrived"):
            clocks[small, STEPS.index(step)] = NEVER

    def _return_visit(self, clocks: np.ndarray, punctual: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Sets the clocks of the return visits that are made, and draws what was heard on each."""
        settings = catalogue.document("demo")["handling"]
        closed = self.hours.position(np.minimum(clocks[:, STEPS.index("closed")], self.hours.end))
        visit = self.hours.clock(closed + (rng.gamma(2.2, 1.6 * DAY, len(clocks)) + DAY / 4).astype(np.int64))
        made = rng.random(len(clocks)) < settings["followed_up"]
        clocks[:, STEPS.index("followed_up")] = np.where(made, visit, NEVER)
        table = table_of([settings["satisfaction_late"], settings["satisfaction_on_time"]], SATISFACTIONS)
        return pick_by(rng, table, punctual.astype(int))
