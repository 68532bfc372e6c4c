"""Mediation counted twice: steps, clocks and codes by SQL on the records and from the read model."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, case, cast, func, literal, select, union_all

from db.models import Area, Category, Matter, MediationCase, MediationDeadline, MediationEvent, MediationRoom, Mediator
from db.read_model.tables import AREA_LEVELS, FACTS

Statement = Select[*tuple[Any, ...]]
STEPS = {
    "accepted": ("accepted", "reopened"),
    **{
        step: (step,)
        for step in ("refused", "agreed", "performed", "confirmed", "reneged", "court", "ended", "visited")
    },
}
"""Steps that a handling takes at most once, by the name of their date."""
CODES = ("channel", "link", "difficulty")


def of_records(day: Any, number: Any) -> Any:
    """Steps by place and month. `day` makes the day in China of an instant, `number` a number of a day."""
    event = MediationEvent
    return union_all(*(_step_in_records(name, steps, day(event.at), number) for name, steps in STEPS.items()))


def of_model(number: Any) -> Any:
    return union_all(*(_step_in_model(name, number) for name in STEPS))


def details_of_records(number: Any) -> Any:
    """Codes, rooms, clocks, agreements and return visits of handlings, as (what, how many, sum)."""
    event, clock = MediationEvent, MediationDeadline
    opening = event.step.in_(("applied", "reopened"))
    of_case = select(literal("x")).select_from(event).join(MediationCase, MediationCase.id == event.mediation_case_id)
    of_case = of_case.join(Matter, Matter.id == MediationCase.matter_id).where(opening)
    own = func.coalesce(MediationCase.category_key, Matter.category_key)
    counted = func.coalesce(Category.counts_as, Category.key)
    parts = [_counted(of_case, name, getattr(MediationCase, name)) for name in CODES]
    parts.append(_counted(of_case.outerjoin(Category, Category.key == own), "category_detail", counted))
    parts.append(_summed(of_case, "parties", func.coalesce(MediationCase.parties, 0)))
    agreed = select(literal("x")).select_from(event).where(event.step == "agreed")
    parts.append(_counted(agreed, "agreement_form", event.form, func.coalesce(event.amount_fen, 0)))
    visited = select(literal("x")).select_from(event).where(event.step == "visited")
    happy = case((event.satisfaction != "dissatisfied", 1), else_=0)
    parts.append(_summed(visited, "visited", happy))
    held = select(literal("x")).select_from(event).where(event.step == "session")
    parts.append(_summed(held, "sessions", literal(1, Integer)))
    due = select(literal("x")).select_from(clock).where(clock.kind == "mediate", clock.due_on.is_not(None))
    parts.append(_summed(due, "due", number(clock.due_on)))
    parts += [_rooms_in_records(), _mediators_in_records()]
    return union_all(*parts)


def details_of_model(number: Any) -> Any:
    fact = FACTS["fact_mediation"].c
    whole = select(literal("x")).select_from(FACTS["fact_mediation"])
    parts = [_counted(whole, name, fact[name]) for name in (*CODES, "category_detail")]
    parts.append(_summed(whole, "parties", fact.parties))
    parts.append(
        _counted(whole.where(fact.agreed_on.is_not(None)), "agreement_form", fact.agreement_form, fact.amount_fen)
    )
    parts.append(_summed(whole.where(fact.visited_on.is_not(None)), "visited", fact.satisfied))
    held = whole.where(fact.sessions > 0)
    parts.append(_group(held, literal("sessions"), func.sum(fact.sessions), func.sum(fact.sessions)))
    parts.append(_summed(whole.where(fact.due_on.is_not(None)), "due", number(fact.due_on)))
    parts.append(_counted(whole, "room", fact.room))
    parts.append(_counted(whole, "mediator", fact.mediator))
    return union_all(*parts)


def _rooms_in_records() -> Any:
    """The room of a handling's last step."""
    event, later = MediationEvent, MediationEvent.__table__.alias("later")
    after = and_(
        later.c.mediation_case_id == event.mediation_case_id, later.c.episode == event.episode, later.c.id > event.id
    )
    last = select(literal("x")).select_from(event).where(~select(later.c.id).where(after).exists())
    return _counted(last.join(MediationRoom, MediationRoom.id == event.mediation_room_id), "room", MediationRoom.code)


def _mediators_in_records() -> Any:
    """Whoever was given a handling last and neither stepped back nor passed it on; nobody for the others."""
    event = MediationEvent
    handling = (event.mediation_case_id, event.episode)
    # Joined, not asked for in a list: SQLite would go through the whole of that for each handling.
    given = (
        select(*handling, func.max(event.id).label("last"))
        .where(event.step.in_(("assigned", "recused", "transferred")))
        .group_by(*handling)
        .subquery("given")
    )
    standing = event.__table__.alias("standing")
    opening = select(literal("x")).select_from(event).where(event.step.in_(("applied", "reopened")))
    same = and_(given.c.mediation_case_id == event.mediation_case_id, given.c.episode == event.episode)
    own = and_(standing.c.id == given.c.last, standing.c.step == "assigned")
    joined = opening.outerjoin(given, same).outerjoin(standing, own)
    joined = joined.outerjoin(Mediator, Mediator.id == standing.c.mediator_id)
    return _counted(joined, "mediator", Mediator.work_number)


def _step_in_records(name: str, steps: tuple[str, ...], day: Any, number: Any) -> Statement:
    event = MediationEvent
    group = _place(name, Area.code, day)
    return (
        select(group, func.count().label("handlings"), func.sum(number(day)).label("days"))
        .select_from(event)
        .join(Matter, Matter.id == event.matter_id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .where(event.step.in_(steps))
        .group_by("group")
    )


def _step_in_model(name: str, number: Any) -> Statement:
    fact = FACTS["fact_mediation"].c
    day = fact[f"{name}_on"]
    deepest = func.coalesce(*(fact[level] for level in reversed(AREA_LEVELS)))
    found = select(_place(name, deepest, day), func.count(), func.sum(number(day)))
    return found.where(day.is_not(None)).group_by("group")


def _place(step: str, area: Any, day: Any) -> ColumnElement[str]:
    known = func.coalesce(case((area == "0", None), else_=area), literal("-"))
    return (literal(f"{step} ") + known + literal(" ") + func.substr(cast(day, String), 1, 7)).label("group")


def _counted(source: Statement, name: str, code: Any, amount: Any = None) -> Statement:
    group = literal(f"{name} ") + func.coalesce(cast(code, String), literal("-"))
    return _group(source, group, func.count(), func.count() if amount is None else func.sum(amount))


def _summed(source: Statement, name: str, amount: Any) -> Statement:
    return _group(source, literal(name), func.count(), func.sum(amount))


def _group(source: Statement, group: Any, rows: Any, total: Any) -> Statement:
    named = source.with_only_columns(group.label("group"), rows.label("rows"), total.label("total"))
    return named.group_by("group")
