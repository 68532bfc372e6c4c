"""Which acts held on which bodies over a time, with their effect: what scoring reads."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db.models.accountability import AccountabilityAction
from db.queries import accountability
from db.session import WHOLE, Records


@dataclass(frozen=True)
class Held:
    """One act. `until` is the first day on which it no longer holds, None while nobody knows.

    `effect` is one of none, deduction, bonus (both with `points`), no_award, veto.
    """

    act: int
    kind: str
    area: str
    unit: str | None
    issuer: str
    starts_on: date
    until: date | None
    effect: str
    points: Decimal | None


def acts_in_force(records: Records, start: date, end: date) -> list[Held]:
    """Every act that held on at least one day from `start` to `end`, of all bodies, in the order of their keys.

    Drafts, rejected and annulled acts are none.
    """
    with records.reading(within=WHOLE) as session:
        return [_held(one) for one in accountability.standing(session, start, end)]


def until(action: AccountabilityAction) -> date | None:
    """The first day on which an act no longer holds."""
    planned = action.ends_on + timedelta(days=1) if action.ends_on else None
    return min((day for day in (planned, action.lifted_on) if day), default=None)


def _held(action: AccountabilityAction) -> Held:
    return Held(
        action.id,
        action.kind,
        action.area.code,
        action.unit and action.unit.code,
        action.issuer.code,
        action.starts_on,
        until(action),
        action.effect,
        action.effect_points,
    )
