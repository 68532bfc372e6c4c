"""The trail of a matter from the dates that one row gives: which steps happened, in which handling, in what order."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from core.intake.dates import Moment
from core.intake.line import Line
from db.models.matter import STATUSES

MIDDLE = ("accepted", "dispatched", "arrived", "resolved", "followed_up")


@dataclass(frozen=True, slots=True)
class Given:
    """A date that a row gives: the moment, the column and text it was read from; undated where it is a place-holder."""

    moment: Moment
    column: str
    text: str
    dated: bool = True


class Word(NamedTuple):
    """A code that a row gives for the outcome: the code, the column and text it was read from."""

    code: str
    column: str
    text: str


class Event(NamedTuple):
    """One step as it is to be stored."""

    status: str
    episode: int
    at: datetime
    dated: bool = True
    due_on: date | None = None
    on_time: bool | None = None
    satisfaction: str | None = None


@dataclass(slots=True)
class Said:
    """What a row says about its trail, each by its step: dates, due dates, on time or not, satisfaction."""

    dates: dict[str, Given]
    due_on: Given | None = None
    reopened_due_on: Given | None = None
    on_time: Word | None = None
    satisfaction: Word | None = None


def build(line: Line, said: Said) -> list[Event]:
    """The steps in their order. A closing before the report refuses the row; other impossible dates lose their cell."""
    _settle_closings(line, said.dates)
    opened, reopened = said.dates["reported"], said.dates.get("reopened")
    events = [Event("reported", 1, opened.moment.at, due_on=_due(line, said.due_on, opened))]
    events += [
        _middle(status, said, opened, reopened)
        for status in MIDDLE
        if status in said.dates and _possible(line, status, said.dates)
    ]
    if closed := said.dates.get("closed"):
        events.append(Event("closed", 1, _not_before(closed, opened), closed.dated))
    if reopened:
        events += _second_handling(line, said, closed, reopened)
    _judge(line, said, events)
    return sorted(events, key=lambda event: (event.episode, event.at, STATUSES.index(_sorts_as(event.status))))


def _sorts_as(status: str) -> str:
    return "reported" if status == "reopened" else status


def _settle_closings(line: Line, dates: dict[str, Given]) -> None:
    opened = dates["reported"]
    for status, before in (("closed", "reported"), ("reclosed", "reopened")):
        closed, opening = dates.get(status), dates.get(before)
        if closed and not opening:
            line.doubt(closed.column, closed.text, "closed_again_without_reopening")
            del dates[status]
        elif closed and opening and _earlier(closed, opening):
            line.refuse(closed.column, closed.text, f"{status}_before_{before}", opened=opening.text)
    reopened = dates.get("reopened")
    if reopened and _earlier(reopened, dates.get("closed", opened)):
        line.doubt(reopened.column, reopened.text, "reopened_too_early")
        del dates["reopened"]
        dates.pop("reclosed", None)


def _possible(line: Line, status: str, dates: dict[str, Given]) -> bool:
    given = dates[status]
    if _earlier(given, dates["reported"]):
        line.doubt(given.column, given.text, "before_reported", opened=dates["reported"].text)
        del dates[status]
        return False
    return True


def _middle(status: str, said: Said, opened: Given, reopened: Given | None) -> Event:
    given = said.dates[status]
    again = reopened is not None and not _earlier(given, reopened)
    return Event(status, 2 if again else 1, _not_before(given, reopened if again and reopened else opened), given.dated)


def _second_handling(line: Line, said: Said, closed: Given | None, reopened: Given) -> list[Event]:
    events = [Event("reopened", 2, reopened.moment.at, due_on=_due(line, said.reopened_due_on, reopened))]
    if closed is None:
        # Only what was closed can be reopened: it was, on a day that the source doesn't give.
        events.append(Event("closed", 1, reopened.moment.at, dated=False))
    if again := said.dates.get("reclosed"):
        events.append(Event("closed", 2, _not_before(again, reopened), again.dated))
    return events


def _judge(line: Line, said: Said, events: list[Event]) -> None:
    """Puts what was said of the outcome on the step that it belongs to: the last closing, the return visit."""
    closing = max(
        (n for n, e in enumerate(events) if e.status == "closed"), key=lambda n: events[n].episode, default=None
    )
    if said.on_time and closing is None:
        line.doubt(said.on_time.column, said.on_time.text, "on_time_without_closing")
    elif said.on_time and closing is not None:
        events[closing] = events[closing]._replace(on_time=said.on_time.code == "yes")
    if said.satisfaction is None:
        return
    satisfaction = said.satisfaction.code
    visit = next((n for n, event in enumerate(events) if event.status == "followed_up"), None)
    if visit is not None:
        events[visit] = events[visit]._replace(satisfaction=satisfaction)
    elif closing is not None:
        events.append(
            events[closing]._replace(status="followed_up", dated=False, on_time=None, satisfaction=satisfaction)
        )
    else:
        line.doubt(said.satisfaction.column, said.satisfaction.text, "satisfaction_without_closing")


def _due(line: Line, due: Given | None, opened: Given) -> date | None:
    if due and due.moment.day < opened.moment.day:
        line.doubt(due.column, due.text, "due_before_reported", opened=opened.text)
        return None
    return due.moment.day if due else None


def _earlier(given: Given, than: Given) -> bool:
    """Compared by day where either of them gives no time of day."""
    if given.moment.timed and than.moment.timed:
        return given.moment.at < than.moment.at
    return given.moment.day < than.moment.day


def _not_before(given: Given, opened: Given) -> datetime:
    # A bare day reads as its midnight, which would stand before a report made that same morning.
    return max(given.moment.at, opened.moment.at) if given.moment.day == opened.moment.day else given.moment.at
