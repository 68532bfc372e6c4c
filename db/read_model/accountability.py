"""How acts on bodies and the answers to their notices follow from the records, in the SQL both engines share."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Join, Select, and_, case, cast, func, or_, select

from db.read_model import staging
from db.read_model.tables import dim_area, fact_accountability

STANDING = ("in_force", "lifted")
"""The states of acts that count; drafts and what was rejected never came into force."""
UNIT = "unit"


def statement(areas: dict[str, ColumnElement[Any]], flag: Any) -> Select[*tuple[Any, ...]]:
    """`areas` are the columns of places, `flag` makes 1 or 0."""
    raw = staging.ACCOUNTABILITY.table.c
    counts = raw.state.in_(STANDING)
    late = and_(raw.due_on.is_not(None), or_(raw.answered_on.is_(None), raw.answered_on > raw.due_on))
    # What was closed without an answer waits for none; both databases leave NULL out of least and greatest.
    ended = func.least(raw.answered_on, raw.closed_on)
    overdue = and_(counts, late, or_(ended.is_(None), ended > raw.due_on))
    own_dates = ("issued_on", "received_on", "answered_on", "closed_on")
    columns = {
        "action_id": raw.id,
        **areas,
        "action_kind": raw.kind,
        "target_kind": case((raw.member_unit_id.is_not(None), UNIT), else_=dim_area.c.level),
        "action_basis": raw.basis,
        "action_effect": raw.effect,
        "effective_on": case((counts, raw.starts_on)),
        "ceases_on": case((counts, func.least(raw.lifted_on, cast(raw.ends_on + 1, Date)))),
        "annulled_on": case((raw.state == "annulled", raw.annulled_on)),
        **{name: case((counts, raw[name])) for name in own_dates},
        "answer_due_on": case((counts, raw.due_on)),
        "unanswered_from": case((overdue, cast(raw.due_on + 1, Date))),
        "unanswered_until": case((overdue, ended)),
        "answered_in_time": flag(and_(counts, raw.answered_on <= raw.due_on)),
    }
    ordered = (columns[name].label(name) for name in fact_accountability.columns.keys())  # noqa: SIM118 - not a mapping
    source = Join(staging.ACCOUNTABILITY.table, dim_area, dim_area.c.area_id == raw.area_id)
    return select(*ordered).select_from(source).where(or_(counts, raw.state == "annulled"))
