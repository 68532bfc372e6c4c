"""Acts on bodies as they stand in the records: held for a step, numbered, or listed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, and_, cast, func, literal, or_, select, true
from sqlalchemy import case as when
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from db.models import (
    AccountabilityAction,
    AccountabilityNotice,
    AccountabilityProposal,
    Area,
    DocumentSeries,
    MemberUnit,
)
from db.models.area import ROOT_CODE
from db.read_model.accountability import STANDING


def held(session: Session, action_id: int) -> AccountabilityAction | None:
    """The act, which no other transaction changes until this one ends."""
    one = AccountabilityAction
    return session.scalars(select(one).where(one.id == action_id).with_for_update()).first()


def held_proposal(session: Session, proposal_id: int) -> AccountabilityProposal | None:
    one = AccountabilityProposal
    return session.scalars(select(one).where(one.id == proposal_id).with_for_update()).first()


def touch(action: AccountabilityAction) -> None:
    """Counts the act's version on, also where only its notice or trail changes."""
    flag_modified(action, "state")


def area(session: Session, code: str, on: date) -> Area | None:
    """The place that has the code on the day."""
    there = (Area.valid_from <= on, or_(Area.valid_to.is_(None), Area.valid_to > on))
    return session.scalars(select(Area).where(Area.code == code, *there)).first()


def unit(session: Session, code: str) -> MemberUnit | None:
    return session.scalars(select(MemberUnit).where(MemberUnit.code == code)).first()


def is_there(session: Session, kind: str, area_id: int, unit_id: int | None, starts_on: date) -> bool:
    """Whether the same act on the same body from the same day is there already, drafted or in force."""
    one = AccountabilityAction
    same_unit = one.member_unit_id.is_(None) if unit_id is None else one.member_unit_id == unit_id
    same = (one.kind == kind, one.area_id == area_id, same_unit, one.starts_on == starts_on)
    return session.scalars(select(one.id).where(*same, one.state.in_(("drafted", *STANDING)))).first() is not None


def next_number(session: Session, issuer_id: int, kind: str, year: int) -> int:
    """The next number of the series: of many writers each waits for the one before, and an undone one leaves no gap."""
    series, taken = DocumentSeries, _highest(issuer_id, kind, year)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(series).values(issuer_id=issuer_id, kind=kind, year=year, last_number=taken + 1)
    # Documents of an office's own list bring their numbers along.
    last = when((series.last_number < taken, taken), else_=series.last_number)
    counted = first.on_conflict_do_update(index_elements=["issuer_id", "kind", "year"], set_={"last_number": last + 1})
    return session.scalars(counted.returning(series.last_number)).one()


def coming_number(session: Session, issuer_id: int, kind: str, year: int) -> int:
    """The number that the next document of the series would get; it isn't taken."""
    series = DocumentSeries
    mine = (series.issuer_id == issuer_id, series.kind == kind, series.year == year)
    given = session.scalars(select(series.last_number).where(*mine)).first() or 0
    return max(given, session.scalars(select(_highest(issuer_id, kind, year))).one()) + 1


def has_number(session: Session, issuer_id: int, kind: str, year: int, number: int) -> bool:
    """Whether a document of that series and number is there."""
    return (
        session.scalars(select(AccountabilityNotice.id).where(*_series(issuer_id, kind, year, number))).first()
        is not None
    )


def _highest(issuer_id: int, kind: str, year: int) -> Any:
    one = AccountabilityNotice
    return select(func.coalesce(func.max(one.number), 0)).where(*_series(issuer_id, kind, year)).scalar_subquery()


def _series(issuer_id: int, kind: str, year: int, number: int | None = None) -> list[Any]:
    one = AccountabilityNotice
    same = [one.issuer_id == issuer_id, one.kind == kind, one.year == year]
    return same if number is None else [*same, one.number == number]


def imported(session: Session, key: str) -> AccountabilityAction | None:
    """The act that a list calls so."""
    return session.scalars(select(AccountabilityAction).where(AccountabilityAction.source_ref == key)).first()


def standing(session: Session, start: date, end: date) -> list[AccountabilityAction]:
    """The acts that were in force on a day from `start` to `end`, oldest first."""
    one = AccountabilityAction
    until = and_(or_(one.ends_on.is_(None), one.ends_on >= start), or_(one.lifted_on.is_(None), one.lifted_on > start))
    statement = (
        select(one)
        .options(joinedload(one.area), joinedload(one.issuer), joinedload(one.unit))
        .where(one.state.in_(STANDING), one.starts_on <= end, until)
        .order_by(one.id)
    )
    return list(session.scalars(statement))


def acts(session: Session, areas: Sequence[str], today: date, limit: int) -> list[AccountabilityAction]:
    """The acts on bodies in the places: drafts first, then those in force, then the others, each the newest first."""
    one = AccountabilityAction
    over = or_(one.ends_on < cast(literal(today), Date), one.state != "in_force")
    order = when((one.state == "drafted", 0), (over, 2), else_=1)
    statement = (
        select(one)
        .options(joinedload(one.area), joinedload(one.issuer), joinedload(one.unit), joinedload(one.notice))
        .where(_within(one, areas))
        .order_by(order, one.starts_on.desc(), one.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def act(session: Session, areas: Sequence[str], action_id: int) -> AccountabilityAction | None:
    """One act with its whole trail; None where it is gone or lies elsewhere."""
    one = AccountabilityAction
    statement = select(one).options(selectinload(one.events)).where(one.id == action_id, _within(one, areas))
    return session.scalars(statement).first()


def proposals(session: Session, areas: Sequence[str], limit: int) -> list[AccountabilityProposal]:
    """What waits for a decision, gravest first."""
    one = AccountabilityProposal
    statement = (
        select(one)
        .options(joinedload(one.area), joinedload(one.unit))
        .where(one.state == "open", _within(one, areas))
        .order_by(one.raised_at, one.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def propose(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Stores the proposals whose subject is new; gives how many were."""
    if not rows:
        return 0
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    one = AccountabilityProposal
    statement = insert(one).values(list(rows)).on_conflict_do_nothing(index_elements=["subject"]).returning(one.id)
    return len(session.scalars(statement).all())


def unanswered(session: Session, kind: str, due_before: date) -> list[AccountabilityNotice]:
    """The notices in force of a kind whose answer was due before a day and isn't there."""
    notice, action = AccountabilityNotice, AccountabilityAction
    statement = (
        select(notice)
        .join(action, action.id == notice.action_id)
        .options(joinedload(notice.action).joinedload(action.area), joinedload(notice.action).joinedload(action.unit))
        .where(
            action.state == "in_force",
            notice.kind == kind,
            notice.due_on < due_before,
            notice.answered_on.is_(None),
            notice.closed_on.is_(None),
        )
        .order_by(notice.id)
    )
    return list(session.scalars(statement))


def units_in(session: Session, areas: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name and area of the units that belong in the places, by code."""
    statement = (
        select(MemberUnit.code, MemberUnit.name, Area.code.label("area"))
        .join(Area, Area.id == MemberUnit.area_id)
        .where(Area.id.in_(_inside(areas)))
        .order_by(MemberUnit.name)
    )
    return {row.code: (row.name, row.area) for row in session.execute(statement)}


def _within(table: Any, areas: Sequence[str]) -> Any:
    return true() if ROOT_CODE in areas else table.area_id.in_(_inside(areas))


def _inside(areas: Sequence[str]) -> Any:
    """The keys of the places and all that lies in them."""
    places = select(Area.id).where(Area.code.in_(areas)).cte("inside", recursive=True)
    places = places.union(select(Area.id).join(places, Area.parent_id == places.c.id))
    return select(places.c.id)
