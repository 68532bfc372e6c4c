"""Office time: the hours in which bodies work, as one unbroken axis on which delays can be added."""

from datetime import date, timedelta

import numpy as np

from core.working_days import published

MORNING = (9 * 3600, 12 * 3600)
AFTERNOON = (13 * 3600 + 1800, 17 * 3600 + 1800)
MORNING_LENGTH = MORNING[1] - MORNING[0]
DAY = MORNING_LENGTH + AFTERNOON[1] - AFTERNOON[0]
CLOCK_DAY = 86_400


class OfficeHours:
    """Converts between clock seconds since the local midnight of `first` and office seconds since its first opening."""

    def __init__(self, first: date, days: int) -> None:
        calendar = published()
        working = np.array([calendar.holds(first + timedelta(days=offset)) for offset in range(days)])
        self.first = first
        self.working = working
        self.opened = np.cumsum(working)
        """For each day, the number of working days up to and including it."""
        self.working_days = np.flatnonzero(working)

    def position(self, clock: np.ndarray) -> np.ndarray:
        """Office seconds at these clock seconds; outside hours, those of the next opening."""
        day, second = np.divmod(clock, CLOCK_DAY)
        morning = np.clip(second - MORNING[0], 0, MORNING_LENGTH)
        within = morning + np.clip(second - AFTERNOON[0], 0, DAY - MORNING_LENGTH)
        return np.where(self.working[day], (self.opened[day] - 1) * DAY + within, self.opened[day] * DAY)

    def clock(self, position: np.ndarray) -> np.ndarray:
        """Clock seconds of these office seconds; what lies beyond the calendar is put on its last day."""
        ordinal, within = np.divmod(position, DAY)
        day = self.working_days[np.minimum(ordinal, len(self.working_days) - 1)]
        start = np.where(within < MORNING_LENGTH, MORNING[0], AFTERNOON[0] - MORNING_LENGTH)
        return day * CLOCK_DAY + start + within

    def due_day(self, day: np.ndarray, allowed: np.ndarray) -> np.ndarray:
        """The day (offset from `first`) that is the `allowed`-th working day after `day`."""
        return self.working_days[np.minimum(self.opened[day] + allowed, len(self.working_days)) - 1]

    def end_of(self, due_day: np.ndarray) -> np.ndarray:
        """Office seconds when a working day's hours end, less one: the last moment of that day."""
        return self.opened[due_day] * DAY - 1

    @property
    def end(self) -> int:
        """The last clock second of the calendar: later moments are put here, far beyond anything that is kept."""
        return len(self.working) * CLOCK_DAY - 1

    def date(self, day: np.ndarray) -> np.ndarray:
        """Offsets as datetime64[D]."""
        return np.datetime64(self.first, "D") + day

    def instant(self, clock: np.ndarray) -> np.ndarray:
        """Clock seconds in Asia/Shanghai as datetime64[s] in UTC."""
        return np.datetime64(self.first, "s") + (clock - 8 * 3600)
