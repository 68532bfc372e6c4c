"""One headline figure as `measure` answered it: the number, its two comparisons and its recent course."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from core import catalogue, numbers
from core.definitions import Metric, definition

SMALL = "below_ten"


@dataclass(frozen=True)
class Compared:
    """A figure against one base; `reason` is the code of why there is no change to show."""

    base: float | None
    difference: float | None
    change: float | None
    unit: str | None
    decimals: int
    reason: str | None
    about: bool = False
    """Whether what is compared is only known about: then the change says so, and not which way things go."""

    @property
    def written(self) -> str:
        """The change with its sign and unit, as exact as it is known."""
        return _about(numbers.change(self.change, self.unit, self.decimals), self.about and self.change is not None)


@dataclass(frozen=True)
class Figure:
    """A metric's value with its parts and both comparisons; numbers are None where there is none."""

    metric: Metric
    value: float | None
    numerator: float | None
    denominator: float | None
    as_of: datetime | None
    reason: str | None
    year: Compared
    previous: Compared
    course: tuple[float | None, ...] = ()
    about: bool = False
    """Whether the number is only known about."""

    @property
    def written(self) -> tuple[str, str]:
        """The number and the unit behind it; what is only known to be small is written as less than ten."""
        if self.reason == SMALL and not self.metric.is_rate:
            return catalogue.say("numbers.below_ten"), self.metric.unit
        number, unit = numbers.quantity(self.value, self.metric.unit, self.metric.decimals)
        return _about(number, self.about), unit

    def known_about(self) -> "Figure":
        """The same, only known about, and so are its comparisons."""
        year, previous = (replace(pair, about=True) for pair in (self.year, self.previous))
        return replace(self, about=True, year=year, previous=previous)


def figures(rows: pd.DataFrame, courses: pd.DataFrame) -> dict[str, Figure]:
    """By metric: `rows` of a measure compared with "year" and "previous", `courses` of the same by month."""
    along = {key: tuple(_number(value) for value in group) for key, group in courses.groupby("metric")["value"]}
    return {figure.metric.key: figure for figure in _read(rows, along)}


def _read(rows: pd.DataFrame, along: dict[Any, tuple[float | None, ...]]) -> Iterator[Figure]:
    for key, pair in rows.groupby("metric", sort=False):
        compared = {row["comparison"]: row for row in pair.to_dict("records")}
        row = compared["year"]
        yield Figure(
            metric=definition(str(key)),
            value=_number(row["value"]),
            numerator=_number(row["numerator"]),
            denominator=_number(row["denominator"]),
            as_of=None if pd.isna(row["as_of"]) else row["as_of"],
            reason=_text(row["reason"]) if _number(row["value"]) is None else None,
            year=_compared(row),
            previous=_compared(compared["previous"]),
            course=along.get(key, ()),
        )


def _compared(row: Mapping[Any, Any]) -> Compared:
    return Compared(
        _number(row["base"]),
        _number(row["difference"]),
        _number(row["change"]),
        _text(row["change_unit"]),
        int(row["change_decimals"]),
        _text(row["reason"]),
    )


def _about(written: str, about: bool) -> str:
    return catalogue.say("numbers.about", number=written) if about else written


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def values(points: Sequence[float | None], decimals: int) -> str:
    """A course read aloud, for those who can't see it."""
    return " ".join(numbers.full(point, decimals) for point in points)
