"""The desk at which cases are worked on: who may, on which case as it was seen, and how one step is written down."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core import access, audit, clock
from core.access import Person
from core.areas import AreaTree
from core.mediation import life, walk_in
from core.mediation.refusal import NotAllowed, Refused
from core.working_days import WorkingDays
from db.models.area import ROOT_CODE
from db.models.mediation import MediationCase, MediationEvent
from db.models.mediator import Mediator
from db.queries import mediation
from db.session import Session

RIGHT = "mediate"
OWN_ROOM = "mediation_room"
"""The role of those who work in one room and on its cases only, where they are noted as its mediators."""
# A paper from yesterday can be entered today; what is told of a day without an hour is told of its noon.
NOON = time(12)


@dataclass(frozen=True)
class Desk:
    """The places and the calendar of a transaction."""

    areas: AreaTree
    calendar: WorkingDays


@dataclass(frozen=True)
class Seen:
    """A case as it stood on the page, so that nobody acts on what has changed since."""

    case: int
    version: int


def demand(by: Person) -> None:
    """Raises NotAllowed."""
    if not access.may(by, RIGHT):
        raise NotAllowed(by.username)


def taken_up(session: Session, desk: Desk, seen: Seen, by: Person) -> MediationCase:
    """The case, held for this transaction. Raises NotAllowed, or Refused where it is another's or has changed."""
    demand(by)
    case = mediation.held(session, seen.case)
    if case is None or not is_within(desk, by, case.matter.area and case.matter.area.code):
        raise Refused("no_case")
    if case.version != seen.version:
        raise Refused("changed_meanwhile")
    check_room(session, case.mediation_room_id, by)
    return case


def is_within(desk: Desk, by: Person, area_code: str | None) -> bool:
    """Whether a dispute there is this person's to work on."""
    if by.area_code is None:
        return False
    return by.area_code == ROOT_CODE or bool(area_code and desk.areas.contains(by.area_code, area_code))


def check_room(session: Session, room_id: int, by: Person) -> None:
    """Who works in a room works on its cases only."""
    own = own_mediator(session, by)
    if own is not None and own.mediation_room_id != room_id:
        raise Refused("other_room")


def own_mediator(session: Session, by: Person) -> Mediator | None:
    """The mediator that a room's person is; None for others."""
    return mediation.mediator_of(session, by.account_id) if by.role == OWN_ROOM and by.account_id else None


def taken(case: MediationCase) -> list[str]:
    """The steps of the present handling, in their order."""
    return [event.step for event in case.events if event.episode == case.episode]


def write(session: Session, case: MediationCase, step: str, on: date, by: Person, **told: object) -> MediationEvent:
    """One step that life allows, with its event and its line in the audit trail. Raises Refused."""
    life.check(step, taken(case))
    at = instant(case, on)
    before = as_told(case)
    case.episode += step == "reopened"
    case.status = life.state(step, case.status)
    event = MediationEvent(
        matter_id=case.matter_id,
        episode=case.episode,
        step=step,
        at=at,
        mediation_room_id=case.mediation_room_id,
        mediator_id=case.mediator_id,
        **told,
    )
    case.events.append(event)
    # The version counts each step, also one that leaves the case's own columns as they are.
    mediation.touch(case)
    session.flush()
    walk_in.follow(session, case, event)
    note(session, step, case, by, before)
    return event


def instant(case: MediationCase, on: date) -> datetime:
    """When on that day; never before what happened last. Raises Refused for days to come or too early."""
    today = clock.today()
    if on > today:
        raise Refused("in_future")
    last = max((event.at for event in case.events), default=None)
    if last is not None and on < clock.local_day(last):
        raise Refused("before_last", day=clock.local_day(last).isoformat())
    at = clock.now() if on == today else datetime.combine(on, NOON, clock.SHANGHAI)
    return at if last is None or at > last else last + timedelta(seconds=1)


def note(session: Session, step: str, case: MediationCase, by: Person, before: str | None) -> None:
    audit.append(
        session,
        action=f"mediation.{step}",
        object_kind="mediation_case",
        object_key=case.code,
        by=by,
        before=before,
        after=as_told(case),
    )


def as_told(case: MediationCase) -> str:
    return f"{case.status} {case.episode} {case.mediation_room_id} {case.mediator_id} {case.version}"
