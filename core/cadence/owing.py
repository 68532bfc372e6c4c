"""Who owes what: the bodies of each duty on a day, the period they report on, and when it is due."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.cadence.duties import Duty, duties
from core.cadence.modes import Modes
from core.periods import Span, unit_end, unit_start
from core.working_days import WorkingDays
from db.models import DutySetting
from db.queries.cadence import Owed, Place

EPOCH = 2000 * 12


@dataclass(frozen=True)
class Office:
    """All that decides who owes what: places, modes, settings, units that take turns, the calendar, this instant."""

    places: Mapping[int, Place]
    modes: Modes
    settings: Sequence[DutySetting]
    units: Mapping[str, Mapping[int, Sequence[str]]]
    """By duty, the codes of the units by area."""
    calendar: WorkingDays
    today: date
    now: datetime

    def path(self, place: Place) -> list[str]:
        """The codes from the root down to the place."""
        codes, here = [place.code], place
        while here.parent_id is not None:
            here = self.places[here.parent_id]
            codes.append(here.code)
        return codes[::-1]

    def asks(self, duty: Duty, place: Place, day: date) -> bool:
        """Whether the duty is asked for there: as the nearest area that has set it says, else as shipped (yes)."""
        own = [one for one in self.settings if one.duty == duty.key and one.valid_from <= day]
        if not own:
            return True
        for code in reversed(self.path(place)):
            if here := [one for one in own if one.area_code == code]:
                return here[-1].enabled
        return True


def owed(office: Office, since: date) -> Iterator[tuple[Owed, dict[str, Any]]]:
    """What is owed for each period that touches the days from `since` until today, with the columns of its row."""
    for duty in duties():
        for unit in duty.units:
            for span in _whole(Span(since, office.today), unit):
                yield from _for_period(office, duty, unit, span)


def due(duty: Duty, unit: str, span: Span, calendar: WorkingDays) -> tuple[date, date]:
    """The day to be reminded and the last day. What is owed daily is due the same day, working day or not."""
    if unit != duty.period:
        return span.end, span.end
    last = calendar.after(span.end, duty.due_days)
    return calendar.before(last, duty.remind_days), last


def _for_period(office: Office, duty: Duty, unit: str, span: Span) -> Iterator[tuple[Owed, dict[str, Any]]]:
    daily = unit != duty.period
    if daily and not office.modes.any:
        return
    day = min(span.end, office.today)
    remind_on, due_on = due(duty, unit, span, office.calendar)
    for place in office.places.values():
        if place.level not in duty.levels or not place.is_there(day):
            continue
        war = office.modes.any and office.modes.on_day(office.path(place), day, office.now) is not None
        bearer = _bearer(office, duty, place, span)
        if (duty.turn and not bearer) or not duty.is_owed(unit, war) or not office.asks(duty, place, day):
            continue
        yield (
            (duty.key, place.code, unit, span.start),
            {
                "duty": duty.key,
                "body_kind": duty.body,
                "area_id": place.id,
                "area_code": place.code,
                "bearer": bearer,
                "period_unit": unit,
                "period_start": span.start,
                "period_end": span.end,
                "wartime": daily,
                "remind_on": remind_on,
                "due_on": due_on,
                "superseded": False,
                "version": 1,
            },
        )


def _bearer(office: Office, duty: Duty, place: Place, span: Span) -> str | None:
    """The unit whose turn it is in this month; None where the duty doesn't go round, or there is no such unit."""
    units = office.units[duty.key].get(place.id, ()) if duty.turn else ()
    months = span.start.year * 12 + span.start.month - EPOCH
    return units[months % len(units)] if units else None


def _whole(span: Span, unit: str) -> Iterator[Span]:
    """The calendar units that a span touches, uncut."""
    for part in span.buckets(unit):
        yield Span(unit_start(part.start, unit), unit_end(part.start, unit), unit)
