"""Handlings counted by the codes and places they carry, by SQL on the records and from the read model."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, cast, func, literal, select, union_all

from db.models import Area, Category, Matter, MatterEvent, MemberUnit
from db.models.matter import OPENING
from db.read_model.tables import AREA_LEVELS, FACTS

Statement = Select[*tuple[Any, ...]]
OWN = ("matter_class", "nature", "source", "scale", "severity", "risk_level")
FOUND = ("category", "category_detail", "handling_unit")


def of_records() -> Any:
    """(dimension and code, how many handlings) of the matters in the records."""
    return union_all(*_in_records())


def of_model() -> Any:
    """The same from the columns of the fact."""
    fact = FACTS["fact_matter"].c
    names = (*OWN, *FOUND, *AREA_LEVELS)
    return union_all(
        *(select(_group(name, fact[name]), func.count().label("rows")).group_by("group") for name in names)
    )


def _in_records() -> Iterator[Statement]:
    for name in OWN:
        yield _handlings(_group(name, getattr(Matter, name))).group_by("group")
    counted, tops = func.coalesce(Category.counts_as, Category.key), _tops()
    detail = _handlings(_group("category_detail", counted)).outerjoin(Category, Category.key == Matter.category_key)
    yield detail.group_by("group")
    top = _handlings(_group("category", tops.c.top)).outerjoin(Category, Category.key == Matter.category_key)
    yield top.outerjoin(tops, (tops.c.key == counted) & tops.c.parent.is_(None)).group_by("group")
    unit = _handlings(_group("handling_unit", MemberUnit.code))
    yield unit.outerjoin(MemberUnit, MemberUnit.id == Matter.handling_unit_id).group_by("group")
    above = _above()
    for level in AREA_LEVELS:
        at = _handlings(_group(level, above.c.code))
        inside = (above.c.area_id == Matter.area_id) & (above.c.level == level)
        yield at.outerjoin(above, inside).group_by("group")


def _handlings(group: ColumnElement[str]) -> Statement:
    statement = select(group, func.count().label("rows")).select_from(MatterEvent)
    return statement.join(Matter, Matter.id == MatterEvent.matter_id).where(MatterEvent.status.in_(OPENING))


def _tops() -> CTE:
    """Every category with every class above it; the top one's parent is null."""
    own = select(Category.key, Category.key.label("top"), Category.parent_key.label("parent"))
    steps = own.cte("tops", recursive=True)
    higher = select(steps.c.key, Category.key, Category.parent_key).join(Category, Category.key == steps.c.parent)
    return steps.union_all(higher)


def _above() -> CTE:
    """Every area with itself and every place it lies in."""
    own = select(Area.id.label("area_id"), Area.level, Area.code, Area.parent_id)
    steps = own.cte("above", recursive=True)
    higher = select(steps.c.area_id, Area.level, Area.code, Area.parent_id).join(Area, Area.id == steps.c.parent_id)
    return steps.union_all(higher)


def _group(name: str, code: Any) -> ColumnElement[str]:
    return (literal(f"{name} ") + func.coalesce(cast(code, String), literal("-"))).label("group")
