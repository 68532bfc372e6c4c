"""Office time: delays run in working hours of working days only."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from core.demo.office_hours import DAY, OfficeHours

# Friday 2026-09-18; the following Sunday is a make-up working day, 25 to 27 September are holidays.
HOURS = OfficeHours(date(2026, 9, 18), 60)


START = datetime.fromisoformat("2026-09-18")


def clock(text: str) -> np.ndarray:
    return np.array([(datetime.fromisoformat(text) - START).total_seconds()], dtype=np.int64)


def later(start: str, seconds: int) -> str:
    found = HOURS.clock(HOURS.position(clock(start)) + seconds)[0]
    return (START + timedelta(seconds=int(found))).isoformat(" ", "minutes")


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2026-09-18 10:00", 3600, "2026-09-18 11:00"),
        ("2026-09-18 11:30", 3600, "2026-09-18 14:00"),
        ("2026-09-18 12:30", 60, "2026-09-18 13:31"),
        ("2026-09-18 20:00", 3600, "2026-09-20 10:00"),
        ("2026-09-19 08:00", 3600, "2026-09-20 10:00"),
        ("2026-09-24 17:00", 3600, "2026-09-28 09:30"),
        ("2026-09-18 10:00", DAY, "2026-09-20 10:00"),
    ],
)
def test_delays_skip_lunch_nights_and_days_of_rest(start: str, seconds: int, end: str) -> None:
    assert later(start, seconds) == end


def test_the_due_day_is_counted_in_working_days() -> None:
    day = np.array([0, 1, 6])
    found = HOURS.date(HOURS.due_day(day, np.array([1, 1, 2])))
    assert found.tolist() == [date(2026, 9, 20), date(2026, 9, 20), date(2026, 9, 29)]


def test_a_time_is_never_moved_back() -> None:
    clocks = np.arange(0, 30 * 86_400, 997)
    assert (HOURS.clock(HOURS.position(clocks)) >= clocks).all()


def test_instants_are_stored_in_utc() -> None:
    assert HOURS.instant(clock("2026-09-18 07:00"))[0] == np.datetime64("2026-09-17T23:00:00")
