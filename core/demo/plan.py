"""What is to be generated: seed, days, number of matters, and the fingerprint that tells two plans apart."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from core import catalogue, clock

SEED = 20231106
MATTERS = 200_000
YEARS = 4
GENERATOR = "3"
"""Raised when the same plan would yield other data than before, so that old demo data is known as such."""


@dataclass(frozen=True)
class Plan:
    """`now` cuts today's course of events; it isn't part of the fingerprint: the clock goes on, the plan doesn't."""

    today: date
    now: datetime
    matters: int = MATTERS
    seed: int = SEED

    @property
    def start(self) -> date:
        """The first day with matters: the same date `YEARS` earlier, plus one day."""
        leap = self.today.month == 2 and self.today.day == 29
        return self.today.replace(year=self.today.year - YEARS, day=28 if leap else self.today.day) + timedelta(days=1)

    def describe(self) -> str:
        """In Chinese, for the person who finds its data."""
        return catalogue.say("demo.command.plan", seed=self.seed, today=self.today, matters=f"{self.matters:,}")

    def fingerprint(self) -> str:
        return sha256(f"{GENERATOR} {self.seed} {self.today} {self.matters}".encode()).hexdigest()


def plan(today: date | None = None, matters: int = MATTERS, seed: int = SEED) -> Plan:
    """The plan for a run at this moment: up to the current hour, or to the end of a `today` that is already over.

    Raises ValueError where `today` lies in the future or `matters` isn't positive.
    """
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    day = today or clock.today()
    if day > clock.today() or matters < 1:
        raise ValueError(f"nothing to generate: {day}, {matters} matters")
    return Plan(day, min(hour, clock.start_of(day + timedelta(days=1))), matters, seed)
