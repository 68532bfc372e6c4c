"""Totals reported from outside: answered for spans that stored ones tile exactly, never for made-up months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from core.periods import Span

_BOUNDS = {"exact": 0, "about": 1, "at_least": 2, "at_most": 2}


@dataclass(frozen=True)
class Total:
    """A reported figure: its qualifier stays with it, and a change published with it is kept as published."""

    value: float
    qualifier: str
    as_of: date
    change_percent: float | None = None
    change_decimals: int = 1

    @property
    def implied_base(self) -> int | None:
        """The base that the published change implies; arithmetic, not a published figure. A bound implies none."""
        if self.change_percent is None or self.change_percent <= -100 or self.qualifier != "exact":
            return None
        return round(self.value / (1 + self.change_percent / 100))


class Returns:
    """All returns of one indicator, the latest revision of each area and span."""

    def __init__(
        self,
        rows: Sequence[Any],
        children: Mapping[str, Sequence[str]],
        became: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._children = children
        self._became = became or {}
        """By place those that became it, which told for it before."""
        self._spans: dict[str, dict[date, dict[date, Any]]] = {}
        """By place, first and last day."""
        for row in rows:
            self._spans.setdefault(row.area, {}).setdefault(row.period_start, {})[row.period_end] = row

    def total(self, area: str, span: Span) -> Total | None:
        """The area's own total of the span, else the sum over all the places in it; None where any part is missing."""
        return self.sum((area,), span)

    def sum(self, areas: Sequence[str], span: Span) -> Total | None:
        """The sum over several places; None where one of them has no total."""
        rows = self.rows(areas, span)
        return reduce(_add, map(_total, rows)) if rows else None

    def standing(self, areas: Sequence[str], day: date) -> Total | None:
        """What holds on a day, over several places: the latest of each that has begun; None where one has none."""
        rows = self.standing_rows(areas, day)
        return reduce(_add, map(_total, rows)) if rows else None

    def standing_rows(self, areas: Sequence[str], day: date) -> list[Any] | None:
        """The returns that hold on a day; None where one of the places has none."""
        parts = [
            self._latest(area, day)
            or self.standing_rows(self._children.get(area, ()), day)
            or self.standing_rows(self._became.get(area, ()), day)
            for area in areas
        ]
        known = [part for part in parts if part]
        return [row for part in known for row in part] if known and len(known) == len(parts) else None

    def _latest(self, area: str, day: date) -> list[Any]:
        begun = (rows.values() for start, rows in self._spans.get(area, {}).items() if start <= day)
        told = [row for rows in begun for row in rows if row.value is not None]
        return [max(told, key=lambda row: (row.period_end, row.period_start))] if told else []

    def rows(self, areas: Sequence[str], span: Span) -> list[Any] | None:
        """The returns that the sum over several places is made of; None where one of them has none."""
        parts = [
            self._tile(area, span)
            or self.rows(self._children.get(area, ()), span)
            or self.rows(self._became.get(area, ()), span)
            for area in areas
        ]
        known = [part for part in parts if part]
        return [row for part in known for row in part] if known and len(known) == len(parts) else None

    def _tile(self, area: str, span: Span) -> list[Any] | None:
        """Spans that follow each other from the first day to the last, as few of them as possible."""
        stored = self._spans.get(area, {})
        reached: dict[date, list[Any]] = {span.start: []}
        waiting = [span.start]
        while waiting:
            day = waiting.pop(0)
            for end, row in stored.get(day, {}).items():
                following = end + timedelta(days=1)
                # A latest revision without a value takes the earlier ones' back.
                told = end <= span.end and row.value is not None
                if told and following not in reached:
                    reached[following] = [*reached[day], row]
                    waiting.append(following)
        return reached.get(span.end + timedelta(days=1))


def _total(row: Any) -> Total:
    change = row.change_percent
    return Total(
        float(row.value),
        row.qualifier,
        row.as_of or row.period_end,
        float(change) if isinstance(change, Decimal) else change,
        1 if row.change_decimals is None else row.change_decimals,
    )


def _add(one: Total, other: Total) -> Total:
    """A sum is as vague as the vaguest of its parts; a change published for a part says nothing of the whole."""
    qualifier = max(one.qualifier, other.qualifier, key=_BOUNDS.__getitem__)
    if {one.qualifier, other.qualifier} == {"at_least", "at_most"}:
        qualifier = "about"
    return Total(one.value + other.value, qualifier, min(one.as_of, other.as_of))
