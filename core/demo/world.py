"""Everything the drawing of matters needs to know beforehand: places, bodies, days, rhythm and pace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core import clock
from core.demo import rhythm, stories
from core.demo.handling import Pace
from core.demo.matters import Matters, draw
from core.demo.office_hours import OfficeHours
from core.demo.places import Place, Places
from core.demo.plan import Plan
from core.demo.shares import apportion, generator
from core.demo.stories import Stream
from core.demo.trail import Trail, follow
from core.demo.units import Units

BATCH = 20_000
"""Matters drawn at once, so that memory stays the same however many there are in all."""
AFTERWARDS = 1200
"""Days of calendar beyond today, so that what would happen later falls on days of its own before it is cut off."""


@dataclass(frozen=True)
class Batch:
    """Some matters of one month with their trail; `handler` and `centre` are positions in the list of units."""

    month: date
    matters: Matters
    trail: Trail
    handler: np.ndarray
    centre: np.ndarray


class World:
    """One plan laid out over the given places."""

    def __init__(self, plan: Plan, places: Sequence[Place]) -> None:
        self.plan = plan
        self.places = Places(places, plan.seed)
        self.units = Units(self.places)
        self.days = rhythm.days_of(plan.start, plan.today)
        self.hours = OfficeHours(plan.start, len(self.days) + AFTERWARDS)
        self.pace = Pace(self.places, self.hours, len(self.days))
        self.streams = stories.streams(self.days, rhythm.weights(self.days, plan.seed), self.places)
        self.now = int((plan.now - clock.start_of(plan.start)).total_seconds())

    def batches(self) -> Iterator[Batch]:
        """All matters, month by month, none reported after the plan's hour."""
        months = list(self._months())
        totals = apportion(self.plan.matters, [stream.share for stream in self.streams])
        counts = [
            apportion(int(total), [stream.weights[month].sum() for month in months])
            for stream, total in zip(self.streams, totals, strict=True)
        ]
        for number, month in enumerate(months):
            for stream, count in zip(self.streams, counts, strict=True):
                for part, size in enumerate(_parts(int(count[number]))):
                    yield self._batch(stream, month, size, part)

    def _batch(self, stream: Stream, month: slice, size: int, part: int) -> Batch:
        first = self.days[month.start]
        rng = generator(self.plan.seed, stream.name, first, part)
        matters = draw(stream, month, size, self.places, rng).until(self.now)
        trail = follow(matters, self.pace, self.now, rng)
        handler = self.units.handling(matters, rng)
        return Batch(first, matters, trail, handler, self.units.centre_of(matters.place))

    def _months(self) -> Iterator[slice]:
        """The days of each calendar month, the first and last ones perhaps not whole."""
        starts = [at for at, day in enumerate(self.days) if at == 0 or day.day == 1]
        for start, stop in zip(starts, [*starts[1:], len(self.days)], strict=True):
            yield slice(start, stop)


def _parts(count: int) -> list[int]:
    return [min(BATCH, count - start) for start in range(0, count, BATCH)]
