"""Reading the area tree from the records."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Area


def valid(on: date) -> ColumnElement[bool]:
    """The areas that exist on a day; an end that lies ahead hasn't come."""
    return and_(Area.valid_from <= on, or_(Area.valid_to.is_(None), Area.valid_to > on))


def former(session: Session, on: date) -> dict[str, str]:
    """Code and last name of the areas that have ended by a day."""
    ended = select(Area.code, Area.name).where(Area.valid_to <= on).order_by(Area.valid_to)
    return {row.code: row.name for row in session.execute(ended)}


def present(session: Session, on: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """The areas valid on a day, as (code, name, level, parent's code, kind of township)."""
    parent = aliased(Area)
    statement = (
        select(Area.code, Area.name, Area.level, parent.code, Area.township_kind)
        .outerjoin(parent, parent.id == Area.parent_id)
        .where(valid(on))
        .order_by(Area.code)
    )
    return session.execute(statement).all()


def held_before(session: Session, code: str, day: date) -> Area | None:
    """The area that had this code until a day, or still has it: the one that began last before it."""
    held = select(Area).where(Area.code == code, Area.valid_from < day).order_by(Area.valid_from.desc())
    return session.scalars(held).first()


def held_on(session: Session, code: str, day: date) -> Area | None:
    """The area that has this code on a day."""
    return session.scalars(select(Area).where(Area.code == code, valid(day))).first()
