"""What is due in mediation and when people meet, from the records; codes and days only."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from db.models import Area, Matter, MediationCase, MediationDeadline, MediationRoom, MediationSession, Mediator
from db.queries.matters import within

VOLUNTARY = "confirm"
"""Nobody has to have an agreement confirmed: once its days are over, that is no longer waited for."""


def due_within(session: Session, areas: Sequence[str], room: str, start: date, end: date, today: date) -> Sequence[Any]:
    """Clocks of a room's cases that run out in a span of days and weren't met: (clock, case code), by their days."""
    clock = MediationDeadline
    statement = (
        _listed(select(clock, MediationCase.code), clock.mediation_case_id)
        .where(*_running(today), clock.due_on.between(start, end), *_chosen(areas, room))
        .order_by(clock.due_on, clock.kind, MediationCase.code)
    )
    return session.execute(statement).all()


def sessions_of(session: Session, areas: Sequence[str], room: str, start: datetime, end: datetime) -> Sequence[Any]:
    """A room's meetings between two instants, whatever became of them: (meeting, case code), by their hour."""
    meeting = MediationSession
    statement = (
        _listed(select(meeting, MediationCase.code), meeting.mediation_case_id)
        .where(meeting.planned_at >= start, meeting.planned_at < end, *_chosen(areas, room))
        .order_by(meeting.planned_at, MediationCase.code)
    )
    return session.execute(statement).all()


def halted(session: Session, areas: Sequence[str], room: str) -> int:
    """The clocks of a room's cases that stand still."""
    clock = MediationDeadline
    counted = _listed(select(func.count()).select_from(clock), clock.mediation_case_id)
    still = (clock.due_on.is_(None), clock.met_on.is_(None), clock.dropped.is_(False))
    return session.scalar(counted.where(*still, *_chosen(areas, room))) or 0


def due(
    session: Session, areas: Sequence[str], room: str | None, today: date, until: date, limit: int
) -> Sequence[Any]:
    """Clocks that run out by `until` and weren't met, soonest first, halted ones last: (clock, case, area code)."""
    clock = MediationDeadline
    soon = or_(clock.due_on <= until, clock.due_on.is_(None))
    statement = (
        _listed(select(clock, MediationCase, Area.code), clock.mediation_case_id)
        .options(selectinload(clock.pauses), contains_eager(MediationCase.room))
        .where(*_running(today), soon, *_chosen(areas, room))
        .order_by(clock.due_on.is_(None), clock.due_on, clock.id)
        .limit(limit)
    )
    return session.execute(statement).all()


def sessions(session: Session, areas: Sequence[str], room: str | None, since: datetime, limit: int) -> Sequence[Any]:
    """Meetings that are planned from `since` on: (meeting, case, area code)."""
    meeting = MediationSession
    statement = (
        _listed(select(meeting, MediationCase, Area.code), meeting.mediation_case_id)
        .options(contains_eager(MediationCase.room))
        .where(meeting.state == "planned", meeting.planned_at >= since, *_chosen(areas, room))
        .order_by(meeting.planned_at)
        .limit(limit)
    )
    return session.execute(statement).all()


def people(session: Session, room: str, today: date) -> list[tuple[str, int]]:
    """How many mediators of each kind a room has."""
    there = (Mediator.valid_from <= today, or_(Mediator.valid_to.is_(None), Mediator.valid_to > today))
    counted = (
        select(Mediator.kind, func.count())
        .join(MediationRoom, MediationRoom.id == Mediator.mediation_room_id)
        .where(MediationRoom.code == room, *there)
        .group_by(Mediator.kind)
    )
    return [(kind, count) for kind, count in session.execute(counted)]


def numbers_of_room(session: Session, room_id: int) -> list[str]:
    """The work numbers of a room's mediators, present and former."""
    mine = select(Mediator.work_number).where(Mediator.mediation_room_id == room_id)
    return list(session.scalars(mine.order_by(Mediator.work_number)))


def room_code(session: Session, room_id: int) -> str:
    return session.scalars(select(MediationRoom.code).where(MediationRoom.id == room_id)).one()


def _running(today: date) -> list[Any]:
    """Clocks that are still waited for."""
    clock = MediationDeadline
    waited = or_(clock.due_on.is_(None), clock.kind != VOLUNTARY, clock.due_on >= today)
    return [clock.met_on.is_(None), clock.dropped.is_(False), waited]


def _listed(statement: Any, case_id: Any) -> Any:
    return (
        statement.join(MediationCase, MediationCase.id == case_id)
        .join(MediationRoom, MediationRoom.id == MediationCase.mediation_room_id)
        .join(Matter, Matter.id == MediationCase.matter_id)
        .outerjoin(Area, Area.id == Matter.area_id)
    )


def _chosen(areas: Sequence[str], room: str | None) -> list[Any]:
    return [within(areas), *([MediationRoom.code == room] if room else [])]
