"""Borders as they stand in the records."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlalchemy.orm import Session

from db.models import Border, BorderMap

# Codes in one statement; SQLite takes a limited number of parameters.
_AT_ONCE = 500


def latest(session: Session) -> datetime | None:
    """When the newest map came in, None where there is none."""
    return session.scalar(select(func.max(BorderMap.imported_at)))


def codes(session: Session) -> list[str]:
    return list(session.scalars(select(Border.area_code)))


def of(session: Session, wanted: Sequence[str]) -> list[Row[*tuple[Any, ...]]]:
    """(area_code, geometry, approval) of the places that have a border, in the order of their codes."""
    found: list[Row[*tuple[Any, ...]]] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        statement = select(Border.area_code, Border.geometry, BorderMap.approval).join(BorderMap)
        found += session.execute(statement.where(Border.area_code.in_(some)).order_by(Border.area_code))
    return found


def forget(session: Session, gone: Iterable[str]) -> None:
    """Takes out the borders of some places, and maps of which nothing is left."""
    listed = list(gone)
    for start in range(0, len(listed), _AT_ONCE):
        session.execute(delete(Border).where(Border.area_code.in_(listed[start : start + _AT_ONCE])))
    used = select(Border.border_map_id)
    session.execute(delete(BorderMap).where(BorderMap.id.not_in(used)))


def forget_all(session: Session) -> int:
    count = session.scalar(select(func.count()).select_from(Border)) or 0
    session.execute(delete(Border))
    session.execute(delete(BorderMap))
    return count
