"""The year's budget of a place that pays, and what is left of it: as the records stand, for approvals go by it."""

from dataclasses import dataclass
from datetime import date

from core import audit, clock
from core.access import Person
from core.mediation.desk import Desk
from core.mediation.refusal import Refused
from core.subsidy.tariff import demand
from db.models.subsidy import SubsidyBudget
from db.queries import areas as areas_of_records
from db.queries import subsidy
from db.session import Records, Session

MOST_FEN = 10**12


@dataclass(frozen=True)
class Balance:
    """Fen of a year: what may be spent, what is approved, what waits; `version` goes back with a change."""

    year: int
    amount: int
    approved: int
    waiting: int
    version: int

    @property
    def left(self) -> int:
        return self.amount - self.approved


def balance(records: Records, by: Person, year: int) -> Balance | None:
    """Of the person's own place; None where it has no budget for the year."""
    if by.area_code is None:
        return None
    with records.reading(within=(by.area_code,)) as session:
        found = subsidy.budget(session, by.area_code, year)
        if found is None:
            return None
        approved, waiting = (subsidy.spent(session, found.area_id, year, state) for state in ("approved", "claimed"))
        return Balance(year, found.amount_fen, approved, waiting, found.version)


def put(
    session: Session, at: Desk, *, area_code: str, year: int, amount_fen: int, version: int | None, by: Person
) -> SubsidyBudget:
    """Sets or changes the year's budget. `version` is what was seen, None for none. Raises NotAllowed, Refused."""
    demand(at, area_code, by)
    if not 0 <= amount_fen <= MOST_FEN:
        raise Refused("bad_amount")
    found = subsidy.held_budget(session, area_code, year)
    if (found.version if found else None) != version:
        raise Refused("changed_meanwhile")
    before = str(found.amount_fen) if found else None
    if found is None:
        area = areas_of_records.held_on(session, area_code, clock.today())
        if area is None:
            raise Refused("no_place")
        found = SubsidyBudget(area_id=area.id, year=year)
        session.add(found)
    elif amount_fen < subsidy.spent(session, found.area_id, year):
        raise Refused("subsidy_spent_more")
    found.amount_fen, found.set_by = amount_fen, by.username
    session.flush()
    told = {"before": before, "after": str(amount_fen), "detail": f"{year} {amount_fen}"}
    key = f"{area_code} {year}"
    audit.append(session, action="subsidy.budget", object_kind="subsidy_budget", object_key=key, by=by, **told)
    return found


def check(session: Session, area_id: int, area_code: str, on: date, amount_fen: int) -> None:
    """Raises Refused where the year's budget doesn't hold so much more; the budget is held from here on."""
    found = subsidy.held_budget(session, area_code, on.year)
    if found is None:
        raise Refused("subsidy_no_budget", year=on.year)
    left = found.amount_fen - subsidy.spent(session, area_id, on.year)
    if amount_fen > left:
        raise Refused("subsidy_over_budget", year=on.year, left=f"{left / 100:,.2f}")
