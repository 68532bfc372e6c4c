"""What the stores answer for one metric, by window and group: counted, timed or reported, behind one face."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from core import survival
from core.definitions import Metric
from core.periods import Span, unit_start
from core.reported import Returns, Total
from core.series import Series
from db.queries.durations import Wait
from db.queries.figures import Answer

Keys = tuple[str | None, ...]


class Value(NamedTuple):
    """One figure and its parts; without a value, `reason` says why (a code of labels [reason])."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    qualifier: str = "exact"
    reason: str | None = None
    total: Total | None = None


class Answers(Protocol):
    """The groups that were found, and the value of one of them over a span of a window."""

    def groups(self) -> set[Keys]: ...

    def value(self, window: str, keys: Keys, span: Span) -> Value: ...


class Nothing:
    """A metric that can't be answered for this scope, and why."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def groups(self) -> set[Keys]:
        return set()

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        return Value(None, reason=self._reason)


class Counted:
    """Flows and stocks: sums of parts, over whole windows or along time."""

    def __init__(self, metric: Metric, found: Iterable[Answer]) -> None:
        self._metric = metric
        self._whole: dict[tuple[str, Keys], tuple[int, int]] = {}
        steps: dict[tuple[str, Keys], list[tuple[date, int, int]]] = defaultdict(list)
        for answer in found:
            place = (answer.window, answer.keys)
            if answer.bucket is None:
                self._whole[place] = (answer.numerator, answer.denominator or 0)
            else:
                steps[place].append((answer.bucket, answer.numerator, answer.denominator or 0))
        self._along = {place: Series(series) for place, series in steps.items()}

    def groups(self) -> set[Keys]:
        return {keys for _, keys in (*self._whole, *self._along)}

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        numerator, denominator = self._parts(window, keys, span)
        if not self._metric.is_rate:
            return Value(numerator, numerator)
        if denominator == 0:
            return Value(None, numerator, denominator, reason="no_cases")
        return Value(100 * numerator / denominator, numerator, denominator)

    def _parts(self, window: str, keys: Keys, span: Span) -> tuple[int, int]:
        if (series := self._along.get((window, keys))) is not None:
            stock = self._metric.kind == "stock"
            return series.until(span.end) if stock else series.between(span.start, span.end)
        return self._whole.get((window, keys), (0, 0))


class Timed:
    """Medians of waiting times, the unsettled counted."""

    def __init__(self, found: Iterable[Wait], unit: str | None) -> None:
        self._unit = unit
        self._waits: dict[tuple[str, Keys, date | None], list[tuple[int, int, int]]] = defaultdict(list)
        for wait in found:
            self._waits[wait.window, wait.keys, wait.bucket].append((wait.days, wait.closed, wait.open))

    def groups(self) -> set[Keys]:
        return {keys for _, keys, _ in self._waits}

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        bucket = unit_start(span.start, self._unit) if self._unit else None
        if self._unit and window:
            return Value(None, reason="not_compared")
        waits = self._waits.get((window, keys, bucket), [])
        closed = sum(ended for _, ended, _ in waits)
        cases = closed + sum(waiting for _, _, waiting in waits)
        if not cases:
            return Value(None, 0, 0, reason="no_cases")
        median = survival.median(waits)
        return Value(median, closed, cases, reason=None if median is not None else "not_reached")


class Reported:
    """Totals from outside, of the scope's places together or of each place of a level."""

    def __init__(self, returns: Returns, places: Mapping[Keys, Sequence[str]]) -> None:
        self._returns = returns
        self._places = places

    def groups(self) -> set[Keys]:
        return set(self._places)

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        total = self._returns.sum(self._places.get(keys, ()), span)
        if total is None:
            return Value(None, reason="not_reported")
        return Value(total.value, total.value, None, total.qualifier, None, total)
