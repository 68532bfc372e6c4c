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
    steps: dict[str, date]
    """The day of every step before the closing, by status."""
    again_on: date | None
    """The day on which it was found not to be done with and opened anew."""
    settled_at: str | None
    """The level of the body that settled it."""

    @property
    def on_time(self) -> bool | None:
        """None where it isn't closed or nobody knows."""
        if self.closed is None:
            return None
        return self.closed <= self.due if self.dated and self.due else self.said_on_time

    @property
    def checked(self) -> date | None:
        """The day on which it became known whether the closing held."""
        heard = self.visited if self.satisfaction else None
        return min((day for day in (heard, self.again_on) if day and self.closed), default=None)

    @property
    def refuted(self) -> date | None:
        heard = self.visited if self.satisfaction == "dissatisfied" else None
        return min((day for day in (heard, self.again_on) if day and self.closed), default=None)

    @property
    def judged(self) -> bool:
        return self.due is not None and (self.closed is None or self.on_time is not None)

    def is_open(self, day: date) -> bool:
        return self.opened <= day and (self.closed is None or self.closed > day)

    def is_overdue(self, day: date) -> bool:
        known = self.closed is None or self.dated
        return known and self.is_open(day) and self.due is not None and self.due < day


def handlings(session: Session) -> list[Handling]:
    """Every handling in the records."""
    areas = {area.id: area for area in session.scalars(select(Area))}
    categories = {category.key: category for category in session.scalars(select(Category))}
    units = {unit.id: unit for unit in session.scalars(select(MemberUnit))}
    found: list[Handling] = []
    for matter in session.scalars(select(Matter)):
        unit = units.get(matter.handling_unit_id or 0)
        dims = _dims(matter, areas, categories) | {"handling_unit": unit and unit.code}
        levels = {key: areas[unit.area_id].level for key, unit in units.items() if unit.area_id}
        found += [_handling(matter, episode, dims, levels) for episode in sorted({e.episode for e in matter.events})]
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


def _handling(matter: Matter, episode: int, dims: dict[str, str | None], levels: dict[int, str]) -> Handling:
    events = [event for event in matter.events if event.episode == episode]
    steps: dict[str, Any] = {event.status: event for event in events}
    opening = steps.get("reopened") or steps["reported"]
    closing, visit = steps.get("closed"), steps.get("followed_up")
    after = [event for event in matter.events if event.episode == episode + 1 and event.status == "reopened"]
    named = [event.unit_id for event in (steps.get("resolved"), closing) if event and event.unit_id]
    settler = (*named, matter.handling_unit_id or 0)[0]
    level = levels.get(settler) or levels.get(matter.handling_unit_id or 0)
    return Handling(
        dims | {"settled_level": level if closing else None},
        episode > 1,
        _day(opening),
        opening.due_on,
        closing and _day(closing),
        bool(closing and closing.dated),
        closing and closing.on_time,
        visit and _day(visit),
        visit and visit.satisfaction,
        {status: _day(event) for status, event in steps.items()},
        _day(after[0]) if after and closing else None,
        level if closing else None,
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


def _dispute(row: Handling) -> bool:
    return row.dims["matter_class"] == "dispute"


def _step(status: str) -> Callable[..., Counted]:
    return _flow(lambda row: row.steps.get(status), lambda row: True)


def _settled(*levels: str) -> Callable[..., Counted]:
    known = ("village", "township", "county", "prefecture")
    return _flow(
        lambda row: row.closed,
        lambda row: _dispute(row) and row.settled_at in levels,
        lambda row: _dispute(row) and row.settled_at in known,
    )


def _known(*names: str) -> Callable[..., Counted]:
    def filled(row: Handling) -> bool:
        return all(row.due if name == "due_on" else row.dims[name] for name in names)

    return _flow(lambda row: row.opened, filled, lambda row: True)


def _share(
    holds: Callable[[Handling, date], object], among: Callable[[Handling, date], object]
) -> Callable[..., Counted]:
    return lambda rows, start, end: (
        sum(bool(holds(row, end)) for row in rows),
        sum(bool(among(row, end)) for row in rows),
    )


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
    "new_disputes": _flow(lambda row: row.opened, lambda row: _dispute(row) and not row.again),
    "opened_handlings": _flow(lambda row: row.opened, lambda row: True),
    "accepted_matters": _step("accepted"),
    "dispatched_matters": _step("dispatched"),
    "arrived_matters": _step("arrived"),
    "resolved_matters": _step("resolved"),
    "followed_up_matters": _step("followed_up"),
    "due_matters": _flow(lambda row: row.due, lambda row: row.judged),
    "due_met_rate": _flow(lambda row: row.due, lambda row: row.judged and row.on_time, lambda row: row.judged),
    "resolved_in_time_rate": _flow(
        lambda row: row.steps.get("resolved"),
        lambda row: row.due and row.steps["resolved"] <= row.due,
        lambda row: row.due,
    ),
    "high_risk_share": _share(
        _is_high_risk, lambda row, day: row.is_open(day) and _dispute(row) and row.dims["risk_level"]
    ),
    "grave_matters": _stock(lambda row, day: row.is_open(day) and row.dims["severity"] in ("01", "02")),
    "group_matters": _stock(lambda row, day: row.is_open(day) and row.dims["scale"] in ("02", "03")),
    "new_grave_matters": _flow(
        lambda row: row.opened, lambda row: not row.again and row.dims["severity"] in ("01", "02")
    ),
    "new_group_matters": _flow(lambda row: row.opened, lambda row: not row.again and row.dims["scale"] in ("02", "03")),
    "settled_in_village_rate": _settled("village"),
    "settled_in_township_rate": _settled("village", "township"),
    "settled_in_county_rate": _settled("village", "township", "county"),
    "settled_disputes": _flow(lambda row: row.closed, lambda row: _dispute(row) and row.settled_at),
    "false_closures": _flow(lambda row: row.refuted, lambda row: True),
    "area_known_rate": _known("county"),
    "category_known_rate": _known("category"),
    "due_known_rate": _known("due_on"),
    "unit_known_rate": _known("handling_unit"),
    "complete_rate": _known("county", "category", "due_on", "handling_unit"),
    "undated_closures": _flow(lambda row: row.closed, lambda row: not row.dated),
    "overdue_share": _share(Handling.is_overdue, Handling.is_open),
    "clearance_ratio": lambda rows, start, end: (
        COUNTS["closed_matters"](rows, start, end)[0],
        COUNTS["opened_handlings"](rows, start, end)[0],
    ),
}
"""(numerator, denominator or None) of a metric over some handlings, from the first to the last day of a span."""


def _cohort(
    day: Callable[[Handling], date | None],
    done: Callable[[Handling], date | None],
    among: Callable[[Handling], date | None] | None = None,
    counted: bool = False,
) -> Callable[..., Counted]:
    """Of those of a day in the span, how many were done with by `known`; of all, or of those that `among` tells."""

    def count(rows: Iterable[Handling], start: date, end: date, known: date) -> Counted:
        inside = [row for row in rows if (at := day(row)) is not None and start <= at <= end]
        by_then = [[(at := told(row)) is not None and at <= known for row in inside] for told in (done, among) if told]
        over = sum(by_then[1]) if among else len(inside)
        return sum(by_then[0]), None if counted else over

    return count


COHORTS: dict[str, Callable[..., Counted]] = {
    "acceptance_rate": _cohort(lambda row: row.opened, lambda row: row.steps.get("accepted")),
    "resolution_rate": _cohort(lambda row: row.opened, lambda row: row.steps.get("resolved")),
    "closing_rate": _cohort(lambda row: row.opened, lambda row: row.closed),
    "follow_up_rate": _cohort(lambda row: row.closed, lambda row: row.visited),
    "reopening_rate": _cohort(lambda row: row.closed, lambda row: row.again_on),
    "checked_closures": _cohort(lambda row: row.closed, lambda row: row.checked, counted=True),
    "false_closure_rate": _cohort(lambda row: row.closed, lambda row: row.refuted, lambda row: row.checked),
}
"""The same of what became of the span's handlings by a day of knowledge."""
STOCKS = {
    *("open_matters", "overdue_matters", "high_risk_disputes", "high_risk_share", "grave_matters", "group_matters"),
    "overdue_share",
}


def value(counted: Counted) -> float | None:
    """The figure: a count, or a percentage; None where nothing can be divided."""
    numerator, denominator = counted
    if denominator is None:
        return numerator
    return 100 * numerator / denominator if denominator else None


def _closed_with_date(row: Handling) -> bool:
    return row.closed is None or row.dated


STAGES: dict[str, tuple[str, str, tuple[str, ...], Callable[[Handling], bool]]] = {
    "median_days_to_accept": ("opened", "accepted", ("closed",), lambda row: True),
    "median_days_to_dispatch": ("accepted", "dispatched", ("closed",), lambda row: True),
    "median_days_to_arrive": ("dispatched", "arrived", ("resolved", "closed"), lambda row: True),
    "median_days_to_resolve": ("opened", "resolved", ("closed",), lambda row: True),
    "median_days_to_close": ("opened", "closed", (), _closed_with_date),
    "median_days_to_follow_up": ("closed", "followed_up", ("again",), _closed_with_date),
}
"""From which step to which, by which others it is left, and whose days count."""


def median_days(metric: str, rows: Iterable[Handling], start: date, end: date, known_until: date) -> int | None:
    """Kaplan and Meier with exact fractions over the handlings that began the stage in the span."""
    first, last, others, counts = STAGES[metric]
    waits: list[tuple[int, bool]] = []
    for row in rows:
        days = row.steps | {"opened": row.opened, "closed": row.closed, "again": row.again_on}
        began, ended = days.get(first), days.get(last)
        if began is None or not start <= began <= end or not counts(row):
            continue
        done = ended is not None and ended <= known_until
        left = min([known_until, *(day for name in others if (day := days.get(name)))])
        waits.append((max(0, ((ended if done and ended else left) - began).days), done))
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
