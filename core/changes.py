"""How a figure is set against its base: like for like, and silent where a comparison would mislead."""

from dataclasses import dataclass

SMALL_BASE = 10


@dataclass(frozen=True)
class Change:
    """`difference` in the metric's unit; `change` in `unit` ("%", "point" or "day"), None where it would mislead."""

    difference: float | None
    change: float | None
    unit: str | None
    comparable: bool
    reason: str | None = None
    decimals: int = 1
    """With how many decimals it is shown: one, none for days, and as published where it was published."""


def of_count(value: float, base: float) -> Change:
    """Relative change in percent; a base of 0 has none, a base under 10 shows the difference only (DOMAIN §8)."""
    difference = value - base
    if base == 0:
        return Change(difference, None, "%", False, "base_zero")
    if abs(base) < SMALL_BASE:
        return Change(difference, None, "%", False, "small_base")
    return Change(difference, 100 * difference / base, "%", True)


def of_ratio(value: float, base: float, base_count: float) -> Change:
    """Relative change of a quotient in percent; what was counted in the base decides whether it means anything."""
    if base == 0 or base_count < SMALL_BASE:
        return Change(value - base, None, "%", False, "base_zero" if base == 0 else "small_base")
    return Change(value - base, 100 * (value - base) / base, "%", True)


def of_rate(value: float, base: float, base_denominator: float) -> Change:
    """The difference of two percentages, in percentage points."""
    if base_denominator < SMALL_BASE:
        return Change(value - base, None, "point", False, "small_base")
    return Change(value - base, value - base, "point", True)


def of_days(value: float, base: float, base_cases: float) -> Change:
    """The difference of two medians, in days."""
    if base_cases < SMALL_BASE:
        return Change(value - base, None, "day", False, "small_base")
    return Change(value - base, value - base, "day", True, decimals=0)


def as_published(percent: float, decimals: int) -> Change:
    """A change that was published with the figure; its base is implied, so no difference is claimed."""
    return Change(None, percent, "%", True, "implied_base", decimals)


def impossible(reason: str) -> Change:
    return Change(None, None, None, False, reason)
