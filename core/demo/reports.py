"""The demo's reports: half a year, mostly on time, some late, a few missing, and days of wartime in one county."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core import working_days
from core.cadence import escalating
from core.cadence.duties import Duty, duties, steps
from core.cadence.owing import due
from core.demo.places import Places
from core.demo.plan import Plan
from core.demo.shares import generator
from core.periods import Span, unit_end, unit_start

WEEKS = 26
DRILL = "530702"
DRILL_DAYS = 2
"""Days at whose end the county is in wartime mode: a Tuesday and a Wednesday, so that no period ends in it."""
LATE, MISSING, OPEN_DAYS = 0.045, 0.007, 12
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Batch:
    """The reports of one duty for one period, one a place: where, when, and numbers (-1: not returned)."""

    duty: Duty
    span: Span
    unit: str
    remind_on: date
    due_on: date
    place: np.ndarray
    returned_on: np.ndarray
    numbers: np.ndarray
    steps: dict[str, np.ndarray]
    """For each step the places that were taken to it, and the day."""
    step_days: dict[str, date]


def start(plan: Plan) -> date:
    """The Monday on which the demo's offices began."""
    return unit_start(plan.today, "week") - timedelta(weeks=WEEKS)


def drill(plan: Plan) -> tuple[date, date]:
    """The first day of the county's wartime mode, and the day on which it was called off."""
    first = unit_start(plan.today, "week") - timedelta(weeks=6) + timedelta(days=1)
    while any(unit_end(first + timedelta(days=n), "half_month") <= first + timedelta(days=2) for n in range(3)):
        first -= timedelta(weeks=1)
    return first, first + timedelta(days=DRILL_DAYS)


def batches(places: Places, plan: Plan) -> Iterator[Batch]:
    """Everything that was owed for periods that are over; what runs now is generated as in service."""
    calendar = working_days.published()
    spent = _reliability(places, plan)
    first, ended = drill(plan)
    for duty in duties():
        if duty.turn:
            continue
        chosen = np.array([at for level in duty.levels for at in places.level(level)], dtype=np.int64)
        for span in _over(start(plan), plan.today, duty.period):
            yield _batch(duty, span, duty.period, chosen, plan, calendar, spent)
        if duty.wartime == "day":
            inside = chosen[places.inside(DRILL)[chosen]]
            for day in range((ended - first).days):
                span = Span(first + timedelta(days=day), first + timedelta(days=day), "day")
                yield _batch(duty, span, "day", inside, plan, calendar, spent)


def _over(first: date, today: date, unit: str) -> Iterator[Span]:
    for part in Span(first, today).buckets(unit):
        whole = Span(unit_start(part.start, unit), unit_end(part.start, unit), unit)
        if whole.end < today:
            yield whole


def _reliability(places: Places, plan: Plan) -> np.ndarray:
    """How much more often than others each township's bodies are late."""
    rng = generator(plan.seed, "reports")
    own = rng.gamma(2.0, 0.5, len(places))
    township = places.above("township")
    return np.where(township >= 0, own[township], 0.6)


def _batch(
    duty: Duty,
    span: Span,
    unit: str,
    place: np.ndarray,
    plan: Plan,
    calendar: working_days.WorkingDays,
    spent: np.ndarray,
) -> Batch:
    rng = generator(plan.seed, "reports", duty.key, unit, str(span.start))
    remind_on, due_on = due(duty, unit, span, calendar)
    today, last = np.datetime64(plan.today, "D"), np.datetime64(due_on, "D")
    chance = rng.random(len(place)) / np.maximum(spent[place], 0.05)
    # Most report on the last days before it is due, never before the period is over.
    early = np.minimum(rng.integers(0, 3, len(place)), max(0, (due_on - span.end).days - 1))
    returned = last - early.astype("timedelta64[D]")
    late = chance < LATE + MISSING
    delay = np.where(chance < MISSING, rng.integers(6, OPEN_DAYS, len(place)), rng.integers(1, 6, len(place)))
    returned = np.where(late, last + delay.astype("timedelta64[D]"), returned)
    returned = np.where(returned > today, NEVER, returned)
    return Batch(
        duty, span, unit, remind_on, due_on, place, returned, _numbers(duty, ~np.isnat(returned), rng),
        *_steps(due_on, place, returned, late, calendar),
    )  # fmt: skip


def _numbers(duty: Duty, given: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Found, settled, referred: three rows; most screenings find nothing, analyses find a handful."""
    found = rng.poisson(0.35 if duty.act == "screening" else 3.0, len(given))
    settled = rng.binomial(found, 0.6)
    referred = rng.binomial(found - settled, 0.5)
    return np.where(given, np.array([found, settled, referred]), -1)


def _steps(
    due_on: date, place: np.ndarray, returned: np.ndarray, late: np.ndarray, calendar: working_days.WorkingDays
) -> tuple[dict[str, np.ndarray], dict[str, date]]:
    """Of those that came late in the end; those that are still owed are escalated as in service."""
    days = {step: escalating.step_on(due_on, after, calendar) for step, after in steps().items()}
    given = late & ~np.isnat(returned)
    return {step: given & (returned >= np.datetime64(day, "D")) for step, day in days.items()}, days
