"""Periods of time: what "last quarter" means today, its buckets, and the span it is fairly compared with."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

UNITS = ("day", "week", "half_month", "month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAY = timedelta(days=1)
_DATE = r"(\d{4})-(\d{2})-(\d{2})"
# What is compared with the year before and followed by a next day must lie well within the calendar.
YEARS = range(1900, 2200)


class BadPeriod(ValueError):
    """A period that cannot be read, or whose end lies before its start."""


@dataclass(frozen=True)
class Span:
    """Days from `start` to `end`, both included.

    `unit` says which calendar unit it is (part of), if any; "day" is one day or the last so many days.
    """

    start: date
    end: date
    unit: str | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise BadPeriod(f"{self.start}..{self.end}")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def until(self, last: date) -> "Span | None":
        """The part up to and including `last`; None where nothing of it has begun by then."""
        if last < self.start:
            return None
        return Span(self.start, min(self.end, last), self.unit)

    def year_before(self) -> "Span":
        """The same calendar dates a year before (29 February becomes the 28th)."""
        return Span(_months_back(self.start, 12), _months_back(self.end, 12), self.unit)

    def previous(self) -> "Span":
        """The calendar unit before, cut at the same day; where the span is no (part of a) unit, as many days before."""
        begins = self.unit is not None and unit_start(self.start, self.unit) == self.start
        if self.unit == "week":
            return Span(self.start - 7 * _DAY, self.end - 7 * _DAY, self.unit)
        if self.unit == "half_month" and begins:
            return self._previous_half()
        if self.unit in MONTHS and begins:
            return self._previous_months(MONTHS[self.unit])
        if self.unit not in ("day", "half_month") and (months := _whole_months(self)):
            return self._previous_months(months)
        return Span(self.start - self.days * _DAY, self.start - _DAY, self.unit)

    def _previous_months(self, months: int) -> "Span":
        start, last = _months_back(self.start, months), self.start - _DAY
        whole = self.end == _month_end(_months_back(self.start, 1 - months))
        return Span(start, last if whole else _months_back(self.end, months), self.unit)

    def _previous_half(self) -> "Span":
        start = unit_start(self.start - _DAY, "half_month")
        whole = self.end == unit_end(self.start, "half_month")
        last = self.start - _DAY
        return Span(start, last if whole else min(start + (self.days - 1) * _DAY, last), "half_month")

    def buckets(self, unit: str) -> Iterator["Span"]:
        """The calendar units that the span touches, first and last cut to it."""
        start = self.start
        while start <= self.end:
            end = min(unit_end(start, unit), self.end)
            yield Span(start, end, unit)
            start = end + _DAY


@dataclass(frozen=True)
class Period:
    """A period as it stands in a link: relative ("last_quarter", "r30") stays relative, absolute stays as written."""

    key: str

    @staticmethod
    def parse(text: str) -> "Period":
        """Reads this_/last_ + unit, today, yesterday, rN, 2026, 2026Q3, 2026-11, 2026-11a/b, a date, or date..date."""
        period = Period(text.strip())
        period.resolve(date(2024, 2, 29))
        return period

    @staticmethod
    def between(start: date, end: date) -> "Period":
        return Period.parse(f"{start.isoformat()}..{end.isoformat()}")

    @property
    def relative(self) -> bool:
        return not self.key[:1].isdigit()

    def resolve(self, today: date) -> Span:
        """The days meant, as seen on `today`; "this" units run to today. Raises BadPeriod."""
        try:
            span = _relative(self.key, today) if self.relative else _absolute(self.key)
        except (ValueError, OverflowError) as error:
            raise BadPeriod(self.key) from error
        if span.start.year not in YEARS or span.end.year not in YEARS:
            raise BadPeriod(self.key)
        return span


def unit_start(day: date, unit: str) -> date:
    """The first day of the calendar unit that holds `day`; weeks start on Monday, half-months on the 1st and 16th."""
    match unit:
        case "day":
            return day
        case "week":
            return day - day.weekday() * _DAY
        case "half_month":
            return day.replace(day=1 if day.day <= 15 else 16)
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)
    raise BadPeriod(unit)


def unit_end(day: date, unit: str) -> date:
    """The last day of the calendar unit that holds `day`."""
    start = unit_start(day, unit)
    match unit:
        case "day":
            return start
        case "week":
            return start + 6 * _DAY
        case "half_month":
            return start.replace(day=15) if start.day == 1 else _month_end(start)
    last_month = start.month + MONTHS[unit] - 1
    return _month_end(start.replace(month=last_month))


def _relative(key: str, today: date) -> Span:
    if key == "today":
        return Span(today, today, "day")
    if key == "yesterday":
        return Span(today - _DAY, today - _DAY, "day")
    if match := re.fullmatch(r"r([1-9]\d{0,3})", key):
        return Span(today - (int(match[1]) - 1) * _DAY, today, "day")
    which, _, unit = key.partition("_")
    if which == "this" and unit in UNITS:
        return Span(unit_start(today, unit), today, unit)
    if which == "last" and unit in UNITS:
        last = unit_start(today, unit) - _DAY
        return Span(unit_start(last, unit), last, unit)
    raise BadPeriod(key)


def _absolute(key: str) -> Span:
    if match := re.fullmatch(rf"{_DATE}\.\.{_DATE}", key):
        first, last = (date(*map(int, match.groups()[i : i + 3])) for i in (0, 3))
        return Span(first, last)
    if re.fullmatch(_DATE, key):
        return Span(date.fromisoformat(key), date.fromisoformat(key), "day")
    if match := re.fullmatch(r"(\d{4})-(\d{2})([ab]?)", key):
        start = date(int(match[1]), int(match[2]), 16 if match[3] == "b" else 1)
        unit = "half_month" if match[3] else "month"
        return Span(start, unit_end(start, unit), unit)
    if match := re.fullmatch(r"(\d{4})Q([1-4])", key):
        start = date(int(match[1]), int(match[2]) * 3 - 2, 1)
        return Span(start, unit_end(start, "quarter"), "quarter")
    if match := re.fullmatch(r"\d{4}", key):
        return Span(date(int(key), 1, 1), date(int(key), 12, 31), "year")
    raise BadPeriod(key)


def _whole_months(span: Span) -> int | None:
    """How many whole months the span has; 1 also for the first days of a month; None where it's neither."""
    if span.start.day != 1 or span.days == 1:
        return None
    months = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month + 1
    return months if months == 1 or span.end == _month_end(span.end) else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, the month's last where it has no such day."""
    return _months_back(day, -months)


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
