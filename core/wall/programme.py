"""A programme as it is: its items in order, which of them are on at a moment, and in which theme."""

from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.access import Person
from core.scope import Request
from db.models import WallProgramme, WallSlot
from db.queries import wall
from db.session import Records

EVERY_DAY = "1234567"
ROLE = "wall_device"


@dataclass(frozen=True)
class Slot:
    """One item: `request` is what of its programme's place it shows; None where that can't be read any more."""

    id: int
    item: str
    subject: str
    query: str
    dwell_seconds: int
    weekdays: str = EVERY_DAY
    starts_at: str | None = None
    ends_at: str | None = None
    mode: str = "always"

    def is_in(self, wartime: bool) -> bool:
        """Whether it is shown in this mode of work."""
        return self.mode == "always" or (self.mode == "wartime") is wartime

    def is_on(self, now: datetime) -> bool:
        """Whether its days and hours in China hold `now`; hours that end before they start go over midnight."""
        local = now.astimezone(clock.SHANGHAI)
        hour, today = local.strftime("%H:%M"), str(local.isoweekday()) in self.weekdays
        if self.starts_at is None or self.ends_at is None or self.starts_at == self.ends_at:
            return today
        if self.starts_at < self.ends_at:
            return today and self.starts_at <= hour < self.ends_at
        yesterday = str((local.isoweekday() - 2) % 7 + 1) in self.weekdays
        return (today and hour >= self.starts_at) or (yesterday and hour < self.ends_at)

    @property
    def request(self) -> Request:
        """Raises BadPeriod or UnknownFilter where the words of another release can't be read."""
        return Request.from_query(dict(part.split("=", 1) for part in self.query.split("&") if "=" in part))


WARTIME_ITEM = "wartime"
DAILY = Slot(0, WARTIME_ITEM, "", "period=today", 40)
"""What wartime shows by itself: the day's reports and orders."""


@dataclass(frozen=True)
class Programme:
    """`version` goes back with an edit, so that nobody overwrites unseen."""

    id: int
    name: str
    area_code: str
    theme: str
    day_starts: str
    night_starts: str
    slots: tuple[Slot, ...]
    version: int

    def theme_at(self, now: datetime) -> str:
        """ "dark" or "light"."""
        if self.theme != "by_hour":
            return self.theme
        hour = now.astimezone(clock.SHANGHAI).strftime("%H:%M")
        if self.day_starts <= self.night_starts:
            return "light" if self.day_starts <= hour < self.night_starts else "dark"
        return "dark" if self.night_starts <= hour < self.day_starts else "light"

    def on(self, now: datetime, wartime: bool = False) -> tuple[Slot, ...]:
        """What is shown at that moment, in order; in wartime the day's board comes first, if nobody has placed it."""
        shown = tuple(slot for slot in self.slots if slot.is_on(now) and slot.is_in(wartime))
        placed = any(slot.item == WARTIME_ITEM for slot in shown)
        return (DAILY, *shown) if wartime and not placed else shown

    @property
    def viewer(self) -> Person:
        """Who looks at it: nobody in person, with the rights of a wall and the place of the programme."""
        return Person(None, f"wall:{self.id}", self.name, ROLE, self.area_code)


def find(records: Records, programme_id: int) -> Programme | None:
    with records.reading() as session:
        row = session.get(WallProgramme, programme_id)
        return as_read(row) if row is not None else None


def listed(records: Records) -> list[Programme]:
    """All of them, in the order they were made."""
    with records.reading() as session:
        return [as_read(row) for row in wall.programmes(session)]


def as_read(row: WallProgramme) -> Programme:
    slots = tuple(_slot(slot) for slot in row.slots)
    return Programme(row.id, row.name, row.area_code, row.theme, row.day_starts, row.night_starts, slots, row.version)


def _slot(row: WallSlot) -> Slot:
    told = (row.item, row.subject, row.query, row.dwell_seconds, row.weekdays, row.starts_at, row.ends_at, row.mode)
    return Slot(row.id, *told)
