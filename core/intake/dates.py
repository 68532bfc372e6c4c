"""Dates and times in the ways that Chinese tables write them, as instants."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from core import catalogue, clock
from core.intake.cells import plain

_WORDS = catalogue.document("reading")["date"]
_PATTERN = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?:?(Z|[+-]\d\d:?\d\d)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_ORDINARY = {"year": "-", "month": "-", "day": " ", "hour": ":", "minute": ":", "second": " "}
_MARKS = str.maketrans({mark: ordinary for part, ordinary in _ORDINARY.items() for mark in _WORDS[part]})
# What machines write is most of what is read, and is understood several times faster than what people write.
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
# Day 0 of a spreadsheet's serial numbers (1900 system, with its leap-year error already in it).
_SERIAL_ZERO = date(1899, 12, 30)
EARLIEST = date(1949, 10, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is the instant (local midnight where only the day is known), `day` the day in China."""

    at: datetime
    day: date
    timed: bool


@lru_cache(65536)
def read(text: str) -> Moment | None:
    """The moment that a cell tells, or None if it tells none (unwritten forms, the 30th of February, before 1949)."""
    if _ISO.fullmatch(text):
        return _local(text)
    written = re.sub(r"\s+", " ", plain(text).translate(_MARKS)).strip()
    match = _PATTERN.fullmatch(written) or _COMPACT.fullmatch(written)
    if match is None:
        return None
    year, month, day, hour, minute, second, *zone = match.groups()
    try:
        clock_time = time(int(hour or 0), int(minute or 0), int(second or 0))
        local = datetime.combine(date(int(year), int(month), int(day)), clock_time, clock.SHANGHAI)
    except ValueError:
        return None
    if zone and zone[0]:
        local = datetime.fromisoformat(local.replace(tzinfo=None).isoformat() + zone[0]).astimezone(clock.SHANGHAI)
    return Moment(local.astimezone(UTC), local.date(), hour is not None) if local.date() >= EARLIEST else None


def _local(text: str) -> Moment | None:
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)
    except ValueError:
        return None
    return Moment(local.astimezone(UTC), local.date(), len(text) > 10) if local.date() >= EARLIEST else None


def serial_day(text: str) -> date | None:
    """The day that a bare number would mean as a spreadsheet's date: worth a hint, never worth a guess."""
    number = plain(text).removesuffix(".0")
    if not (number.isdigit() and 20000 <= int(number) <= 80000):
        return None
    return _SERIAL_ZERO + timedelta(days=int(number))
