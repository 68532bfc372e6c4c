"""The median of waiting times that counts those still waiting (Kaplan and Meier 1958)."""

from collections.abc import Iterable


def median(waits: Iterable[tuple[int, int, int]]) -> int | None:
    """The first day by which at least half have ended, from (days, ended, still waiting) counts.

    None where fewer than half have ended as far as is known. Ended on a day come before still waiting on that day.
    """
    by_day: dict[int, list[int]] = {}
    for days, ended, waiting in waits:
        counts = by_day.setdefault(days, [0, 0])
        counts[0] += ended
        counts[1] += waiting
    at_risk = sum(ended + waiting for ended, waiting in by_day.values())
    surviving = 1.0
    for days in sorted(by_day):
        ended, waiting = by_day[days]
        if ended:
            surviving *= 1 - ended / at_risk
            # Products of fractions miss one half by rounding; a billionth is far below one case in ten million.
            if surviving <= 0.5 + 1e-9:
                return days
        at_risk -= ended + waiting
    return None
