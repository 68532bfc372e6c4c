"""How a question is laid out in time and groups before it is asked: windows, buckets and what each is compared with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from core.answers import Keys
from core.coverage import Coverage
from core.definitions import Metric
from core.periods import MONTHS, UNITS, Span, unit_start
from core.scope import Scope
from core.territory import Territory
from db.queries.figures import Window
from db.read_model.tables import AREA_LEVELS

COMPARED: Mapping[str, Callable[[Span], Span]] = {"year": Span.year_before, "previous": Span.previous}


class BadQuestion(ValueError):
    """Two calendar units or the same dimension twice at once, or a comparison nobody knows."""


@dataclass(frozen=True)
class Reach:
    """The spans that a fact's data can answer: the period (or its buckets), cut at `last_day`.

    What has become of them since is told until `heard`.
    """

    spans: tuple[Span, ...]
    last_day: date
    since: date | None
    # What is kept in the records is known until the very moment of asking: metrics asked together would else never be
    # found to reach equally far, and each would have statements of its own.
    as_of: datetime | None = field(compare=False)
    heard: date

    @property
    def begun(self) -> bool:
        return bool(self.spans)

    @property
    def since_then(self) -> timedelta:
        """How long after the period it is told of, which is as long as what it is compared with may have."""
        return self.heard - max(span.end for span in self.spans)

    def within(self, other: "Reach") -> "Reach":
        """The narrower of two, for what is made of both."""
        narrower = min(self, other, key=lambda reach: (reach.last_day, len(reach.spans)))
        since = max((day for day in (self.since, other.since) if day), default=None)
        as_of = min((at for at in (self.as_of, other.as_of) if at), default=None)
        return Reach(narrower.spans, narrower.last_day, since, as_of, narrower.heard)


@dataclass(frozen=True)
class Plan:
    """A scope, the dimensions to group by, and the comparisons wanted."""

    scope: Scope
    by: tuple[str, ...]
    compare: tuple[str, ...]
    territory: Territory | None = field(default=None, compare=False)
    """Where today's borders are asked for, what lies in which of today's places."""

    def __post_init__(self) -> None:
        if sum(name in UNITS for name in self.by) > 1 or len(set(self.columns)) < len(self.columns):
            raise BadQuestion(", ".join(self.by))
        if unknown := [name for name in self.compare if name not in COMPARED]:
            raise BadQuestion(", ".join(unknown))

    @property
    def subtrees(self) -> tuple[tuple[str, str], ...]:
        """The places that may be read, as they are called in the data."""
        return self.territory.subtrees(self.scope.subtrees) if self.territory else self.scope.subtrees

    @property
    def unit(self) -> str | None:
        """The calendar unit among the dimensions."""
        return next((name for name in self.by if name in UNITS), None)

    @property
    def dimensions(self) -> list[tuple[str, str]]:
        """The other dimensions as (name asked for, column of the fact)."""
        return [(name, self._column(name)) for name in self.by if name not in UNITS]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for _, column in self.dimensions)

    @staticmethod
    def is_area(column: str) -> bool:
        return column in AREA_LEVELS

    def answers(self, metric: Metric, column: str) -> bool:
        """Whether a metric can be divided by a column; a ratio can if what it divides can."""
        if metric.kind == "ratio":
            return self.answers(metric.parts[0], column)
        return metric.has(column) or (metric.kind == "reported" and self.is_area(column))

    def reach(self, known: Coverage) -> Reach:
        """The period as far as the data go (and never beyond the scope's today)."""
        last_day = min(known.last_day or self.scope.today, self.scope.today)
        told = known.as_of is not None or known.since is not None
        # Where no source has ever told anything, nothing is known: that is not zero.
        span = self.scope.span.until(last_day) if told else None
        spans = () if span is None else tuple(span.buckets(self.unit)) if self.unit else (span,)
        as_of = known.as_of and known.as_of.astimezone(clock.SHANGHAI)
        return Reach(spans, last_day, known.since, as_of, self.scope.today if known.monthly else last_day)

    def asked(self, reach: Reach, metric: Metric) -> Sequence[Span]:
        """The spans of the rows. What was reported or is so now is as whole as it was asked for: nothing cuts it."""
        if metric.kind not in ("reported", "current"):
            return reach.spans or (self.scope.span,)
        return list(self.scope.span.buckets(self.unit)) if self.unit else [self.scope.span]

    def windows(self, reach: Reach, grain: str | None = None) -> Iterator[Window]:
        """The spans to count over: the period under "", and those it is compared with under their names."""
        for name, mapped in (("", _same), *((name, COMPARED[name]) for name in self.compare)):
            spans = [mapped(span) for span in reach.spans]
            start, end = min(span.start for span in spans), max(span.end for span in spans)
            yield Window(name, start, end, grain or self._grain(name, start), end + reach.since_then)

    def labels(self, keys: Keys, span: Span) -> dict[str, Any]:
        """The values of the `by` columns for one row; a calendar unit's is its first day."""
        values = iter(keys)
        return {name: unit_start(span.start, name) if name in UNITS else next(values) for name in self.by}

    def _grain(self, name: str, start: date) -> str | None:
        """Whole months are counted as such; spans of other years and units don't end where the months do."""
        if self.unit is None:
            return None
        return "month" if self.unit in MONTHS and not name and start.day == 1 else "day"

    def _column(self, name: str) -> str:
        if name != "area":
            return name
        level = self.scope.level_below or next((area.level for area in self.scope.areas), "")
        # The root has no codes of its own; with nothing below it there is nothing to tell apart.
        return level if level in AREA_LEVELS else AREA_LEVELS[0]


def _same(span: Span) -> Span:
    return span
