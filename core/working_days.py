"""Working days: the state calendar with its make-up days (source: chinesecalendar), and an office's own days on top."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from chinese_calendar import constants

from db.queries import calendar_days
from db.session import Records

KNOWN_YEARS = (min(constants.holidays).year, max(constants.holidays).year)


class WorkingDays:
    """Which days are worked on; days that aren't listed are worked on from Monday to Friday."""

    def __init__(self, listed: Mapping[date, bool]) -> None:
        self._listed = listed

    def holds(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return self._listed.get(day, day.weekday() < 5)

    def after(self, start: date, count: int) -> date:
        """The `count`-th working day after `start` (which itself doesn't count)."""
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= self.holds(day)
        return day

    def before(self, end: date, count: int) -> date:
        """The `count`-th working day before `end` (which itself doesn't count)."""
        day = end
        while count > 0:
            day -= timedelta(days=1)
            count -= self.holds(day)
        return day


def of_office(records: Records) -> WorkingDays:
    """The calendar as it stands in the records: the state's, and the days that the office has put in itself."""
    with records.reading() as session:
        return WorkingDays(dict(calendar_days.listed(session)))


def published() -> WorkingDays:
    """The state calendar alone."""
    return WorkingDays({day: working for day, working, _ in published_days()})


def published_days() -> Iterator[tuple[date, bool, str | None]]:
    """Days that differ from their weekday, as (day, working, holiday's Chinese name), for the years known."""
    for day, name in sorted(constants.holidays.items()):
        yield day, False, _chinese(name)
    for day, name in sorted(constants.workdays.items()):
        yield day, True, _chinese(name)


def are_provisional(days: Iterable[date]) -> bool:
    """Whether one of them lies where the state calendar isn't known: only weekends count there, and it must be said."""
    return any(not KNOWN_YEARS[0] <= day.year <= KNOWN_YEARS[1] for day in days)


def _chinese(name: str) -> str | None:
    holiday = next((member for member in constants.Holiday if member.value == name), None)
    # The enum's constructor sets the Chinese name, where a type checker can't see it.
    return vars(holiday)["chinese"] if holiday else None
