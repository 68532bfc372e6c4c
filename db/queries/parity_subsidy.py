"""The ledger of subsidies counted twice: by SQL on the records and from the read model."""

from typing import Any

from sqlalchemy import String, case, cast, func, literal, select

from db.models import Area, MediationRoom, SubsidyEntry
from db.read_model.tables import AREA_LEVELS, FACTS

GAP = literal(" ")


def sides(number: Any, number_of_model: Any) -> tuple[Any, Any]:
    """Lines, money and days by place, room, kind of case and state. Each function makes a number of a day."""
    return _of_records(number), _of_model(number_of_model)


def _of_records(number: Any) -> Any:
    line = SubsidyEntry
    codes = (Area.code, MediationRoom.code, line.level, line.difficulty, line.form)
    return (
        select(
            _joined(*codes).label("group"),
            func.count().label("lines"),
            func.sum(case((line.reverses_id.is_(None), 1), else_=-1)).label("cases"),
            func.sum(line.amount_fen).label("fen"),
            func.sum(number(line.claimed_on)).label("claimed"),
            func.sum(number(line.decided_on)).label("decided"),
            func.sum(case((line.state == "approved", number(line.decided_on)))).label("approved"),
        )
        .select_from(line)
        .join(MediationRoom, MediationRoom.id == line.mediation_room_id)
        .join(Area, Area.id == MediationRoom.area_id)
        .group_by("group")
    )


def _of_model(number: Any) -> Any:
    fact = FACTS["fact_subsidy"].c
    place = func.coalesce(*(fact[level] for level in reversed(AREA_LEVELS)), literal("0"))
    codes = (place, fact.room, fact.settled_level, fact.difficulty, fact.agreement_form)
    sums = (fact.cases, fact.amount_fen, *(number(fact[name]) for name in ("claimed_on", "decided_on", "approved_on")))
    return select(_joined(*codes).label("group"), func.count(), *(func.sum(one) for one in sums)).group_by("group")


def _joined(*codes: Any) -> Any:
    first, *rest = codes
    found = cast(first, String)
    for code in rest:
        found = found + GAP + cast(code, String)
    return found
