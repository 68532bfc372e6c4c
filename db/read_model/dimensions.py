"""The small tables that facts are derived with (places, categories, units, sources): always copied whole."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, case, func, select
from sqlalchemy.orm import Session

from db.models import (
    Area,
    AreaSuccession,
    Category,
    Centre,
    CentrePost,
    DataSource,
    Grid,
    MediationRoom,
    Mediator,
    MemberUnit,
)
from db.read_model import tables
from db.read_model.tables import AREA_LEVELS

Rows = list[dict[str, Any]]


def areas(session: Session) -> Rows:
    """Every area, ended ones too, with the codes of the places it lies in at each level and what stands in it."""
    columns = (Area.id, Area.code, Area.level, Area.parent_id, Area.valid_from, Area.valid_to)
    places = {row.id: row for row in session.execute(select(*columns))}
    centres, grids = _centres(session), _grids(session)
    return [
        {
            "area_id": place.id,
            "code": place.code,
            "level": place.level,
            "parent": place.parent_id and places[place.parent_id].code,
            "parent_id": place.parent_id,
            "begins_on": place.valid_from,
            "ends_on": place.valid_to,
        }
        | _within("centre", centres.get(place.id), place.valid_to)
        | _within("grid", grids.get(place.id), place.valid_to)
        | dict.fromkeys(AREA_LEVELS)
        | {step.level: step.code for step in _upwards(places, place.id, "parent_id") if step.level in AREA_LEVELS}
        for place in places.values()
    ]


def _within(what: str, stay: tuple[date, date | None] | None, area_ends: date | None) -> dict[str, date | None]:
    """Nothing stands longer than the area in which it stands."""
    begins, ends = stay or (None, None)
    last = min((day for day in (ends, area_ends) if day and begins), default=None)
    return {f"{what}_begins_on": begins, f"{what}_ends_on": last}


def _centres(session: Session) -> dict[int, tuple[date, date | None]]:
    """From when until when each area had a staffed centre of its own."""
    columns = (Centre.area_id, *_stay(CentrePost))
    rows = session.execute(select(*columns).join(Centre, Centre.id == CentrePost.centre_id).group_by(Centre.area_id))
    return {area: (first, last) for area, first, last in rows}


def _grids(session: Session) -> dict[int, tuple[date, date | None]]:
    """From when until when each area had a grid in it."""
    rows = session.execute(select(Grid.area_id, *_stay(Grid)).group_by(Grid.area_id))
    return {area: (first, last) for area, first, last in rows}


def _stay(held: type[CentrePost | Grid]) -> tuple[ColumnElement[date], ColumnElement[date | None]]:
    """The first day and the last one's next; a pause in between isn't told apart."""
    going_on = func.count() > func.count(held.valid_to)
    return func.min(held.valid_from), case((going_on, None), else_=func.max(held.valid_to))


def successions(session: Session) -> Rows:
    row = AreaSuccession
    columns = (row.predecessor_id, row.successor_id, row.happened_on)
    return [found._asdict() for found in session.execute(select(*columns))]


def categories(session: Session) -> Rows:
    """Every code with the top class and the code under which statistics count it."""
    codes = {row.key: row for row in session.execute(select(Category.key, Category.parent_key, Category.counts_as))}
    found: Rows = []
    for row in codes.values():
        counted = row.counts_as or row.key
        *_, top = _upwards(codes, counted, "parent_key")
        found.append({"category_key": row.key, "category": top.key, "category_detail": counted})
    return found


def units(session: Session) -> Rows:
    columns = (MemberUnit.id.label("member_unit_id"), MemberUnit.code, Area.level)
    statement = select(*columns).outerjoin(Area, Area.id == MemberUnit.area_id)
    return [row._asdict() for row in session.execute(statement)]


def rooms(session: Session) -> Rows:
    room = MediationRoom
    columns = (room.id.label("mediation_room_id"), room.code, room.kind.label("room_kind"), room.speciality, Area.level)
    return [row._asdict() for row in session.execute(select(*columns).join(Area, Area.id == room.area_id))]


def mediators(session: Session) -> Rows:
    expert = (Mediator.kind == "expert").label("expert")
    return [
        row._asdict() for row in session.execute(select(Mediator.id.label("mediator_id"), Mediator.work_number, expert))
    ]


def sources(session: Session) -> Rows:
    statement = select(
        DataSource.id.label("data_source_id"),
        DataSource.key,
        DataSource.mode,
        Area.code.label("area"),
        DataSource.interval_minutes,
        DataSource.as_of,
        DataSource.fetched_at,
        DataSource.generated,
    ).outerjoin(Area, Area.id == DataSource.area_id)
    return [row._asdict() for row in session.execute(statement)]


def _upwards(rows: Mapping[Any, Any], key: Any, parent: str) -> Iterator[Any]:
    while key is not None:
        yield rows[key]
        key = getattr(rows[key], parent)


DIMENSIONS: Mapping[str, tuple[Table, Callable[[Session], Rows]]] = {
    "area": (tables.dim_area, areas),
    "centre_post": (tables.dim_area, areas),
    "grid": (tables.dim_area, areas),
    "area_succession": (tables.dim_succession, successions),
    "category": (tables.dim_category, categories),
    "member_unit": (tables.dim_unit, units),
    "mediation_room": (tables.dim_room, rooms),
    "mediator": (tables.dim_mediator, mediators),
    "data_source": (tables.dim_source, sources),
}
"""By the entity that the change log names."""
