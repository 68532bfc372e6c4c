"""The demo's monthly totals from outside: complaints by letter and visit, crimes recorded, homicides, by county."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core import catalogue
from core.demo.places import Places
from core.demo.plan import Plan
from core.demo.shares import generator
from core.periods import Span


@dataclass(frozen=True)
class Total:
    """One invented total: what a county (a position among the places) is said to have reported of a month."""

    indicator: str
    place: int
    month: Span
    value: int


def totals(places: Places, plan: Plan) -> Iterator[Total]:
    """Every whole month of the plan that a report of the 5th can tell of."""
    settings = catalogue.document("demo")["totals"]
    told = plan.today - timedelta(days=5)
    months = [month for month in Span(plan.start, told).buckets("month") if _whole(month)]
    for indicator, row in settings.items():
        rng = generator(plan.seed, "totals", indicator)
        for place in places.level("county"):
            size = sum(places.all[town].parent_code == places.all[place].code for town in places.level("township"))
            usual = row["per_township"] * max(size, 1) * float(rng.uniform(0.8, 1.25))
            for number, month in enumerate(months):
                expected = usual * (1 + row["yearly"]) ** (number / 12) * (1 + 0.12 * np.cos(month.start.month / 1.91))
                yield Total(indicator, place, month, int(rng.poisson(expected)))


def _whole(month: Span) -> bool:
    return month.start.day == 1 and (month.end + timedelta(days=1)).day == 1


def reported_on(month: Span) -> date:
    """The fifth of the month after."""
    return month.end + timedelta(days=5)
