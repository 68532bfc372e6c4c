"""The whole trail of each matter: every step of one or two handlings up to now, as rows of events."""

from dataclasses import dataclass

import numpy as np

from core import catalogue
from core.demo.handling import NEVER, STEPS, Pace
from core.demo.matters import Matters
from core.demo.office_hours import DAY
from db.models.matter import SATISFACTIONS

VISITED = 1 + STEPS.index("followed_up")
EPISODE = 1 + len(STEPS)
STATUSES = np.array(("reported", *STEPS, "reopened", *STEPS), dtype=object)
"""The columns of the clocks: the first handling, then that after the reopening."""


@dataclass(frozen=True)
class Trail:
    """`clocks` is matters × STATUSES (NEVER where a step isn't taken or still lies ahead); dues are day offsets."""

    clocks: np.ndarray
    due_days: np.ndarray
    satisfaction: np.ndarray

    @property
    def taken(self) -> np.ndarray:
        return self.clocks < NEVER

    @property
    def last(self) -> np.ndarray:
        """For each matter the column of its latest step."""
        return len(STATUSES) - 1 - np.argmax(self.taken[:, ::-1], axis=1)

    @property
    def due_day(self) -> np.ndarray:
        """The due day of the present handling."""
        return np.where(self.taken[:, EPISODE], self.due_days[:, 1], self.due_days[:, 0])


def follow(matters: Matters, pace: Pace, now: int, rng: np.random.Generator) -> Trail:
    """What has happened to each matter by the clock `now`. Matters reported after it are the caller's to leave out."""
    first = pace.handle(matters, matters.clock, rng)
    reopened = _reopened(first.clocks, first.satisfaction, pace, rng)
    opened_again = np.minimum(reopened, pace.hours.end)
    second = pace.handle(matters, opened_again, rng, again=True)
    clocks = np.column_stack([matters.clock, first.clocks, reopened, second.clocks])
    clocks[reopened == NEVER, EPISODE:] = NEVER
    clocks[clocks > now] = NEVER
    return Trail(
        clocks,
        np.column_stack([first.due_day, second.due_day]),
        np.column_stack([first.satisfaction, second.satisfaction]),
    )


def _reopened(clocks: np.ndarray, satisfaction: np.ndarray, pace: Pace, rng: np.random.Generator) -> np.ndarray:
    """The clock at which each matter is opened again, NEVER for most; likelier where the visit heard discontent."""
    settings = catalogue.document("demo")["handling"]
    closed, visited = clocks[:, STEPS.index("closed")], clocks[:, STEPS.index("followed_up")]
    discontent = (visited < NEVER) & (satisfaction == SATISFACTIONS.index("dissatisfied"))
    chance = np.where(discontent, settings["reopened_dissatisfied"], settings["reopened_else"])
    since = pace.hours.position(np.minimum(np.where(visited < NEVER, visited, closed), pace.hours.end))
    clock = pace.hours.clock(since + (rng.gamma(1.5, 6 * DAY, len(clocks)) + 3600).astype(np.int64))
    return np.where(rng.random(len(clocks)) < chance, clock, NEVER)
