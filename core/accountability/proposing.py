"""Proposals: raised by rule from figures and overdue answers, once each; decided by a person, as an act or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from core import access, audit, catalogue, clock
from core import areas as areas_of
from core.access import Person
from core.accountability import drafting
from core.accountability.drafting import Wanted
from core.accountability.office import HOLD, Office, Seen, demand, may_act_on, reason_of
from core.accountability.refusal import Refused
from core.areas import AreaTree
from core.metrics import measure
from core.periods import Period
from core.scope import Request
from db.models.accountability import LADDER, AccountabilityAction, AccountabilityProposal
from db.queries import accountability
from db.read_model.model import ReadModel
from db.session import WHOLE, Records, Session

RAISED = "accountability.raised"


@dataclass(frozen=True)
class FigureRule:
    """A figure of a place below or above a threshold, made of at least so many."""

    key: str
    metric: str
    level: str
    period: str
    kind: str
    least: int = 0
    below: float | None = None
    above: float | None = None

    def holds(self, value: float, denominator: float) -> bool:
        # A count has no denominator, and needs none.
        if self.least and not denominator >= self.least:
            return False
        return (self.below is not None and value < self.below) or (self.above is not None and value > self.above)

    @property
    def threshold(self) -> float | None:
        return self.above if self.below is None else self.below


@dataclass(frozen=True)
class OverdueRule:
    """A notice whose answer is late by more than so many days."""

    key: str
    notice: str
    days: int
    kind: str


@cache
def figure_rules() -> tuple[FigureRule, ...]:
    """The gravest first: of several rules on one figure of a place, only that one proposes."""
    found = [FigureRule(**row) for row in catalogue.document("accountability")["rule"]]
    return tuple(sorted(found, key=lambda rule: -LADDER.index(rule.kind)))


@cache
def overdue_rules() -> tuple[OverdueRule, ...]:
    return tuple(OverdueRule(**row) for row in catalogue.document("accountability")["overdue"])


def keep(records: Records, model: ReadModel) -> int:
    """For the server's clock: what `raise_all` does, for nobody in particular; how many were new."""
    return raise_all(records, model, areas_of.load(records), by=access.operator())


def raise_all(records: Records, model: ReadModel, areas: AreaTree, *, by: Person) -> int:
    """Writes what the rules propose today and haven't proposed before; how many that is. Nothing is decided by it.

    The rules look at all places, whoever asks: what comes of it is shown to each office for its own. Raises NotAllowed.
    """
    demand(by, HOLD)
    model.catch_up()
    figured = list(_by_figures(model, areas))
    with records.writing(within=WHOLE) as session:
        rows = [*figured, *_by_overdue(session, clock.today())]
        ids = {area.code: area.id for code in {row["area"] for row in rows} if (area := _area(session, code))}
        known = [_row(row, ids[row["area"]]) for row in rows if row["area"] in ids]
        count = accountability.propose(session, known)
        if count:
            audit.append(session, action=RAISED, object_kind="accountability_proposal", object_key=str(count), by=by)
    return count


def accept(session: Session, office: Office, seen: Seen, wanted: Wanted, *, by: Person) -> AccountabilityAction:
    """Makes an act of a proposal as the person words it, on the body it is about. Raises NotAllowed or Refused."""
    proposal = _open(session, office, seen, by)
    unit = proposal.unit and proposal.unit.code
    if (wanted.area_code, wanted.unit_code) != (proposal.area.code, unit):
        raise Refused("other_body")
    action = drafting.draft(session, office, wanted, by=by)
    proposal.action_id = action.id
    _decide(session, proposal, "accepted", None, by)
    return action


def dismiss(session: Session, office: Office, seen: Seen, *, reason: str, by: Person) -> AccountabilityProposal:
    proposal = _open(session, office, seen, by)
    _decide(session, proposal, "dismissed", reason_of("dismiss", reason), by)
    return proposal


def _open(session: Session, office: Office, seen: Seen, by: Person) -> AccountabilityProposal:
    demand(by, HOLD)
    proposal = accountability.held_proposal(session, seen.id)
    if proposal is None or not may_act_on(office, by, proposal.area.code, unit=proposal.unit is not None):
        raise Refused("no_proposal")
    if proposal.version != seen.version or proposal.state != "open":
        raise Refused("changed_meanwhile")
    return proposal


def _decide(session: Session, proposal: AccountabilityProposal, state: str, reason: str | None, by: Person) -> None:
    proposal.state, proposal.reason, proposal.decided_by = state, reason, by.username
    session.flush()
    audit.append(
        session,
        action=f"accountability.proposal_{state}",
        object_kind="accountability_proposal",
        object_key=str(proposal.id),
        by=by,
        detail=reason,
    )


def _by_figures(model: ReadModel, areas: AreaTree) -> Iterator[dict[str, Any]]:
    told: set[tuple[str, str]] = set()
    for rule in figure_rules():
        scope = access.scope(access.operator(), Request(Period.parse(rule.period)), areas)
        found = measure(model, (rule.metric,), scope, by=(rule.level,))
        for row in found.to_dict("records"):
            place, value = row[rule.level], row["value"]
            if place is None or (rule.metric, place) in told or not rule.holds(value, row["denominator"]):
                continue
            told.add((rule.metric, place))
            yield {
                "rule": rule.key,
                "kind": rule.kind,
                "area": place,
                "unit": None,
                "metric": rule.metric,
                "period": (scope.span.start, scope.span.end),
                "value": round(value, 4),
                "threshold": rule.threshold,
            }


def _by_overdue(session: Session, today: date) -> Iterator[dict[str, Any]]:
    for rule in overdue_rules():
        for notice in accountability.unanswered(session, rule.notice, today - timedelta(days=rule.days)):
            yield {
                "rule": rule.key,
                "kind": rule.kind,
                "area": notice.action.area.code,
                "unit": notice.action.unit,
                "metric": None,
                "period": (notice.issued_on, notice.due_on),
                "value": (today - notice.due_on).days,
                "threshold": rule.days,
                "of": notice.id,
            }


def _row(told: dict[str, Any], area_id: int) -> dict[str, Any]:
    unit, (start, end) = told["unit"], told["period"]
    subject = (told["rule"], told["area"], unit.code if unit else "", start.isoformat(), str(told.get("of", "")))
    return {
        "subject": ":".join(subject),
        **{name: told[name] for name in ("rule", "kind", "metric", "value", "threshold")},
        "area_id": area_id,
        "member_unit_id": unit.id if unit else None,
        "period_start": start,
        "period_end": end,
        "raised_at": clock.now(),
        "state": "open",
        "version": 1,
    }


def _area(session: Session, code: str) -> Any:
    return accountability.area(session, code, clock.today())
