"""Waiting times that count those still waiting (Kaplan and Meier 1958): the curve and its median."""

from collections.abc import Iterable, Iterator


def median(waits: Iterable[tuple[int, int, int]]) -> int | None:
    """The first day by which at least half have ended, from (days, ended, still waiting) counts.

    None where fewer than half have ended as far as is known. Ended on a day come before still waiting on that day.
    """
    # Products of fractions miss one half by rounding; a billionth is far below one case in ten million.
    return next((days for days, surviving, _ in _steps(waits) if surviving <= 0.5 + 1e-9), None)


def curve(waits: Iterable[tuple[int, int, int]]) -> list[tuple[int, float, int]]:
    """(days, share still waiting after them, how many waited until then) for each day on which anything is known."""
    return list(_steps(waits))


def _steps(waits: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, float, int]]:
    by_day: dict[int, list[int]] = {}
    for days, ended, waiting in waits:
        counts = by_day.setdefault(days, [0, 0])
        counts[0] += ended
        counts[1] += waiting
    at_risk = sum(ended + waiting for ended, waiting in by_day.values())
    surviving = 1.0
    for days in sorted(by_day):
        ended, waiting = by_day[days]
        surviving *= 1 - ended / at_risk if at_risk else 1.0
        yield days, surviving, at_risk
        at_risk -= ended + waiting
