"""What the desk of cases shows and offers: cases, rooms, mediators and disputes, from the records."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from db.models import Area, Matter, MediationCase, MediationDeadline, MediationEvent, MediationRoom, Mediator
from db.queries.matters import OPEN, within
from db.queries.mediation import DONE

MOST_ROOMS = 400


def cases(
    session: Session, areas: Sequence[str], room: int | None, search: str, limit: int, opened: int | None = None
) -> Sequence[MediationCase]:
    """Those in the places (of the room), with `search` in their code; `opened`, then open ones, then the newest."""
    first = MediationCase.id == opened if opened is not None else false()
    statement = (
        select(MediationCase)
        .join(Matter, Matter.id == MediationCase.matter_id)
        .join(MediationRoom, MediationRoom.id == MediationCase.mediation_room_id)
        .options(contains_eager(MediationCase.room))
        .where(within(areas))
        .order_by(
            when((first, 0), else_=1), when((MediationCase.status.in_(DONE), 1), else_=0), MediationCase.id.desc()
        )
        .limit(limit)
    )
    if room is not None:
        statement = statement.where(MediationCase.mediation_room_id == room)
    if search:
        statement = statement.where(or_(first, MediationCase.code.contains(search, autoescape=True)))
    return session.scalars(statement).all()


def case(session: Session, areas: Sequence[str], case_id: int) -> MediationCase | None:
    statement = (
        select(MediationCase)
        .join(Matter, Matter.id == MediationCase.matter_id)
        .options(selectinload(MediationCase.deadlines).selectinload(MediationDeadline.pauses))
        .where(MediationCase.id == case_id, within(areas))
    )
    return session.scalars(statement).first()


def room_name(session: Session, event: MediationEvent) -> str:
    return session.get_one(MediationRoom, event.mediation_room_id).name


def rooms(session: Session, area: str, own: int | None) -> dict[str, str]:
    """Names by code: one's own places first, then those above, larger ones first; only one's own where there is one."""
    inside = MediationRoom.area_id.in_(_below(area))
    chosen = MediationRoom.id == own if own is not None else or_(inside, MediationRoom.area_id.in_(_above(area)))
    return _named(session, chosen, when((inside, 0), else_=1))


def rooms_near(session: Session, case_id: int) -> dict[str, str]:
    own = select(Area.code).join(Matter, Matter.area_id == Area.id).join(MediationCase)
    area = session.scalar(own.where(MediationCase.id == case_id))
    if area is None:
        return _named(session, MediationRoom.id.is_not(None))
    return _named(session, or_(MediationRoom.area_id.in_(_below(area)), MediationRoom.area_id.in_(_above(area))))


def mediators(session: Session, room: str, today: date, around_too: bool) -> dict[str, str]:
    """Kinds by work number, the room's own first; `around_too`: with the experts of rooms around it."""
    home = select(MediationRoom.id, Area.code).join(Area, Area.id == MediationRoom.area_id)
    found = session.execute(home.where(MediationRoom.code == room)).first()
    if found is None:
        return {}
    there = (Mediator.valid_from <= today, or_(Mediator.valid_to.is_(None), Mediator.valid_to > today))
    around = MediationRoom.area_id.in_(_above(found.code)) if around_too else false()
    statement = (
        select(Mediator.work_number, Mediator.kind)
        .join(MediationRoom, MediationRoom.id == Mediator.mediation_room_id)
        .where(or_(MediationRoom.id == found.id, (Mediator.kind == "expert") & around), *there)
        .order_by(when((MediationRoom.id == found.id, 0), else_=1), Mediator.id)
    )
    return {row.work_number: row.kind for row in session.execute(statement)}


def disputes(session: Session, areas: Sequence[str], limit: int) -> list[tuple[str, str | None, str | None]]:
    mediated = select(MediationCase.matter_id).where(MediationCase.status.not_in(DONE))
    statement = (
        select(Matter.code, Area.code, Matter.category_key)
        .outerjoin(Area, Area.id == Matter.area_id)
        .where(Matter.matter_class == "dispute", Matter.status.in_(OPEN), Matter.id.not_in(mediated), within(areas))
        .order_by(Matter.id.desc())
        .limit(limit)
    )
    return [(code, area, category) for code, area, category in session.execute(statement)]


def _named(session: Session, chosen: Any, *first: Any) -> dict[str, str]:
    levels = when({"prefecture": 0, "county": 1, "township": 2, "village": 3}, value=Area.level, else_=4)
    statement = select(MediationRoom.code, MediationRoom.name).join(Area, Area.id == MediationRoom.area_id)
    ordered = statement.where(chosen, MediationRoom.valid_to.is_(None)).order_by(*first, levels, MediationRoom.name)
    return {row.code: row.name for row in session.execute(ordered.limit(MOST_ROOMS))}


def _below(code: str) -> Any:
    """The place and all that lies in it."""
    places = select(Area.id).where(Area.code == code).cte("below", recursive=True)
    places = places.union(select(Area.id).join(places, Area.parent_id == places.c.id))
    return select(places.c.id)


def _above(code: str) -> Any:
    """The place and all that it lies in."""
    places = select(Area.id, Area.parent_id).where(Area.code == code).cte("above", recursive=True)
    places = places.union(select(Area.id, Area.parent_id).join(places, Area.id == places.c.parent_id))
    return select(places.c.id)
