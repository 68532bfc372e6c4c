"""Who may be scored: places with their validity, and member units with the place they belong to."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Area, MemberUnit

BODIES = ("root", "prefecture", "county", "township")
"""The levels whose places are scored or hold those that are."""


class Place(NamedTuple):
    """One place while it is valid, each validity a row of its own."""

    id: int
    code: str
    name: str
    level: str
    township_kind: str | None
    parent_id: int | None
    valid_from: date
    valid_to: date | None


class Unit(NamedTuple):
    """One member unit; `area_id` is the place that it works for."""

    code: str
    name: str
    kind: str | None
    unit_class: str
    area_id: int


def places(session: Session) -> Sequence[Place]:
    columns = (Area.id, Area.code, Area.name, Area.level, Area.township_kind, Area.parent_id, Area.valid_from)
    found = session.execute(select(*columns, Area.valid_to).where(Area.level.in_(BODIES)).order_by(Area.id))
    return [Place(*row) for row in found]


def units(session: Session) -> Sequence[Unit]:
    """Those with a class and a place."""
    columns = (MemberUnit.code, MemberUnit.name, MemberUnit.kind, MemberUnit.unit_class, MemberUnit.area_id)
    classed = select(*columns).where(MemberUnit.unit_class.is_not(None), MemberUnit.area_id.is_not(None))
    return [Unit(*row) for row in session.execute(classed.order_by(MemberUnit.code))]


def places_of_units(session: Session) -> dict[str, str]:
    """The code of the place that each unit works for, by the unit's code."""
    found = session.execute(select(MemberUnit.code, Area.code).join(Area, MemberUnit.area_id == Area.id))
    return {unit: place for unit, place in found}  # noqa: C416 - a row isn't a pair


def place_of_unit(session: Session, code: str) -> str | None:
    return session.scalar(
        select(Area.code).join(MemberUnit, MemberUnit.area_id == Area.id).where(MemberUnit.code == code)
    )
