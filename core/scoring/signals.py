"""Signs of work done for the score: shown, never rewarded; and the red and black list with its margin of error."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

import pandas as pd

from core.periods import unit_end

ENOUGH = 30
"""So many cases before anything is said of a body."""
LAST_DAYS = 3
TWICE = 2.0
SURGE = 15.0
_Z = 1.96
"""Of a normal distribution, the margin within which nineteen of twenty samples lie."""


@dataclass(frozen=True)
class Placed:
    """One body of the red and black list: rate in percent, sample, margin in points; "red", "black" or ""."""

    code: str
    rate: float
    sample: int
    margin: float
    list: str


@dataclass(frozen=True)
class Signal:
    """One sign: what it is of (a code of labels [scoring_signal]), the body, its figure, what it is held against."""

    kind: str
    code: str
    value: float
    against: float
    sample: int


def red_and_black(rates: pd.DataFrame, dimension: str) -> list[Placed]:
    """Who differs from all together by more than chance would: better is red, worse black; the best first.

    `rates` as `measure` gives them by a dimension. Bodies with fewer than ENOUGH answers are left out.
    """
    told = [row for row in rates.to_dict("records") if isinstance(row[dimension], str) and row["denominator"] >= ENOUGH]
    under = sum(row["denominator"] for row in told)
    if not under:
        return []
    whole = 100 * sum(row["numerator"] for row in told) / under
    placed = [_placed(str(row[dimension]), float(row["numerator"]), int(row["denominator"]), whole) for row in told]
    return sorted(placed, key=lambda one: (-one.rate, one.code))


def _placed(code: str, over: float, under: int, whole: float) -> Placed:
    share = over / under
    margin = 100 * _Z * sqrt(share * (1 - share) / under)
    # A sample without a single other answer isn't free of error: three in n is its bound.
    margin = margin or 300 / under
    rate = 100 * share
    side = "red" if rate - margin > whole else "black" if rate + margin < whole else ""
    return Placed(code, rate, under, margin, side)


def excessive(kind: str, rates: pd.DataFrame, dimension: str) -> list[Signal]:
    """Bodies whose rate is at least twice that of all together."""
    rows = [row for row in rates.to_dict("records") if isinstance(row[dimension], str) and row["denominator"] > 0]
    under = sum(row["denominator"] for row in rows)
    whole = 100 * sum(row["numerator"] for row in rows) / under if under else 0.0
    return [
        Signal(kind, str(row[dimension]), float(row["value"]), whole, int(row["denominator"]))
        for row in rows
        if whole and row["denominator"] >= ENOUGH and row["value"] >= TWICE * whole
    ]


def surges(kind: str, rates: pd.DataFrame, dimension: str) -> list[Signal]:
    """Bodies whose share has risen by SURGE points or more against the same time last year."""
    return [
        Signal(kind, str(row[dimension]), float(row["value"]), float(row["base"]), int(row["denominator"]))
        for row in rates.to_dict("records")
        if isinstance(row[dimension], str) and row["denominator"] >= ENOUGH and row["value"] - row["base"] >= SURGE
    ]


def spikes(kind: str, by_day: pd.DataFrame, dimension: str) -> list[Signal]:
    """Bodies at least twice as busy in the last days of the months as on their other days; both in cases a day."""
    late: dict[str, list[float]] = defaultdict(list)
    usual: dict[str, list[float]] = defaultdict(list)
    for row in by_day.to_dict("records"):
        if isinstance(row[dimension], str) and row["value"] == row["value"]:
            day = pd.Timestamp(row["day"]).date()
            (late if _is_late(day) else usual)[str(row[dimension])].append(float(row["value"]))
    found = (_spike(kind, code, late[code], usual.get(code, [])) for code in sorted(late))
    return [signal for signal in found if signal is not None]


def _spike(kind: str, code: str, late: Iterable[float], usual: Iterable[float]) -> Signal | None:
    busy, plain = list(late), list(usual)
    if not busy or not plain or sum(busy) + sum(plain) < ENOUGH:
        return None
    value, against = sum(busy) / len(busy), sum(plain) / len(plain)
    expected = against * len(busy)
    # Twice as many of a few is chance: the surplus must stand out from the spread of a count of that size.
    stands_out = sum(busy) - expected >= 2 * sqrt(expected)
    return (
        Signal(kind, code, value, against, int(sum(busy)))
        if against and value >= TWICE * against and stands_out
        else None
    )


def _is_late(day: date) -> bool:
    return (unit_end(day, "month") - day).days < LAST_DAYS


def relabelled(counts: Mapping[tuple[str, str], int]) -> list[Signal]:
    """Of matters whose label was changed after they came, how many became what counts less, by kind and place."""
    return [Signal(kind, code, float(count), 0.0, count) for (kind, code), count in sorted(counts.items())]
