"""A second opinion: figures counted one by one in plain Python from the trails, sharing no code with the product."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Area, Category, Matter, MemberUnit

SHANGHAI = ZoneInfo("Asia/Shanghai")
Counted = tuple[int, int | None]


@dataclass(frozen=True)
class Handling:
    """One handling of a matter, as its trail tells; `dims` holds every dimension, areas at each level included."""

    dims: dict[str, str | None]
    again: bool
    opened: date
    due: date | None
    closed: date | None
    dated: bool
    said_on_time: bool | None
    visited: date | None
    satisfaction: str | None

    @property
    def on_time(self) -> bool | None:
        """None where it isn't closed or nobody knows."""
        if self.closed is None:
            return None
        return self.closed <= self.due if self.dated and self.due else self.said_on_time

    def is_open(self, day: date) -> bool:
        return self.opened <= day and (self.closed is None or self.closed > day)

    def is_overdue(self, day: date) -> bool:
        known = self.closed is None or self.dated
        return known and self.is_open(day) and self.due is not None and self.due < day


def handlings(session: Session) -> list[Handling]:
    """Every handling in the records."""
    areas = {area.id: area for area in session.scalars(select(Area))}
    categories = {category.key: category for category in session.scalars(select(Category))}
    units = {unit.id: unit.code for unit in session.scalars(select(MemberUnit))}
    found: list[Handling] = []
    for matter in session.scalars(select(Matter)):
        dims = _dims(matter, areas, categories) | {"handling_unit": units.get(matter.handling_unit_id or 0)}
        found += [_handling(matter, episode, dims) for episode in sorted({event.episode for event in matter.events})]
    return found


def _dims(matter: Matter, areas: dict[int, Area], categories: dict[str, Category]) -> dict[str, str | None]:
    dims: dict[str, str | None] = dict.fromkeys(("prefecture", "county", "township", "village"))
    at = matter.area_id
    while at is not None:
        dims[areas[at].level] = areas[at].code
        at = areas[at].parent_id
    detail = categories[matter.category_key] if matter.category_key else None
    if detail and detail.counts_as:
        detail = categories[detail.counts_as]
    top = detail
    while top and top.parent_key:
        top = categories[top.parent_key]
    dims |= {"category": top and top.key, "category_detail": detail and detail.key}
    for name in ("matter_class", "nature", "source", "scale", "severity", "risk_level"):
        dims[name] = getattr(matter, name)
    return dims


def _handling(matter: Matter, episode: int, dims: dict[str, str | None]) -> Handling:
    events = [event for event in matter.events if event.episode == episode]
    steps: dict[str, Any] = {event.status: event for event in events}
    opening = steps.get("reopened") or steps["reported"]
    closing, visit = steps.get("closed"), steps.get("followed_up")
    return Handling(
        dims,
        episode > 1,
        _day(opening),
        opening.due_on,
        closing and _day(closing),
        bool(closing and closing.dated),
        closing and closing.on_time,
        visit and _day(visit),
        visit and visit.satisfaction,
    )


def _day(event: Any) -> date:
    return event.at.astimezone(SHANGHAI).date()


def _flow(
    day: Callable[[Handling], date | None],
    numerator: Callable[[Handling], object],
    denominator: Callable[[Handling], object] | None = None,
) -> Callable[..., Counted]:
    def count(rows: Iterable[Handling], start: date, end: date) -> Counted:
        inside = [row for row in rows if (at := day(row)) is not None and start <= at <= end]
        over = denominator and sum(bool(denominator(row)) for row in inside)
        return sum(bool(numerator(row)) for row in inside), over

    return count


def _stock(holds: Callable[[Handling, date], object]) -> Callable[..., Counted]:
    return lambda rows, start, end: (sum(bool(holds(row, end)) for row in rows), None)


def _is_high_risk(row: Handling, day: date) -> bool:
    return row.is_open(day) and row.dims["matter_class"] == "dispute" and row.dims["risk_level"] == "high"


COUNTS: dict[str, Callable[..., Counted]] = {
    "new_matters": _flow(lambda row: row.opened, lambda row: not row.again),
    "closed_matters": _flow(lambda row: row.closed, lambda row: True),
    "closed_late": _flow(lambda row: row.closed, lambda row: row.on_time is False),
    "on_time_rate": _flow(lambda row: row.closed, lambda row: row.on_time, lambda row: row.on_time is not None),
    "reopened_matters": _flow(lambda row: row.opened, lambda row: row.again),
    "satisfaction_rate": _flow(
        lambda row: row.visited,
        lambda row: row.satisfaction in ("satisfied", "basically_satisfied"),
        lambda row: row.satisfaction,
    ),
    "open_matters": _stock(Handling.is_open),
    "overdue_matters": _stock(Handling.is_overdue),
    "high_risk_disputes": _stock(_is_high_risk),
}
"""(numerator, denominator or None) of a metric over some handlings, from the first to the last day of a span."""


def value(counted: Counted) -> float | None:
    """The figure: a count, or a percentage; None where nothing can be divided."""
    numerator, denominator = counted
    if denominator is None:
        return numerator
    return 100 * numerator / denominator if denominator else None


def median_days(rows: Iterable[Handling], start: date, end: date, known_until: date) -> int | None:
    """Kaplan and Meier with exact fractions over the handlings opened in the span."""
    waits: list[tuple[int, bool]] = []
    for row in rows:
        if start <= row.opened <= end and (row.closed is None or row.dated):
            ended = row.closed is not None and row.closed <= known_until
            waits.append((((row.closed if ended and row.closed else known_until) - row.opened).days, ended))
    surviving = Fraction(1)
    for day in sorted({days for days, ended in waits if ended}):
        at_risk = sum(days >= day for days, _ in waits)
        surviving *= 1 - Fraction(sum(days == day and ended for days, ended in waits), at_risk)
        if surviving <= Fraction(1, 2):
            return day
    return None


def year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def buckets(start: date, end: date, unit: str) -> dict[date, tuple[date, date]]:
    """The days of a span sorted into calendar units: by each unit's first day, its first and last day in the span."""
    found: dict[date, list[date]] = {}
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        found.setdefault(_FIRST_DAY[unit](day), []).append(day)
    return {first: (days[0], days[-1]) for first, days in found.items()}


_FIRST_DAY: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: date.fromisocalendar(*day.isocalendar()[:2], 1),
    "half_month": lambda day: date(day.year, day.month, 16 if day.day > 15 else 1),
    "month": lambda day: date(day.year, day.month, 1),
    "quarter": lambda day: date(day.year, {1: 1, 2: 4, 3: 7, 4: 10}[(day.month + 2) // 3], 1),
    "year": lambda day: date(day.year, 1, 1),
}


def within(rows: Iterable[Handling], dims: Sequence[str], keys: Sequence[str | None]) -> list[Handling]:
    """Those with these values in these dimensions."""
    return [row for row in rows if all(row.dims[name] == key for name, key in zip(dims, keys, strict=True))]
