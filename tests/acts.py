"""Acts on bodies of every kind, state and age, written straight into the tables."""

import random
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AccountabilityAction, AccountabilityNotice, Area, MemberUnit
from db.models.accountability import ACTION_KINDS, ACTION_STATES, EFFECTS, NOTICE_KINDS

FIRST = date(2025, 10, 5)


def scatter(session: Session, chance: random.Random, count: int = 60) -> None:
    """Acts on any place or unit, some at an end, their notices answered in time, late or not at all."""
    places = list(session.scalars(select(Area).where(Area.level.in_(("county", "township"))).order_by(Area.id)))
    root = session.scalars(select(Area).where(Area.level == "prefecture")).first() or places[0]
    units = [unit for unit in session.scalars(select(MemberUnit).order_by(MemberUnit.id)) if unit.area_id]
    for number in range(1, count + 1):
        starts_on = FIRST + timedelta(chance.randrange(400))
        unit = chance.choice(units) if units and chance.random() < 0.3 else None
        state = chance.choice((*ACTION_STATES, "in_force", "in_force", "lifted"))
        action = AccountabilityAction(
            area_id=unit.area_id if unit else chance.choice(places).id,
            unit=unit,
            kind=chance.choice(ACTION_KINDS),
            issuer=root,
            basis="duty_not_done",
            reference="细则第二十条",
            starts_on=starts_on,
            ends_on=chance.choice((None, starts_on + timedelta(chance.randrange(200)))),
            lift_condition="expiry",
            effect=chance.choice(EFFECTS),
            state=state,
            drafted_by="x",
            lifted_on=starts_on + timedelta(chance.randrange(90)) if state == "lifted" else None,
            annulled_on=starts_on + timedelta(chance.randrange(90)) if state == "annulled" else None,
        )
        if action.kind in NOTICE_KINDS:
            action.notice = _notice(action, number, chance)
        session.add(action)
    session.flush()


def _notice(action: AccountabilityAction, number: int, chance: random.Random) -> AccountabilityNotice:
    day = action.starts_on
    received, answered, closed = (chance.choice((None, day + timedelta(chance.randrange(30)))) for _ in range(3))
    return AccountabilityNotice(
        issuer_id=action.issuer.id,
        kind=action.kind,
        year=day.year,
        number=number,
        facts="情况",
        demands="要求",
        issued_on=day,
        due_on=day + timedelta(1 + chance.randrange(20)),
        received_on=received,
        answered_on=answered,
        closed_on=closed,
    )
