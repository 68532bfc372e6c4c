"""Approving or refusing what somebody else has claimed, within the year's budget."""

from datetime import date

from core import catalogue, clock
from core.access import Person
from core.mediation.desk import Desk
from core.mediation.refusal import Refused
from core.subsidy import budget, claiming, tariff
from db.models.subsidy import SubsidyEntry
from db.queries import subsidy
from db.session import Session


def approve(session: Session, at: Desk, *, entry: int, version: int, on: date, by: Person) -> SubsidyEntry:
    """Raises NotAllowed, or Refused: one's own claim, an agreement that no longer stands, no money left."""
    line = _waiting(session, at, entry, version, on, by)
    if line.reverses_id is None:
        if line.case.status not in subsidy.HOLDING or line.case.episode != line.episode:
            raise Refused("subsidy_no_agreement")
        budget.check(session, line.area_id, line.area.code, on, line.amount_fen)
    return _decided(session, line, "approved", on, by)


def refuse(session: Session, at: Desk, *, entry: int, version: int, reason: str, on: date, by: Person) -> SubsidyEntry:
    """Raises NotAllowed or Refused; the case can be claimed for anew."""
    line = _waiting(session, at, entry, version, on, by)
    if reason not in catalogue.code_labels("subsidy_refusal"):
        raise Refused("no_reason")
    line.refusal = reason
    return _decided(session, line, "refused", on, by)


def _waiting(session: Session, at: Desk, entry: int, version: int, on: date, by: Person) -> SubsidyEntry:
    line = claiming.taken_up(session, at, entry, version, by)
    tariff.demand(at, line.area.code, by)
    if line.made_by == by.username:
        raise Refused("subsidy_own_claim")
    if line.state != "claimed":
        raise Refused("subsidy_decided_before")
    if on > clock.today():
        raise Refused("in_future")
    if on < line.claimed_on:
        raise Refused("before_last", day=line.claimed_on.isoformat())
    return line


def _decided(session: Session, line: SubsidyEntry, state: str, on: date, by: Person) -> SubsidyEntry:
    line.state, line.decided_on, line.decided_by = state, on, by.username
    session.flush()
    claiming.note(session, state, line, by)
    return line
