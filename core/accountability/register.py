"""The acts, notices and proposals that somebody sees: of bodies in their place, with the clocks and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core import access, clock
from core.access import Person
from core.accountability import in_force, notices
from core.accountability.office import ANSWER, APPROVE, HOLD
from core.areas import AreaTree
from core.scope import Scope
from core.working_days import are_provisional
from db.models.accountability import AccountabilityAction, AccountabilityNotice, AccountabilityProposal
from db.queries import accountability
from db.read_model.accountability import STANDING
from db.session import Records

MOST = 500
DRAFTS = ("drafted", "rejected")


@dataclass(frozen=True)
class Body:
    """Whom an act is on: a place's own office, or a unit that belongs there."""

    area: str
    unit: str | None
    unit_name: str | None


@dataclass(frozen=True)
class Answer:
    """A notice and how far its answer has come. `days_left` counts down to the answer date, None once answered."""

    number: str
    state: str
    issued_on: date
    due_on: date
    days_left: int | None
    received_on: date | None
    answered_on: date | None
    answered_by: str | None
    closed_on: date | None
    facts: str
    demands: str
    answer: str | None
    provisional: bool


@dataclass(frozen=True)
class Act:
    """One act as a page shows it; `standing` where it holds today. `until` is the first day it no longer does."""

    id: int
    version: int
    kind: str
    body: Body
    issuer: str
    basis: str
    reference: str
    starts_on: date
    ends_on: date | None
    until: date | None
    days_left: int | None
    lift_condition: str
    effect: str
    points: Decimal | None
    state: str
    standing: bool
    drafted_by: str
    imported: bool
    """Whether it came with a list of an office's acts of earlier years."""
    answer: Answer | None


@dataclass(frozen=True)
class Step:
    at: datetime
    step: str
    reason: str | None


@dataclass(frozen=True)
class Proposed:
    """A proposal with the figures that speak for it."""

    id: int
    version: int
    rule: str
    kind: str
    body: Body
    metric: str | None
    period_start: date
    period_end: date
    value: Decimal | None
    threshold: Decimal | None
    raised_at: datetime


def acts(records: Records, by: Person, scope: Scope, areas: AreaTree) -> list[Act]:
    """What the person may see in the scope's places, drafts of their own office among it; what is due first."""
    codes = tuple(area.code for area in scope.areas)
    with records.reading(within=scope.codes) as session:
        found = accountability.acts(session, codes, scope.today, MOST)
        return [_act(one, scope.today) for one in found if _is_for(one, by, areas)]


def opened(records: Records, by: Person, action_id: int, areas: AreaTree) -> tuple[Act, list[Step]] | None:
    """One act with its trail; None where it is gone, lies elsewhere or isn't for them."""
    if by.area_code is None:
        return None
    with records.reading(within=(by.area_code,)) as session:
        found = accountability.act(session, (by.area_code,), action_id)
        if found is None or not _is_for(found, by, areas):
            return None
        return _act(found, clock.today()), [Step(one.at, one.step, one.reason) for one in found.events]


def proposals(records: Records, by: Person, scope: Scope, areas: AreaTree) -> list[Proposed]:
    """What waits for this person's decision."""
    if not access.may(by, HOLD):
        return []
    codes = tuple(area.code for area in scope.areas)
    with records.reading(within=scope.codes) as session:
        found = accountability.proposals(session, codes, MOST)
        return [_proposed(one) for one in found if one.unit or one.area.code != by.area_code]


def units(records: Records, by: Person) -> dict[str, tuple[str, str]]:
    """Name and place of the units that the person's office may act on, by code."""
    if by.area_code is None:
        return {}
    with records.reading(within=(by.area_code,)) as session:
        return accountability.units_in(session, (by.area_code,))


def next_steps(act: Act, by: Person, areas: AreaTree) -> list[str]:
    """The steps that this person can take with it, in the order of its life."""
    steps: list[str] = []
    answer, own = act.answer, act.body.area == by.area_code
    if own and answer and act.state == "in_force" and access.may(by, ANSWER):
        steps += ["received"] if answer.received_on is None else []
        steps += ["answered"] if answer.answered_on is None else []
    if not areas.contains(by.area_code or "", act.issuer) or not access.may(by, HOLD):
        return steps + _second(act, by, areas)
    if answer and answer.state == "answered":
        steps += ["returned", *(["closed"] if answer.answered_by != by.username else [])]
    if act.state == "in_force" and act.effect == "none":
        steps += [*([] if answer else ["lifted"]), "annulled"]
    return steps + _second(act, by, areas)


def _second(act: Act, by: Person, areas: AreaTree) -> list[str]:
    """What only somebody other than its drafter decides, since it touches scores."""
    may = access.may(by, APPROVE) and act.drafted_by != by.username and areas.contains(by.area_code or "", act.issuer)
    if not may:
        return []
    if act.state == "drafted":
        return ["approved", "rejected"]
    return ["lifted", "annulled"] if act.state == "in_force" and act.effect != "none" and access.may(by, HOLD) else []


def _is_for(action: AccountabilityAction, by: Person, areas: AreaTree) -> bool:
    """Drafts are seen by the offices that decide on them, not by the body."""
    if action.state not in DRAFTS:
        return True
    deciding = access.may(by, HOLD) or access.may(by, APPROVE)
    return deciding and areas.contains(by.area_code or "", action.issuer.code)


def _act(one: AccountabilityAction, today: date) -> Act:
    until = in_force.until(one) if one.state in STANDING else None
    standing = one.state in STANDING and one.starts_on <= today and (until is None or today < until)
    return Act(
        one.id,
        one.version,
        one.kind,
        _body(one),
        one.issuer.code,
        one.basis,
        one.reference,
        one.starts_on,
        one.ends_on,
        until,
        (until - today).days if until and standing else None,
        one.lift_condition,
        one.effect,
        one.effect_points,
        one.state,
        standing,
        one.drafted_by,
        one.source_ref is not None,
        _answer(one.notice, one.issuer.name, today) if one.notice else None,
    )


def _answer(notice: AccountabilityNotice, issuer: str, today: date) -> Answer:
    waiting = notice.answered_on is None and notice.closed_on is None
    return Answer(
        notices.number_words(notice, issuer),
        notices.state_of(notice),
        notice.issued_on,
        notice.due_on,
        (notice.due_on - today).days if waiting else None,
        notice.received_on,
        notice.answered_on,
        notice.answered_by,
        notice.closed_on,
        notice.facts,
        notice.demands,
        notice.answer,
        are_provisional((notice.issued_on, notice.due_on)),
    )


def _proposed(one: AccountabilityProposal) -> Proposed:
    return Proposed(
        one.id,
        one.version,
        one.rule,
        one.kind,
        _body(one),
        one.metric,
        one.period_start,
        one.period_end,
        one.value,
        one.threshold,
        one.raised_at,
    )


def _body(one: AccountabilityAction | AccountabilityProposal) -> Body:
    return Body(one.area.code, one.unit and one.unit.code, one.unit and one.unit.name)
