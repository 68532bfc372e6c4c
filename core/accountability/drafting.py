"""A new act on a body: what it is, what it rests on, how long it holds; with an effect on a score only a draft."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core import catalogue, clock
from core.access import Person
from core.accountability import kinds, notices
from core.accountability.kinds import KindRule
from core.accountability.office import HOLD, LONGEST_REFERENCE, Office, demand, may_act_on, text_of, write
from core.accountability.refusal import Refused
from db.models import Area, MemberUnit
from db.models.accountability import AccountabilityAction
from db.queries import accountability
from db.session import Session

AHEAD = timedelta(days=31)
MOST_POINTS = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `unit_code` names a unit of the place, None its own office; texts are those of a notice."""

    kind: str
    area_code: str
    basis: str
    reference: str
    starts_on: date
    lift_condition: str
    effect: str = "none"
    unit_code: str | None = None
    ends_on: date | None = None
    effect_points: Decimal | None = None
    facts: str = ""
    demands: str = ""
    answer_days: int = 0


def draft(session: Session, office: Office, wanted: Wanted, *, by: Person) -> AccountabilityAction:
    """Writes an act: in force at once where it touches no score, else waiting for another person's approval.

    Notices get their number and their answer date. Raises NotAllowed or Refused.
    """
    demand(by, HOLD)
    rule = rule_of(wanted.kind, wanted.basis, wanted.lift_condition, wanted.effect)
    area, unit = body_of(session, office, wanted, rule, by)
    check(wanted)
    if accountability.is_there(session, wanted.kind, area.id, unit and unit.id, wanted.starts_on):
        raise Refused("same_act")
    issuer = accountability.area(session, by.area_code or "", clock.today())
    if issuer is None:
        raise Refused("no_issuer")
    state = "in_force" if wanted.effect == "none" else "drafted"
    action = action_of(wanted, area, unit, issuer, state, by)
    if rule.is_notice:
        action.notice = notices.numbered(session, office, wanted.kind, issuer, _letter(wanted, rule))
    session.add(action)
    session.flush()
    step = "issued" if rule.is_notice else "begun" if action.state == "in_force" else "drafted"
    return write(session, action, step, by, None)


def ready(wanted: Wanted) -> None:
    """Raises Refused where what was written can't be issued as it stands."""
    rule = kinds.rules()[wanted.kind]
    check(wanted)
    text_of("reference", wanted.reference, LONGEST_REFERENCE)
    if rule.is_notice:
        _letter(wanted, rule)


def action_of(
    wanted: Wanted, area: Area, unit: MemberUnit | None, issuer: Area, state: str, by: Person
) -> AccountabilityAction:
    """The act itself, not stored yet. Raises Refused for a reference that can't be one."""
    return AccountabilityAction(
        area=area,
        unit=unit,
        kind=wanted.kind,
        issuer=issuer,
        basis=wanted.basis,
        reference=text_of("reference", wanted.reference, LONGEST_REFERENCE),
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        lift_condition=wanted.lift_condition,
        effect=wanted.effect,
        effect_points=wanted.effect_points,
        state=state,
        drafted_by=by.username,
    )


def rule_of(kind: str, basis: str | None, lift_condition: str | None, effect: str) -> KindRule:
    """What is usual for the kind; None stands for what wasn't said. Raises Refused for a code that isn't listed."""
    rule = kinds.rules().get(kind)
    lists = {"action_basis": basis, "lift_condition": lift_condition, "action_effect": effect}
    said = {name: code for name, code in lists.items() if code is not None}
    if rule is None or any(code not in catalogue.code_labels(name) for name, code in said.items()):
        raise Refused("unknown_code")
    return rule


def body_of(
    session: Session, office: Office, wanted: Wanted, rule: KindRule, by: Person
) -> tuple[Area, MemberUnit | None]:
    """The body: one that is the person's office's to act on. Raises Refused."""
    area = accountability.area(session, wanted.area_code, clock.today())
    if area is None or not may_act_on(office, by, wanted.area_code, unit=wanted.unit_code is not None):
        raise Refused("body_elsewhere")
    unit = accountability.unit(session, wanted.unit_code) if wanted.unit_code else None
    if wanted.unit_code and (unit is None or unit.area_id != area.id):
        raise Refused("no_unit")
    if rule.level and (unit is not None or area.level != rule.level):
        raise Refused("wrong_level", level=catalogue.label("area_level", rule.level))
    return area, unit


def check(wanted: Wanted, *, past: bool = False) -> None:
    """What the database would refuse without saying it in words; a notice of the `past` needn't be of today."""
    rule = kinds.rules()[wanted.kind]
    if wanted.starts_on > clock.today() + AHEAD:
        raise Refused("too_far_ahead")
    if wanted.ends_on and wanted.ends_on < wanted.starts_on:
        raise Refused("ends_before_start")
    if rule.is_notice and (wanted.effect != "none" or not (past or wanted.starts_on == clock.today())):
        raise Refused("notice_today")
    if rule.is_award and wanted.effect not in ("none", "bonus"):
        raise Refused("award_effect")
    if not rule.is_award and wanted.effect == "bonus":
        raise Refused("act_effect")
    points = wanted.effect_points
    if kinds.needs_points(wanted.effect) != (points is not None):
        raise Refused("points_missing" if points is None else "points_without_effect")
    if points is not None and not (Decimal(0) < points <= MOST_POINTS and points == points.quantize(_CENT)):
        raise Refused("bad_points")


def _letter(wanted: Wanted, rule: KindRule) -> notices.Letter:
    days = wanted.answer_days or rule.answer_days or 0
    return notices.Letter(text_of("facts", wanted.facts), text_of("demands", wanted.demands), days)
