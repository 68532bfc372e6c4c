"""When matters come in: growth over the years, seasons, Spring Festival, working days and days of rest, by type."""

from datetime import date, timedelta

import numpy as np

from core import catalogue
from core.demo.kinds import kinds
from core.demo.shares import generator
from core.working_days import published, published_days

BEFORE_SPRING = 30
AFTER_SPRING = 20


def days_of(start: date, end: date) -> list[date]:
    """All days from `start` to `end`, both included."""
    return [start + timedelta(days=offset) for offset in range((end - start).days + 1)]


def weights(days: list[date], seed: int) -> np.ndarray:
    """Days × kinds: the expected share of all matters; the whole table sums to 1, each kind to its share."""
    noise = catalogue.document("demo")["rhythm"]["daily_noise"]
    daily = np.array([np.exp(generator(seed, "day", day).normal(0.0, noise)) for day in days])
    spring = spring_festivals()
    shapes = {season: _season(days, season, spring) for season in {kind.season for kind in kinds()}}
    weeks = {name: _week(days, name, spring) for name in {kind.matter_class for kind in kinds()}}
    table = np.column_stack([shapes[kind.season] * weeks[kind.matter_class] * daily for kind in kinds()])
    table *= np.array([kind.share for kind in kinds()]) / table.sum(axis=0)
    return table / table.sum()


def spring_festivals() -> list[tuple[date, date]]:
    """First and last day of the Spring Festival holidays that the state calendar knows."""
    name = catalogue.document("demo")["rhythm"]["spring_festival"]
    found = sorted(day for day, working, holiday in published_days() if holiday == name and not working)
    years = sorted({day.year for day in found})
    return [(min(d for d in found if d.year == year), max(d for d in found if d.year == year)) for year in years]


def _season(days: list[date], season: str, spring: list[tuple[date, date]]) -> np.ndarray:
    shape = catalogue.document("demo")["season"][season]
    before, after = shape.get("before_spring", 1.0), shape.get("after_spring", 1.0)
    return np.array([_month(shape["months"], day) * _near_spring(day, spring, before, after) for day in days])


def _month(months: list[float], day: date) -> float:
    """The months' factors joined by straight lines through the 15th, so that no month begins with a step."""
    offset = (day.day - 15) / 30
    neighbour = months[(day.month - 1 + (1 if offset > 0 else -1)) % 12]
    return months[day.month - 1] * (1 - abs(offset)) + neighbour * abs(offset)


def _near_spring(day: date, spring: list[tuple[date, date]], before: float, after: float) -> float:
    for first, last in spring:
        if first - timedelta(days=BEFORE_SPRING) <= day < first:
            return before
        if last < day <= last + timedelta(days=AFTER_SPRING):
            return after
    return 1.0


def _week(days: list[date], matter_class: str, spring: list[tuple[date, date]]) -> np.ndarray:
    """Growth since the first day, times the factor of the day's kind."""
    settings = catalogue.document("demo")["classes"][matter_class]
    growth = (1 + settings["growth"]) ** (np.arange(len(days)) / 365.25)
    holidays = {day for day, working, _name in published_days() if not working and day.weekday() < 5}
    calendar, rest = published(), settings["rest_day"]
    return growth * np.array([_kind_of_day(day, calendar.holds(day), rest, holidays, spring) for day in days])


def _kind_of_day(day: date, working: bool, rest: float, holidays: set[date], spring: list[tuple[date, date]]) -> float:
    rhythm = catalogue.document("demo")["rhythm"]
    if any(first <= day <= last for first, last in spring):
        return rest * rhythm["spring_holiday"]
    if working:
        return rhythm["makeup_day"] if day.weekday() >= 5 else rhythm["monday"] if day.weekday() == 0 else 1.0
    return rest * rhythm["holiday"] if day in holidays else rest
