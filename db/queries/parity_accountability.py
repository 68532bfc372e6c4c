"""Acts on bodies counted twice: by kind, place and state with the sums of their days, on the records and the model."""

from typing import Any

from sqlalchemy import case, func, literal, or_, select

from db.models import AccountabilityAction, AccountabilityNotice, Area
from db.read_model.accountability import STANDING
from db.read_model.tables import AREA_LEVELS, FACTS

ACT, NOTICE = AccountabilityAction, AccountabilityNotice


def of_records(number: Any) -> Any:
    """`number` makes a number of a day."""
    counts = ACT.state.in_(STANDING)
    # The end that comes first, said without the words that the model's own statement uses.
    planned, lifted = number(ACT.ends_on) + 1, number(ACT.lifted_on)
    ends = case((lifted.is_(None), planned), (planned.is_(None), lifted), (planned < lifted, planned), else_=lifted)
    kind = case((counts, ACT.kind), else_="annulled")
    unit = case((ACT.member_unit_id.is_(None), "-"), else_="unit")
    group = kind + literal(" ") + case((Area.code == "0", "-"), else_=Area.code) + literal(" ") + unit
    in_time = NOTICE.answered_on <= NOTICE.due_on
    answered = case((NOTICE.answered_on.is_(None), NOTICE.closed_on), else_=NOTICE.answered_on)
    waits = or_(answered.is_(None), answered > NOTICE.due_on)
    days = (ACT.starts_on, NOTICE.issued_on, NOTICE.received_on, NOTICE.answered_on, NOTICE.closed_on, NOTICE.due_on)
    return (
        select(
            group.label("group"),
            func.count().label("rows"),
            *(func.sum(case((counts, number(day)))).label(f"day_{at}") for at, day in enumerate(days)),
            func.sum(case((counts, ends))).label("ceases"),
            func.sum(case((ACT.state == "annulled", number(ACT.annulled_on)))).label("annulled"),
            func.sum(case((counts & NOTICE.due_on.is_not(None) & waits, number(NOTICE.due_on) + 1))).label("late"),
            func.sum(case((counts & in_time, 1), else_=0)).label("in_time"),
            func.sum(func.length(ACT.basis) + func.length(ACT.effect)).label("codes"),
        )
        .select_from(ACT)
        .join(Area, Area.id == ACT.area_id)
        .outerjoin(NOTICE, NOTICE.action_id == ACT.id)
        .where(or_(counts, ACT.state == "annulled"))
        .group_by("group")
    )


def of_model(number: Any) -> Any:
    fact = FACTS["fact_accountability"].c
    place = func.coalesce(*(fact[level] for level in reversed(AREA_LEVELS)), literal("-"))
    kind = case((fact.annulled_on.is_(None), fact.action_kind), else_="annulled")
    unit = case((fact.target_kind == "unit", "unit"), else_="-")
    dates = ("effective_on", "issued_on", "received_on", "answered_on", "closed_on", "answer_due_on")
    sums = (*dates, "ceases_on", "annulled_on", "unanswered_from")
    return select(
        (kind + literal(" ") + place + literal(" ") + unit).label("group"),
        func.count(),
        *(func.sum(number(fact[name])) for name in sums),
        func.sum(fact.answered_in_time),
        func.sum(func.length(fact.action_basis) + func.length(fact.action_effect)),
    ).group_by("group")
