"""The sums of services on both sides of the parity check: cells of present cubes, strength, and returns that came."""

from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, select

from db.models import Area, ServiceCell, ServiceMonth, ServiceReturn, ServiceSupply
from db.models.care import CAPACITY
from db.read_model.tables import FACTS

Statement = Select[*tuple[Any, ...]]
CELLS = ("on_time", "late", "undone", "satisfied")


def cells() -> tuple[Statement, Statement]:
    """By place, month, group and line."""
    row, fact = ServiceCell, FACTS["fact_service"].c
    of_records = _present(
        row, row.service_group + literal(" ") + row.service_line, [row.__table__.c[name] for name in CELLS]
    )
    of_model = _group(fact.service_group + literal(" ") + fact.service_line, fact, [fact[name] for name in CELLS])
    return of_records, of_model


def supplies() -> tuple[Statement, Statement]:
    row, fact = ServiceSupply, FACTS["fact_service_supply"].c
    of_records = _present(row, row.service_line, [row.__table__.c[name] for name in CAPACITY])
    return of_records, _group(fact.service_line, fact, [fact[name] for name in CAPACITY])


def returns() -> tuple[Statement, Statement]:
    row, fact = ServiceReturn, FACTS["fact_service_report"].c
    came = and_(row.revision == 0, row.received_on.is_not(None))
    counts = (
        _count(row.revision == 0).label("expected"),
        _count(came).label("received"),
        _count(and_(row.revision == 0, row.status == "locked")).label("counted"),
        _count(and_(came, row.received_on <= ServiceMonth.due_on)).label("on_time"),
        _count(and_(came, row.complete)).label("complete"),
        _count(and_(row.revision > 0, row.received_on.is_not(None))).label("restated"),
    )
    of_records = (
        select(_place(Area.code, ServiceMonth.month).label("group"), func.count().label("rows"), *counts)
        .select_from(row)
        .join(ServiceMonth, ServiceMonth.id == row.service_month_id)
        .join(Area, Area.id == row.area_id)
        .group_by("group")
    )
    names = ("expected", "received", "counted", "on_time", "complete", "restated")
    sums = (func.sum(fact[name]) for name in names)
    place = _place(func.coalesce(fact.village, fact.township, fact.county, fact.prefecture), fact.month_on)
    return of_records, select(place.label("group"), func.count(), *sums).group_by("group")


def _present(row: Any, kind: Any, columns: list[Any]) -> Statement:
    group = (_place(Area.code, ServiceMonth.month) + literal(" ") + kind).label("group")
    return (
        select(group, func.count().label("rows"), *(func.sum(column).label(column.name) for column in columns))
        .select_from(row)
        .join(ServiceMonth, ServiceMonth.id == row.service_month_id)
        .join(Area, Area.id == row.area_id)
        .where(row.cube_version == ServiceMonth.cube_version)
        .group_by("group")
    )


def _group(kind: Any, fact: Any, columns: list[Any]) -> Statement:
    place = _place(func.coalesce(fact.village, fact.township, fact.county, fact.prefecture), fact.month_on)
    group = (place + literal(" ") + kind).label("group")
    return select(group, func.count(), *map(func.sum, columns)).group_by("group")


def _place(area: Any, month: Any) -> Any:
    return area + literal(" ") + func.substr(cast(month, String), 1, 7)


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
