"""Laying down what ships with the product."""

from collections.abc import Sequence

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from db.models import Area, Base
from db.models.area import ROOT_CODE


def name_root(session: Session, name: str) -> None:
    """Gives the root area its Chinese name (the migration that makes it knows none)."""
    root = session.scalars(select(Area).where(Area.code == ROOT_CODE)).one()
    if root.name != name:
        root.name = name


def put_new(session: Session, rows: Sequence[Base]) -> None:
    """Adds the rows (all of one table) whose key isn't there yet; rows that an office has edited stay as they are."""
    if not rows:
        return
    mapper = inspect(type(rows[0]))
    (key,) = mapper.primary_key
    present = set(session.scalars(select(key)))
    session.add_all(row for row in rows if mapper.primary_key_from_instance(row)[0] not in present)


def put_all_or_none(session: Session, rows: Sequence[Base]) -> None:
    """Adds the rows (all of one table) where the table is empty: what an office takes out later stays out."""
    if rows and session.scalars(select(type(rows[0])).limit(1)).first() is None:
        session.add_all(rows)
