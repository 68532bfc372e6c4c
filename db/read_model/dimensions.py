"""The small tables that facts are derived with (places, categories, units, sources): always copied whole."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from db.models import Area, Category, DataSource, MemberUnit
from db.read_model import tables
from db.read_model.tables import AREA_LEVELS

Rows = list[dict[str, Any]]


def areas(session: Session) -> Rows:
    """Every area, ended ones too, with the codes of the places it lies in at each level."""
    columns = (Area.id, Area.code, Area.level, Area.parent_id, Area.valid_to)
    places = {row.id: row for row in session.execute(select(*columns))}
    return [
        {
            "area_id": place.id,
            "code": place.code,
            "level": place.level,
            "parent": place.parent_id and places[place.parent_id].code,
            "ends_on": place.valid_to,
        }
        | dict.fromkeys(AREA_LEVELS)
        | {step.level: step.code for step in _upwards(places, place.id, "parent_id") if step.level in AREA_LEVELS}
        for place in places.values()
    ]


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
    return [row._asdict() for row in session.execute(select(MemberUnit.id.label("member_unit_id"), MemberUnit.code))]


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
    "category": (tables.dim_category, categories),
    "member_unit": (tables.dim_unit, units),
    "data_source": (tables.dim_source, sources),
}
"""By the entity that the change log names."""
