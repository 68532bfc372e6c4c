"""Reports counted twice: what is owed, returned, late and passed on, by SQL on the records and from the read model."""

from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, select

from db.models import Area, ReportDuty
from db.read_model.tables import AREA_LEVELS, FACTS

Statement = Select[*tuple[Any, ...]]


def of_records(number: Any) -> Statement:
    """By place, duty and month of the due date. `number` makes a number of a day."""
    row = ReportDuty
    late = and_(row.returned_on.is_not(None), row.returned_on > row.due_on)
    return (
        select(
            _group(Area.code, row.duty, row.due_on),
            func.count().label("rows"),
            func.sum(number(row.due_on)).label("due_days"),
            func.sum(number(row.period_start)).label("starts"),
            func.sum(number(row.returned_on)).label("returned_days"),
            func.sum(case((late, 1), else_=0)).label("late"),
            func.sum(case((and_(row.returned_on.is_not(None), row.found == 0), 1), else_=0)).label("zero"),
            func.sum(func.coalesce(row.found, 0)).label("found"),
            func.sum(number(row.escalated_on)).label("escalated_days"),
            func.sum(case((row.wartime.is_(True), 1), else_=0)).label("wartime"),
        )
        .join(Area, Area.id == row.area_id)
        .where(row.superseded.is_(False))
        .group_by("group")
    )


def of_model(number: Any) -> Statement:
    fact = FACTS["fact_report"].c
    deepest = func.coalesce(*(fact[level] for level in reversed(AREA_LEVELS)))
    return select(
        _group(deepest, fact.duty, fact.due_on),
        func.count(),
        func.sum(number(fact.due_on)),
        func.sum(number(fact.period_start)),
        func.sum(number(fact.returned_on)),
        func.sum(fact.returned_late),
        func.sum(fact.zero),
        func.sum(fact.found),
        func.sum(number(fact.escalated_on)),
        func.sum(fact.wartime),
    ).group_by("group")


def _group(area: Any, duty: Any, day: Any) -> Any:
    place = func.coalesce(area, literal("0"))
    return (duty + literal(" ") + place + literal(" ") + func.substr(cast(day, String), 1, 7)).label("group")
