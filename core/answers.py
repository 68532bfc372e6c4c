"""What the stores answer for one metric, by window and group: counted, timed or reported, behind one face."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from core import disclosure, survival
from core.definitions import Metric
from core.periods import Span, unit_start
from core.reported import Returns, Total
from core.series import Series
from db.queries.durations import Wait
from db.queries.figures import Answer
from db.queries.sources import SourceState

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
                # In today's borders several places that were are one group.
                before = self._whole.get(place, (0, 0))
                self._whole[place] = (before[0] + answer.numerator, before[1] + (answer.denominator or 0))
            else:
                steps[place].append((answer.bucket, answer.numerator, answer.denominator or 0))
        self._along = {place: Series(series) for place, series in steps.items()}

    def groups(self) -> set[Keys]:
        return {keys for _, keys in (*self._whole, *self._along)}

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        numerator, denominator = self._parts(window, keys, span)
        if not self._metric.is_rate:
            whole = numerator if self._metric.scale == 1 else numerator / self._metric.scale
            return Value(whole, whole)
        if denominator == 0:
            return Value(None, numerator, denominator, reason="no_cases")
        return Value(100 * numerator / denominator, numerator, denominator)

    def _parts(self, window: str, keys: Keys, span: Span) -> tuple[int, int]:
        if (series := self._along.get((window, keys))) is not None:
            stock = self._metric.kind == "stock"
            return series.until(span.end) if stock else series.between(span.start, span.end)
        return self._whole.get((window, keys), (0, 0))


class Protected(Counted):
    """Sums of protected cells: up to 10 one is only said to be small, and a share needs enough to be a share of.

    The parts of a count are the cells it sums; where there are none, nothing has been closed.
    """

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        numerator, under = self._parts(window, keys, span)
        if not under:
            return Value(None, reason="not_closed")
        if self._metric.is_rate and under < disclosure.RATIO_FROM:
            return Value(None, reason="few_services")
        if not disclosure.shown(numerator):
            return Value(None, reason="below_ten")
        if not self._metric.is_rate:
            return Value(numerator, numerator)
        return Value(100 * numerator / under, numerator, under)


class Timed:
    """Medians of waiting times, the unsettled counted."""

    def __init__(self, found: Iterable[Wait], unit: str | None) -> None:
        self._unit = unit
        self._waits: dict[tuple[str, Keys, date | None], list[tuple[int, int, int]]] = defaultdict(list)
        self._all = tuple(found)
        for wait in self._all:
            self._waits[wait.window, wait.keys, wait.bucket].append((wait.days, wait.closed, wait.open))

    def groups(self) -> set[Keys]:
        return {keys for _, keys, _ in self._waits}

    def all_waits(self) -> tuple[Wait, ...]:
        """Those of the period itself, for the whole curve."""
        return tuple(wait for wait in self._all if not wait.window)

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

    def __init__(self, metric: Metric, returns: Returns, places: Mapping[Keys, Sequence[str]]) -> None:
        self._metric = metric
        self._returns = returns
        self._places = places

    def groups(self) -> set[Keys]:
        return set(self._places)

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        places = self._places.get(keys, ())
        if self._hides(places, span):
            return Value(None, reason="small_count")
        total = self._returns.standing(places, span.end) if self._metric.standing else self._returns.sum(places, span)
        if total is None:
            return Value(None, reason="no_population" if self._metric.standing else "not_reported")
        return Value(total.value, total.value, None, total.qualifier, None, total)

    def rows(self, keys: Keys, span: Span) -> list[Any]:
        """The returns that the value is made of; none where it isn't told."""
        if self.value("", keys, span).value is None:
            return []
        places = self._places.get(keys, ())
        standing = self._metric.standing
        return (self._returns.standing_rows(places, span.end) if standing else self._returns.rows(places, span)) or []

    def _hides(self, places: Sequence[str], span: Span) -> bool:
        """Whether a small count is among what the total is made of: shown sums would give it away."""
        if not self._metric.hidden_below:
            return False
        return any(0 < row.value < self._metric.hidden_below for row in self._returns.rows(places, span) or ())


class Divided:
    """One count over another; where the second has fewer dimensions, each group is set against what it belongs to."""

    def __init__(self, per: int, over: Answers, under: Answers, shared: Sequence[int]) -> None:
        self._per = per
        self._over, self._under = over, under
        self._shared = shared
        """The positions, among the keys of the first, of those that the second has."""

    def groups(self) -> set[Keys]:
        return self._over.groups()

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        over = self._over.value(window, keys, span)
        under = self._under.value(window, tuple(keys[at] for at in self._shared), span)
        if over.value is None or under.value is None:
            return Value(None, over.value, under.value, reason=over.reason or under.reason)
        if under.value == 0:
            return Value(None, over.value, 0, reason="no_cases")
        return Value(self._per * over.value / under.value, over.value, under.value)


class Current:
    """How many of the feeds are up to date: known of the present only, since past delays leave no trace."""

    def __init__(self, feeds: Sequence[SourceState], today: date, now: datetime) -> None:
        self._feeds, self._today, self._now = feeds, today, now

    def groups(self) -> set[Keys]:
        return {()}

    def value(self, window: str, keys: Keys, span: Span) -> Value:
        if window or not span.start <= self._today <= span.end:
            return Value(None, reason="only_now")
        if not self._feeds:
            return Value(None, 0, 0, reason="no_cases")
        current = sum(feed.delay(self._now) <= 2 for feed in self._feeds)
        return Value(100 * current / len(self._feeds), current, len(self._feeds))
