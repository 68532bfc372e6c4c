"""The calendar of a room: on each day of some weeks, who meets when, and which clocks run out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import clock
from core.periods import Span
from core.scope import Scope
from core.working_days import WorkingDays
from db.queries import mediation_agenda
from db.session import Records

SESSION = "session"


@dataclass(frozen=True)
class Entry:
    """A meeting (at an hour; `state` "planned", "held", "missed" or "cancelled") or a clock's last day ("due", "over").

    `kind` is SESSION or the kind of the clock.
    """

    code: str
    kind: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True)
class Day:
    """One day; `within` the month that is shown, or only in its first or last week."""

    day: date
    within: bool
    working: bool
    entries: tuple[Entry, ...]


def weeks(shown: Span) -> Span:
    """The whole weeks, from Monday on, in which the days lie."""
    return Span(shown.start - timedelta(shown.start.weekday()), shown.end + timedelta(6 - shown.end.weekday()))


def of_room(records: Records, scope: Scope, room: str, shown: Span, calendar: WorkingDays) -> list[list[Day]]:
    """The weeks in which the days lie, each of seven days; within a day meetings by their hour, then clocks."""
    whole = weeks(shown)
    found = defaultdict(list)
    for day, entry in _entries(records, scope, room, whole):
        found[day].append(entry)
    days = [Day(day, shown.start <= day <= shown.end, calendar.holds(day), tuple(found[day])) for day in _days(whole)]
    return [days[at : at + 7] for at in range(0, len(days), 7)]


def halted(records: Records, scope: Scope, room: str) -> int:
    """How many clocks of the room stand still: they run out on no day."""
    with records.reading(within=scope.codes) as session:
        return mediation_agenda.halted(session, scope.codes, room)


def _entries(records: Records, scope: Scope, room: str, span: Span) -> Iterator[tuple[date, Entry]]:
    start, end = clock.start_of(span.start), clock.start_of(span.end + timedelta(days=1))
    with records.reading(within=scope.codes) as session:
        for one, code in mediation_agenda.sessions_of(session, scope.codes, room, start, end):
            state = "missed" if one.state == "planned" and clock.local_day(one.planned_at) < scope.today else one.state
            yield clock.local_day(one.planned_at), Entry(code, SESSION, state, one.planned_at)
        for one, code in mediation_agenda.due_within(session, scope.codes, room, span.start, span.end, scope.today):
            yield one.due_on, Entry(code, one.kind, "over" if one.due_on < scope.today else "due")


def _days(span: Span) -> Iterable[date]:
    return (span.start + timedelta(days=offset) for offset in range(span.days))
