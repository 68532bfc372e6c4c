"""What is due next and when people meet: the clocks of a scope's cases with their rule and pauses, and the meetings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import clock
from core.mediation import clocks
from core.mediation.clocks import Rule
from core.scope import Scope
from db.models.mediation import MediationDeadline
from db.queries import mediation_agenda
from db.session import Records

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Halt:
    """Days on which a clock stood still, and why (a code); no end where it still does."""

    starts_on: date
    ends_on: date | None
    reason: str


@dataclass(frozen=True)
class Due:
    """One clock of a case. `days_left` is negative when it is over, None while it is halted."""

    code: str
    area: str | None
    room: str
    kind: str
    due_on: date | None
    days_left: int | None
    rule: Rule
    halts: tuple[Halt, ...]
    provisional: bool


@dataclass(frozen=True)
class Meeting:
    """One planned session of a case."""

    code: str
    area: str | None
    room: str
    at: datetime


def due(records: Records, scope: Scope, limit: int = 10) -> list[Due]:
    """The clocks that run out within two weeks or have run out, the oldest first; halted ones last."""
    with records.reading(within=scope.codes) as session:
        found = mediation_agenda.due(session, scope.codes, _room(scope), scope.today, scope.today + AHEAD, limit)
        return [_due(one, case.code, case.room.code, area, scope.today) for one, case, area in found]


def meetings(records: Records, scope: Scope, limit: int = 5) -> list[Meeting]:
    """What is planned from today on."""
    with records.reading(within=scope.codes) as session:
        since = clock.start_of(scope.today)
        found = mediation_agenda.sessions(session, scope.codes, _room(scope), since, limit)
        return [Meeting(case.code, area, case.room.code, one.planned_at) for one, case, area in found]


def _room(scope: Scope) -> str | None:
    """The one room that is looked at, if it is one."""
    rooms = dict(scope.filters).get("room", ())
    return rooms[0] if len(rooms) == 1 else None


def _due(one: MediationDeadline, code: str, room: str, area: str | None, today: date) -> Due:
    left = (one.due_on - today).days if one.due_on else None
    halts = tuple(Halt(pause.starts_on, pause.ends_on, pause.reason) for pause in one.pauses)
    provisional = clocks.is_provisional(one)
    return Due(code, area, room, one.kind, one.due_on, left, clocks.version(one), halts, provisional)
