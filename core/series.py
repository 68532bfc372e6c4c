"""Parts of a figure along time, so that any span's sum or any day's standing is a subtraction."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

Parts = tuple[int, int]


class Series:
    """Numerator and denominator of one group by day (or by the first day of a month)."""

    def __init__(self, steps: Iterable[tuple[date, int, int]]) -> None:
        merged: dict[date, Parts] = {}
        for day, numerator, denominator in steps:
            merged[day] = _plus(merged.get(day, (0, 0)), (numerator, denominator))
        self._days = sorted(merged)
        self._sums = list(accumulate((merged[day] for day in self._days), _plus, initial=(0, 0)))

    def until(self, day: date) -> Parts:
        """Everything up to and including `day`: the standing of a stock."""
        return self._sums[bisect_right(self._days, day)]

    def between(self, first: date, last: date) -> Parts:
        """Everything from `first` to `last`, both included: the sum of a flow."""
        before = self._sums[bisect_left(self._days, first)]
        return _plus(self.until(last), (-before[0], -before[1]))


def _plus(one: Parts, other: Parts) -> Parts:
    return (one[0] + other[0], one[1] + other[1])
