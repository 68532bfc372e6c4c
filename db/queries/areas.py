"""Reading the area tree from the records."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Area


def present(session: Session, on: date | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The areas valid on a day (default: not ended), as (code, name, level, parent's code, kind of township)."""
    parent = aliased(Area)
    valid = Area.valid_to.is_(None) if on is None else or_(Area.valid_to.is_(None), Area.valid_to > on)
    statement = (
        select(Area.code, Area.name, Area.level, parent.code, Area.township_kind)
        .outerjoin(parent, parent.id == Area.parent_id)
        .where(valid)
        .order_by(Area.code)
    )
    if on is not None:
        statement = statement.where(Area.valid_from <= on)
    return session.execute(statement).all()
