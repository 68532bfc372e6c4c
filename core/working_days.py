"""Working days of the state calendar with its make-up days, and its holidays' names (source: chinesecalendar)."""

from collections.abc import Iterator
from datetime import date, timedelta

from chinese_calendar import constants

KNOWN_YEARS = (min(constants.holidays).year, max(constants.holidays).year)


def published_days() -> Iterator[tuple[date, bool, str | None]]:
    """Days that differ from their weekday, as (day, working, holiday's Chinese name), for the years known."""
    for day, name in sorted(constants.holidays.items()):
        yield day, False, _chinese(name)
    for day, name in sorted(constants.workdays.items()):
        yield day, True, _chinese(name)


def is_provisional(day: date) -> bool:
    """True where the state calendar isn't known: only weekends count there, and what is computed is provisional."""
    return not KNOWN_YEARS[0] <= day.year <= KNOWN_YEARS[1]


def is_working_day(day: date) -> bool:
    if day in constants.workdays:
        return True
    return day not in constants.holidays and day.weekday() < 5


def add_working_days(start: date, count: int) -> date:
    """The `count`-th working day after `start` (which itself doesn't count)."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def _chinese(name: str) -> str | None:
    holiday = next((member for member in constants.Holiday if member.value == name), None)
    # The enum's constructor sets the Chinese name, where a type checker can't see it.
    return vars(holiday)["chinese"] if holiday else None
