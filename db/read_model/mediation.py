"""How the handlings of mediation cases follow from their steps: one statement, in the SQL both engines share."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Join,
    Select,
    SmallInteger,
    and_,
    case,
    cast,
    func,
    select,
)

from db.read_model import staging
from db.read_model.tables import dim_area, dim_category, dim_mediator, dim_room, dim_unit, fact_mediation

SOON = 5
"""Days before its last one on which a case counts as due soon."""
_DATES = {
    "applied_on": ("applied", "reopened"),
    "accepted_on": ("accepted", "reopened"),
    "refused_on": ("refused",),
    "agreed_on": ("agreed",),
    "performed_on": ("performed",),
    "confirmed_on": ("confirmed",),
    "reneged_on": ("reneged",),
    "court_on": ("court",),
    "ended_on": ("ended",),
    "visited_on": ("visited",),
}
_GIVEN = ("assigned", "recused", "transferred")
"""The steps by which a case gets a mediator or loses the one it had."""
_OF_MATTER = ("matter_class", "nature", "source", "scale", "severity", "risk_level")
_OF_CASE = ("channel", "link", "difficulty")


def statement(day: Any, areas: dict[str, ColumnElement[Any]], flag: Any) -> Select[*tuple[Any, ...]]:
    """`day` makes the day in China of an instant, `areas` are the columns of places, `flag` makes 1 or 0."""
    handling, again, clock = _handlings(day), _reopenings(day), _clocks()
    raw = staging.MEDIATION_CASE.table.c
    agreed, ended = handling.c.agreed_on, handling.c.ended_on
    concluded, due = func.least(agreed, ended), clock.c.due_on
    late_or_open = concluded.is_(None) | (concluded > due)
    first_soon = func.greatest(cast(due - (SOON - 1), Date), handling.c.accepted_on)
    # Both databases leave NULL out of least and greatest.
    soon = and_(due.is_not(None), concluded.is_(None) | (concluded >= first_soon))
    columns = {
        "matter_id": raw.matter_id,
        "mediation_case_id": raw.id,
        "episode": handling.c.episode,
        **areas,
        **{name: raw[name] for name in _OF_MATTER},
        "category": dim_category.c.category,
        "category_detail": dim_category.c.category_detail,
        "handling_unit": dim_unit.c.code,
        "room": dim_room.c.code,
        "room_kind": dim_room.c.room_kind,
        "speciality": dim_room.c.speciality,
        "mediator": dim_mediator.c.work_number,
        **{name: raw[name] for name in _OF_CASE},
        "agreement_form": handling.c.form,
        "settled_level": case((agreed.is_not(None), dim_room.c.level)),
        **{name: handling.c[name] for name in _DATES},
        "reopened_on": case((concluded.is_not(None), again.c.reopened_on)),
        "concluded_on": concluded,
        "due_on": due,
        "overdue_from": case((and_(due.is_not(None), late_or_open), cast(due + 1, Date))),
        "soon_from": case((soon, first_soon)),
        "soon_until": case((soon, func.least(concluded, cast(due + 1, Date)))),
        "first": flag(handling.c.episode == 1),
        "timed": flag(and_(concluded.is_not(None), due.is_not(None))),
        "on_time": flag(and_(concluded.is_not(None), due.is_not(None), concluded <= due)),
        "rated": flag(handling.c.satisfaction.is_not(None)),
        "satisfied": flag(handling.c.satisfaction.in_(("satisfied", "basically_satisfied"))),
        "expert": handling.c.expert,
        "transferred": handling.c.transferred,
        "sessions": handling.c.sessions,
        "parties": cast(func.coalesce(raw.parties, 0), Integer),
        "amount_fen": cast(func.coalesce(handling.c.amount_fen, 0), BigInteger),
    }
    ordered = (columns[name].label(name) for name in fact_mediation.columns.keys())  # noqa: SIM118 - not a mapping
    # As with matters: what was concluded together lies together, so that a period's cases are found without the others.
    rows = select(*ordered).select_from(_source(handling, again, clock))
    return rows.order_by(concluded.nulls_last(), handling.c.accepted_on)


def _source(handling: Any, again: Any, clock: Any) -> Join:
    raw, event = staging.MEDIATION_CASE.table.c, staging.MEDIATION_EVENT.table.c
    own = func.coalesce(raw.own_category, raw.category_key)
    room = _standing("room", event.room_id)
    mediator = _standing("mediator", case((event.step == "assigned", event.mediator_id)), _GIVEN)

    def same(other: Any) -> ColumnElement[bool]:
        return and_(other.c.case_id == handling.c.case_id, other.c.episode == handling.c.episode)

    return (
        Join(staging.MEDIATION_CASE.table, handling, handling.c.case_id == raw.id)
        .join(room, same(room))
        .join(dim_room, dim_room.c.mediation_room_id == room.c.value)
        .outerjoin(dim_area, dim_area.c.area_id == raw.area_id)
        .outerjoin(dim_category, dim_category.c.category_key == own)
        .outerjoin(dim_unit, dim_unit.c.member_unit_id == raw.handling_unit_id)
        .outerjoin(mediator, same(mediator))
        .outerjoin(dim_mediator, dim_mediator.c.mediator_id == mediator.c.value)
        .outerjoin(again, same(again))
        .outerjoin(clock, same(clock))
    )


def _handlings(day: Any) -> Any:
    """One row a handling: the day of each step, and who had it last (events are numbered in their order)."""
    event = staging.MEDIATION_EVENT.table.c
    happened, agreeing = day(event.happened_at), event.step == "agreed"
    mediating = event.step.in_(("assigned", "session", "agreed", "ended"))
    expert = func.max(case((and_(mediating, dim_mediator.c.expert), 1), else_=0))
    return (
        select(
            event.case_id,
            cast(event.episode, SmallInteger).label("episode"),
            *(func.min(case((event.step.in_(steps), happened))).label(name) for name, steps in _DATES.items()),
            func.max(case((agreeing, event.form))).label("form"),
            func.max(case((agreeing, event.amount_fen))).label("amount_fen"),
            func.max(case((event.step == "visited", event.satisfaction))).label("satisfaction"),
            cast(expert, SmallInteger).label("expert"),
            cast(func.max(case((event.step == "transferred", 1), else_=0)), SmallInteger).label("transferred"),
            cast(func.sum(case((event.step == "session", 1), else_=0)), Integer).label("sessions"),
        )
        .select_from(
            staging.MEDIATION_EVENT.table.outerjoin(dim_mediator, dim_mediator.c.mediator_id == event.mediator_id)
        )
        .group_by(event.case_id, event.episode)
        .subquery("handling")
    )


def _standing(name: str, value: ColumnElement[Any], steps: tuple[str, ...] = ()) -> Any:
    """For each handling what the latest of its events (of those steps) says; events are numbered in their order."""
    event = staging.MEDIATION_EVENT.table.c
    place = func.row_number().over(partition_by=(event.case_id, event.episode), order_by=event.id.desc())
    ranked = select(event.case_id, event.episode, value.label("value"), place.label("place"))
    found = (ranked.where(event.step.in_(steps)) if steps else ranked).subquery(f"ranked_{name}")
    return select(found.c.case_id, found.c.episode, found.c.value).where(found.c.place == 1).subquery(name)


def _reopenings(day: Any) -> Any:
    """For each handling that was followed by another, the day on which that was opened."""
    event = staging.MEDIATION_EVENT.table.c
    before = cast(event.episode - 1, SmallInteger)
    return (
        select(event.case_id, before.label("episode"), func.min(day(event.happened_at)).label("reopened_on"))
        .where(event.step == "reopened")
        .group_by(event.case_id, event.episode)
        .subquery("again")
    )


def _clocks() -> Any:
    """The last day of mediating for each handling; none while its clock is halted."""
    raw = staging.MEDIATION_DEADLINE.table.c
    return (
        select(raw.case_id, cast(raw.episode, SmallInteger).label("episode"), func.max(raw.due_on).label("due_on"))
        .where(raw.kind == "mediate")
        .group_by(raw.case_id, raw.episode)
        .subquery("clock")
    )
