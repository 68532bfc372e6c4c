"""Tariffs, budgets and ledger lines of subsidies, from the records."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from db.models import (
    Area,
    Matter,
    MediationCase,
    MediationRoom,
    Mediator,
    SubsidyBudget,
    SubsidyEntry,
    SubsidyTariff,
)
from db.queries.matters import within

HOLDING = ("agreed", "performed", "confirmed")
"""The states in which an agreement stands."""


def version_of(session: Session, area_code: str, day: date) -> Sequence[SubsidyTariff]:
    """The rows of the tariff that the place set itself and that holds on the day; none where it has none."""
    own = select(SubsidyTariff).join(Area, Area.id == SubsidyTariff.area_id).where(Area.code == area_code)
    since = session.scalar(
        select(func.max(SubsidyTariff.valid_from))
        .join(Area, Area.id == SubsidyTariff.area_id)
        .where(Area.code == area_code, SubsidyTariff.valid_from <= day)
    )
    return session.scalars(own.where(SubsidyTariff.valid_from == since)).all() if since else ()


def newest_version(session: Session, area_code: str) -> date | None:
    newest = select(func.max(SubsidyTariff.valid_from)).join(Area, Area.id == SubsidyTariff.area_id)
    return session.scalar(newest.where(Area.code == area_code))


def held_budget(session: Session, area_code: str, year: int) -> SubsidyBudget | None:
    """The year's budget, held so that approvals come one after the other."""
    return session.scalars(_budget(area_code, year).with_for_update(of=SubsidyBudget)).first()


def budget(session: Session, area_code: str, year: int) -> SubsidyBudget | None:
    return session.scalars(_budget(area_code, year)).first()


def spent(session: Session, area_id: int, year: int, state: str = "approved") -> int:
    """Fen of the lines in that state that the place pays from the year's budget (claimed ones: all that wait)."""
    line = SubsidyEntry
    total = select(func.coalesce(func.sum(line.amount_fen), 0)).where(line.area_id == area_id, line.state == state)
    if state == "approved":
        total = total.where(line.decided_on >= date(year, 1, 1), line.decided_on < date(year + 1, 1, 1))
    return int(session.scalar(total) or 0)


def held(session: Session, entry_id: int) -> SubsidyEntry | None:
    """The line, which no other transaction changes until this one ends."""
    return session.scalars(select(SubsidyEntry).where(SubsidyEntry.id == entry_id).with_for_update()).first()


def standing(session: Session, case_id: int, episode: int) -> SubsidyEntry | None:
    """The claim for that handling that is neither refused nor taken back."""
    mine = (SubsidyEntry.mediation_case_id == case_id, SubsidyEntry.episode == episode)
    return session.scalars(select(SubsidyEntry).where(*mine, _stands(SubsidyEntry))).first()


def reversal(session: Session, entry_id: int) -> SubsidyEntry | None:
    """What takes the line back, waiting or approved."""
    taken = select(SubsidyEntry).where(SubsidyEntry.reverses_id == entry_id, SubsidyEntry.state != "refused")
    return session.scalars(taken).first()


def claimable(
    session: Session, areas: Sequence[str], room: int | None, search: str, limit: int
) -> Sequence[MediationCase]:
    """Cases of the places (of the room) whose agreement stands and for which nothing is claimed, the newest first."""
    line = aliased(SubsidyEntry)
    claimed = exists().where(
        line.mediation_case_id == MediationCase.id, line.episode == MediationCase.episode, _stands(line)
    )
    statement = (
        select(MediationCase)
        .join(Matter, Matter.id == MediationCase.matter_id)
        .join(MediationRoom, MediationRoom.id == MediationCase.mediation_room_id)
        .options(contains_eager(MediationCase.room))
        .where(within(areas), MediationCase.status.in_(HOLDING), ~claimed)
        .order_by(MediationCase.id.desc())
        .limit(limit)
    )
    if room is not None:
        statement = statement.where(MediationCase.mediation_room_id == room)
    if search:
        statement = statement.where(MediationCase.code.contains(search, autoescape=True))
    return session.scalars(statement).all()


def lines(
    session: Session,
    areas: Sequence[str],
    room: int | None,
    *,
    state: str | None,
    first: date,
    last: date,
    limit: int,
) -> Sequence[Any]:
    """(line, area code, taken back by: its state) decided within the days or still waiting, waiting ones first."""
    line, back = SubsidyEntry, aliased(SubsidyEntry)
    taken = select(back.state).where(back.reverses_id == line.id, back.state != "refused").limit(1).scalar_subquery()
    during = or_(line.decided_on.is_(None), line.decided_on.between(first, last))
    statement = (
        select(line, Area.code, taken)
        .join(MediationCase, MediationCase.id == line.mediation_case_id)
        .join(MediationRoom, MediationRoom.id == line.mediation_room_id)
        .join(Mediator, Mediator.id == line.mediator_id)
        .join(Matter, Matter.id == line.matter_id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .options(contains_eager(line.case), contains_eager(line.room), contains_eager(line.mediator))
        .where(within(areas), during)
        .order_by(line.decided_on.is_not(None), line.decided_on.desc(), line.id.desc())
        .limit(limit)
    )
    if room is not None:
        statement = statement.where(line.mediation_room_id == room)
    if state is not None:
        statement = statement.where(line.state == state)
    return session.execute(statement).all()


def _budget(area_code: str, year: int) -> Any:
    own = select(SubsidyBudget).join(Area, Area.id == SubsidyBudget.area_id)
    return own.where(Area.code == area_code, SubsidyBudget.year == year)


def _stands(line: Any) -> ColumnElement[bool]:
    back = aliased(SubsidyEntry)
    taken = exists().where(back.reverses_id == line.id, back.state == "approved")
    return line.reverses_id.is_(None) & (line.state != "refused") & ~taken
