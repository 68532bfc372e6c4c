"""Signs of work done for the score: shown, never rewarded; and the red and black list with its margin of error."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

from core.periods import unit_end

Ask = Callable[[str, Sequence[str], Mapping[str, Sequence[str]], Sequence[str]], pd.DataFrame]
"""Answers a metric by dimensions, under filters, with comparisons, as `measure` does for one scope."""
COMPLAINTS = {"nature": ("complaint",)}
OF_GROUPS = {"scale": ("02", "03")}
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
    """One sign: what it is of (a code of labels [scoring_signal]), the body, its figure, what it is held against.

    `value` and `against` are percents, or cases a day of a rush; of changed labels `value` are matters of `sample`.
    """

    kind: str
    code: str
    value: float
    against: float
    sample: int


def signs(ask: Ask, counts: Mapping[tuple[str, str], int], level: str) -> list[Signal]:
    """All signs by the places of a level; `counts` as relabelling.counted gives them."""
    still = {
        "softened": ask("new_matters", (level,), COMPLAINTS, ()),
        "split": ask("new_matters", (level,), OF_GROUPS, ()),
    }
    return [
        *relabelled(
            counts, {(kind, row[level]): int(row["value"]) for kind in still for row in _told(still[kind], level)}
        ),
        *excessive("false_closure", ask("false_closure_rate", (level,), {}, ()), level),
        *spikes("rush", ask("closed_matters", ("day", level), {}, ()), level),
        *surges("oral", ask("mediation_oral_share", (level,), {}, ("year",)), level),
    ]


def _told(rates: pd.DataFrame, dimension: str) -> list[dict[str, Any]]:
    return [row for row in rates.to_dict("records") if isinstance(row[dimension], str)]  # type: ignore[misc]


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


def relabelled(counts: Mapping[tuple[str, str], int], still: Mapping[tuple[str, str], int]) -> list[Signal]:
    """Matters whose label was changed after they came into one that counts less, by kind and place.

    `still` are those that came in the time and are still called so: with the changed ones they are the sample.
    """
    return [
        Signal(kind, code, float(count), 0.0, count + still.get((kind, code), 0))
        for (kind, code), count in sorted(counts.items())
    ]
