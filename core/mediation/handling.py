"""Steps while a case is with a room: taken or refused, given to a mediator, passed on, met over, halted."""

from datetime import date, datetime

from core import catalogue, clock
from core.access import Person
from core.mediation import clocks, desk
from core.mediation.desk import Desk, Seen
from core.mediation.refusal import Refused
from db.models.mediation import MediationCase, MediationSession
from db.queries import mediation
from db.session import Session

EXPERT = "expert"


def accept(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "accepted", on, by)
    clocks.meet(case, "accept", on, at.calendar)
    clocks.start(case, "mediate", on, at.calendar)
    return case


def refuse(session: Session, at: Desk, seen: Seen, *, reason: str, on: date, by: Person) -> MediationCase:
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "refused", on, by, reason=reason_of("refused", reason))
    clocks.meet(case, "accept", on, at.calendar)
    return case


def assign(session: Session, at: Desk, seen: Seen, *, work_number: str, on: date, by: Person) -> MediationCase:
    """Gives it to a mediator of the room, or to an expert of a room around it. Raises Refused."""
    case = desk.taken_up(session, at, seen, by)
    mediator = mediation.mediator(session, work_number, on)
    if mediator is None:
        raise Refused("no_mediator")
    if mediator.mediation_room_id != case.mediation_room_id:
        around = at.areas.contains(mediator.room.area.code, case.room.area.code)
        if mediator.kind != EXPERT or not around:
            raise Refused("mediator_elsewhere", room=mediator.room.name)
    if mediator.id in [event.mediator_id for event in case.events if event.step == "recused"]:
        raise Refused("recused_before")
    case.mediator, case.mediator_id = mediator, mediator.id
    desk.write(session, case, "assigned", on, by)
    return case


def recuse(session: Session, at: Desk, seen: Seen, *, reason: str, on: date, by: Person) -> MediationCase:
    """The mediator steps back; the case waits for another."""
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "recused", on, by, reason=reason_of("recused", reason))
    case.mediator = None
    return case


def transfer(
    session: Session, at: Desk, seen: Seen, *, room_code: str, reason: str, on: date, by: Person
) -> MediationCase:
    """Passes it on to another room, whose clock of arrival begins. Raises Refused."""
    case = desk.taken_up(session, at, seen, by)
    room = mediation.room(session, room_code)
    if room is None:
        raise Refused("no_room")
    if room.id == case.mediation_room_id:
        raise Refused("same_room")
    place = case.matter.area and case.matter.area.code
    if place and not (at.areas.contains(room.area.code, place) or at.areas.contains(place, room.area.code)):
        raise Refused("room_elsewhere", room=room.name)
    case.room, case.mediation_room_id = room, room.id
    case.mediator, case.mediator_id = None, None
    desk.write(session, case, "transferred", on, by, reason=reason_of("transferred", reason))
    clocks.start(case, "arrive", on, at.calendar)
    return case


def arrive(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    """The room that it was passed on to has it."""
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "arrived", on, by)
    clocks.meet(case, "arrive", on, at.calendar)
    return case


def plan_session(session: Session, at: Desk, seen: Seen, *, planned_at: datetime, by: Person) -> MediationCase:
    """Puts a meeting into the calendar. Raises Refused for times that are over."""
    case = desk.taken_up(session, at, seen, by)
    if planned_at <= clock.now():
        raise Refused("session_past")
    if case.status not in ("assigned", "mediating"):
        raise Refused("not_assigned")
    before = desk.as_told(case)
    case.sessions.append(MediationSession(matter_id=case.matter_id, planned_at=planned_at))
    mediation.touch(case)
    session.flush()
    desk.note(session, "session_planned", case, by, before)
    return case


def hold_session(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    """A meeting took place: the one that was planned for that day, or one that wasn't."""
    case = desk.taken_up(session, at, seen, by)
    event = desk.write(session, case, "session", on, by)
    planned = [one for one in case.sessions if one.state == "planned" and clock.local_day(one.planned_at) <= on]
    if planned:
        planned[-1].state = "held"
    else:
        case.sessions.append(MediationSession(matter_id=case.matter_id, planned_at=event.at, state="held"))
    for missed in planned[:-1]:
        missed.state = "cancelled"
    return case


def pause(session: Session, at: Desk, seen: Seen, *, reason: str, on: date, by: Person) -> MediationCase:
    """Halts the clock of mediating, such as while an appraisal is under way."""
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "paused", on, by, reason=reason_of("paused", reason))
    if (deadline := clocks.running(case, "mediate")) is not None:
        clocks.pause(deadline, reason, on)
    return case


def resume(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "resumed", on, by)
    if (deadline := clocks.running(case, "mediate")) is not None:
        clocks.resume(deadline, on, at.calendar)
    return case


def reason_of(step: str, reason: str) -> str:
    """The code of a reason that the catalogue lists for the step. Raises Refused."""
    if reason not in catalogue.code_labels(f"mediation_{step}_reason"):
        raise Refused("no_reason")
    return reason
