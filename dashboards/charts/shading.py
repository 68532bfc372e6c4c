"""How dark a place or cell is: five steps by quantiles for amounts, by fixed bounds for changes; and their legend."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf, isnan
from typing import NamedTuple

import altair as alt
import pandas as pd

from core import catalogue, numbers
from dashboards.theme import Theme

STEPS = 5
NO_DATA = -1
# Percent, on both sides of no change.
_BOUNDS = (-20.0, -5.0, 5.0, 20.0)
# Nearer than this share of the most, or than so many points of a percentage, amounts aren't worth another shade.
_APART = 0.05
_POINTS_APART = 1.0


class Shaded(NamedTuple):
    """A step for each value (NO_DATA for none), and each step in use with its words."""

    shades: list[int]
    legend: list[tuple[int, str]]


def shaded(values: Sequence[float], tone: str, *, decimals: int = 0, unit: str = "") -> Shaded:
    """`tone` as the theme's steps: "change" is shaded by how much up or down, everything else by how much."""
    present = pd.Series([value for value in values if not isnan(value)], dtype=float)
    if tone == "change":
        shades, legend = _by_bounds(values)
    elif present.empty:
        shades, legend = [NO_DATA] * len(values), []
    else:
        shades, legend = _by_quantiles(values, present, decimals, unit)
    if NO_DATA in shades:
        nothing = "tiles.legend.not_comparable" if tone == "change" else "charts.no_data"
        legend.insert(0, (NO_DATA, catalogue.say(nothing)))
    return Shaded(shades, legend)


def colour(theme: Theme, tone: str) -> alt.Color:
    """Fills marks by the column `shade`."""
    return _by_shade(theme.no_data, theme.steps(tone))


def ink(theme: Theme, tone: str) -> alt.Color:
    """Colours what is written on such marks."""
    return _by_shade(theme.text, [theme.ink(step) for step in theme.steps(tone)])


def _by_shade(nothing: str, steps: Sequence[str]) -> alt.Color:
    scale = alt.Scale(domain=[NO_DATA, *range(STEPS)], range=[nothing, *steps])
    return alt.Color("shade", type="ordinal", legend=None, scale=scale)


def _by_bounds(values: Sequence[float]) -> tuple[list[int], list[tuple[int, str]]]:
    shades = [NO_DATA if isnan(value) else sum(value > bound for bound in _BOUNDS) for value in values]
    words = [f"{numbers.full(bound)}%" if bound < 0 else f"+{numbers.full(bound)}%" for bound in _BOUNDS]
    between = [catalogue.say("tiles.legend.between", low=low, high=high) for low, high in pairwise(words)]
    return shades, list(enumerate([f"\N{LESS-THAN OR EQUAL TO}{words[0]}", *between, f">{words[-1]}"]))


def _by_quantiles(
    values: Sequence[float], present: pd.Series, decimals: int, unit: str
) -> tuple[list[int], list[tuple[int, str]]]:
    """Quantiles, so that every shade is in use; each step is named by the least and the most that have it."""
    most = float(present.max())
    quantiles = present.quantile([step / STEPS for step in range(1, STEPS)], interpolation="lower")
    cuts = _apart(quantiles, most, _POINTS_APART if unit == numbers.PERCENT else _APART * abs(most))
    # Few different values use the middle of the ramp, so that one lone place isn't painted as the worst.
    first = (STEPS - len(cuts) - 1) // 2
    shades = [NO_DATA if isnan(value) else first + sum(value > cut for cut in cuts) for value in values]
    held = [present[(present > low) & (present <= high)] for low, high in pairwise((-inf, *cuts, most))]
    return shades, list(enumerate([_from_to(step, decimals, unit) for step in held], first))


def _from_to(step: pd.Series, decimals: int, unit: str) -> str:
    least, most = (numbers.short(float(end), decimals) for end in (step.min(), step.max()))
    return (most if least == most else catalogue.say("tiles.legend.between", low=least, high=most)) + unit


def _apart(quantiles: Iterable[float], most: float, least: float) -> list[float]:
    """The cuts that stand at least `least` below the next: 22, 23 and 24 are as good as the same."""
    kept = [most]
    for cut in sorted(quantiles, reverse=True):
        if cut < kept[-1] and kept[-1] - cut >= least:
            kept.append(float(cut))
    return sorted(kept[1:])
