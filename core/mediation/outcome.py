"""Steps by which a case ends and what holds afterwards: agreed or not, performed, confirmed, broken, heard."""

from datetime import date

from core.access import Person
from core.mediation import clocks, desk
from core.mediation.desk import Desk, Seen
from core.mediation.handling import reason_of
from core.mediation.refusal import Refused
from db.models.matter import SATISFACTIONS
from db.models.mediation import FORMS, MediationCase
from db.session import Session

AFTERWARDS = ("confirm", "visit")


def agree(
    session: Session, at: Desk, seen: Seen, *, form: str, amount_fen: int | None, on: date, by: Person
) -> MediationCase:
    """The parties agree; a written agreement can be confirmed by a court within the days of its clock."""
    case = desk.taken_up(session, at, seen, by)
    if form not in FORMS:
        raise Refused("no_form")
    if amount_fen is not None and amount_fen < 0:
        raise Refused("bad_amount")
    desk.write(session, case, "agreed", on, by, form=form, amount_fen=amount_fen)
    _concluded(case, at, on)
    if form == "written":
        clocks.start(case, "confirm", on, at.calendar)
    return case


def end(session: Session, at: Desk, seen: Seen, *, reason: str, on: date, by: Person) -> MediationCase:
    """Ended without an agreement; why is part of it."""
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "ended", on, by, reason=reason_of("ended", reason))
    _concluded(case, at, on)
    return case


def perform(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "performed", on, by)
    return case


def confirm(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    """A court confirms the agreement. Raises Refused for an oral one and after the last day."""
    case = desk.taken_up(session, at, seen, by)
    agreed = [event for event in case.events if (event.step, event.episode) == ("agreed", case.episode)]
    if agreed and agreed[-1].form != "written":
        raise Refused("oral_agreement")
    deadline = clocks.running(case, "confirm")
    if deadline is not None and deadline.due_on is not None and on > deadline.due_on:
        raise Refused("confirm_late", due=deadline.due_on.isoformat())
    desk.write(session, case, "confirmed", on, by)
    clocks.meet(case, "confirm", on, at.calendar)
    return case


def renege(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    """One of the parties goes back on the agreement."""
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "reneged", on, by)
    clocks.drop(case, "confirm")
    return case


def to_court(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    case = desk.taken_up(session, at, seen, by)
    desk.write(session, case, "court", on, by)
    return case


def visit(session: Session, at: Desk, seen: Seen, *, satisfaction: str, on: date, by: Person) -> MediationCase:
    """What the return visit heard."""
    case = desk.taken_up(session, at, seen, by)
    if satisfaction not in SATISFACTIONS:
        raise Refused("no_satisfaction")
    desk.write(session, case, "visited", on, by, satisfaction=satisfaction)
    clocks.meet(case, "visit", on, at.calendar)
    return case


def reopen(session: Session, at: Desk, seen: Seen, *, on: date, by: Person) -> MediationCase:
    """A further handling begins; those before it stay as they were."""
    case = desk.taken_up(session, at, seen, by)
    clocks.drop(case, *AFTERWARDS)
    case.mediator = None
    desk.write(session, case, "reopened", on, by)
    clocks.start(case, "mediate", on, at.calendar)
    return case


def _concluded(case: MediationCase, at: Desk, on: date) -> None:
    clocks.meet(case, "mediate", on, at.calendar)
    clocks.meet(case, "arrive", on, at.calendar)
    clocks.start(case, "visit", on, at.calendar)
