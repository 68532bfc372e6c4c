"""The cases somebody can work on, each with its trail and clocks, and what the forms offer to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core import access
from core.access import Person
from core.areas import AreaTree
from core.mediation import clocks, desk, life
from core.mediation.agenda import Due, Halt
from core.scope import Request
from db.models.mediation import MediationCase, MediationDeadline
from db.queries import mediation_docket
from db.session import Records

MOST = 50


@dataclass(frozen=True)
class Listed:
    """One case in a list to pick from."""

    id: int
    code: str
    room: str
    status: str


@dataclass(frozen=True)
class Step:
    at: datetime
    step: str
    room: str
    reason: str | None
    form: str | None
    satisfaction: str | None


@dataclass(frozen=True)
class Clock:
    """One clock with what became of it."""

    due: Due
    met_on: date | None
    dropped: bool


@dataclass(frozen=True)
class Opened:
    """A case as a form is drawn from it: `next` are the steps that may come."""

    id: int
    version: int
    code: str
    status: str
    room: str
    room_name: str
    next: Sequence[str]
    trail: Sequence[Step]
    clocks: Sequence[Clock]


def listed(records: Records, by: Person, search: str = "", opened: int | None = None) -> list[Listed]:
    """Cases within the person's place (of their own room, if they are its mediator), open ones first, newest first.

    The one that is `opened` is always among them.
    """
    if by.area_code is None or not access.may(by, desk.RIGHT):
        return []
    with records.reading(within=(by.area_code,)) as session:
        own = desk.own_mediator(session, by)
        room = own.mediation_room_id if own else None
        found = mediation_docket.cases(session, (by.area_code,), room, search.strip(), MOST, opened)
        return [Listed(case.id, case.code, case.room.name, case.status) for case in found]


def opened(records: Records, by: Person, case_id: int, areas: AreaTree) -> Opened | None:
    """One case; None where it is gone or lies elsewhere."""
    if by.area_code is None or not access.may(by, desk.RIGHT):
        return None
    scope = access.scope(by, Request(), areas)
    with records.reading(within=scope.codes) as session:
        found = mediation_docket.case(session, scope.codes, case_id)
        if found is None:
            return None
        taken = desk.taken(found)
        return Opened(
            found.id,
            found.version,
            found.code,
            found.status,
            found.room.code,
            found.room.name,
            life.allowed(taken),
            [
                Step(one.at, one.step, mediation_docket.room_name(session, one), one.reason, one.form, one.satisfaction)
                for one in found.events
            ],
            [_clock(one, found, scope.today) for one in found.deadlines],
        )


def rooms(records: Records, by: Person) -> dict[str, str]:
    """The rooms that cases can be given to: those in the person's place and above it, by code; one's own alone."""
    if by.area_code is None:
        return {}
    with records.reading() as session:
        own = desk.own_mediator(session, by)
        return mediation_docket.rooms(session, by.area_code, own.mediation_room_id if own else None)


def rooms_near(records: Records, by: Person, case_id: int) -> dict[str, str]:
    """The rooms that a case can be passed on to: in its dispute's place, above and below it."""
    if by.area_code is None:
        return {}
    with records.reading(within=(by.area_code,)) as session:
        return mediation_docket.rooms_near(session, case_id)


def mediators(records: Records, room: str, today: date, around_too: bool = True) -> dict[str, str]:
    """Work number and kind of a room's mediators and, where wanted, of the experts of the rooms around it."""
    with records.reading() as session:
        return mediation_docket.mediators(session, room, today, around_too)


def disputes(records: Records, by: Person) -> list[tuple[str, str | None, str | None]]:
    """Disputes that are being handled and have no open case, newest first: code, area, category."""
    if by.area_code is None:
        return []
    with records.reading(within=(by.area_code,)) as session:
        return mediation_docket.disputes(session, (by.area_code,), MOST)


def _clock(one: MediationDeadline, case: MediationCase, today: date) -> Clock:
    left = (one.due_on - today).days if one.due_on else None
    halts = tuple(Halt(pause.starts_on, pause.ends_on, pause.reason) for pause in one.pauses)
    rule, provisional = clocks.version(one), clocks.is_provisional(one)
    due = Due(case.code, None, case.room.code, one.kind, one.due_on, left, rule, halts, provisional)
    return Clock(due, one.met_on, one.dropped)
