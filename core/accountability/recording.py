"""Acts of earlier years, taken over from an office's own list: with the days and numbers that its papers say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from core import catalogue, clock
from core.access import Person
from core.accountability import drafting, kinds
from core.accountability.drafting import Wanted
from core.accountability.office import HOLD, Office, as_told, demand, reason_of, text_of, write
from core.accountability.refusal import NotAllowed, Refused
from db.models import Area
from db.models.accountability import AccountabilityAction, AccountabilityNotice
from db.models.area import ROOT_CODE
from db.queries import accountability
from db.session import Session

MORNING = time(9)
COMPARED = ("kind", "basis", "reference", "starts_on", "ends_on", "lift_condition", "effect", "effect_points")
OF_NOTICE = ("number", "due_on", "facts", "demands")
PROGRESS = ("received_on", "answered_on", "closed_on", "lifted_on")
"""What a later list may add to what is on record, in the order of an act's life."""
STEPS = {"received_on": "received", "answered_on": "answered", "closed_on": "closed", "lifted_on": "lifted"}


@dataclass(frozen=True)
class Past:
    """An act as a list tells it: `key` is its name there, `said` what the row says, by the names of its fields.

    Fields are those of the act, `area_code`, `unit_code`, `issuer_code`, and those of its notice.
    """

    key: str
    said: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.said.get(name)


def record(session: Session, office: Office, past: Past, *, by: Person) -> AccountabilityAction:
    """Puts an act on record as it was: one that touches scores waits for another person, as a new one does.

    Raises NotAllowed, or Refused with the field at fault (`values["at"]`).
    """
    demand(by, HOLD)
    rule = drafting.rule_of(past["kind"], past["basis"], past["lift_condition"], past["effect"] or "none")
    wanted = _wanted(past, rule)
    issuer = _issuer(session, office, past, by)
    area, unit = drafting.body_of(session, office, wanted, rule, replace(by, area_code=issuer.code))
    drafting.check(wanted, past=True)
    _check_days(past)
    if accountability.is_there(session, wanted.kind, area.id, unit and unit.id, wanted.starts_on):
        raise Refused("same_act")
    drafted = wanted.effect != "none"
    action = drafting.action_of(wanted, area, unit, issuer, "drafted" if drafted else "in_force", by)
    action.source_ref = past.key
    if rule.is_notice:
        action.notice = _notice(session, office, action, issuer.id, past)
    session.add(action)
    session.flush()
    step = "issued" if rule.is_notice else "drafted" if drafted else "begun"
    write(session, action, step, by, None, at=_at(wanted.starts_on))
    _go_on(session, action, past, by)
    return action


def go_on(session: Session, action: AccountabilityAction, past: Past, *, by: Person) -> bool:
    """Adds the steps that a later list tells of; whether there were any. Raises Refused where it says otherwise."""
    demand(by, HOLD)
    for name, stored in _stored(action):
        said = past[name]
        if said is not None and said != stored and not (name in PROGRESS and stored is None):
            raise Refused("told_otherwise", at=name, stored=catalogue.say("common.none") if stored is None else stored)
    _check_days(past)
    return _go_on(session, action, past, by)


def _issuer(session: Session, office: Office, past: Past, by: Person) -> Area:
    """The place whose office acted: the person's own where the list doesn't say, else one within it."""
    issuer = accountability.area(session, past["issuer_code"] or by.area_code or "", clock.today())
    if issuer is None or issuer.code == ROOT_CODE or not office.areas.contains(by.area_code or "", issuer.code):
        raise Refused("no_issuer_there")
    return issuer


def _stored(action: AccountabilityAction) -> Iterator[tuple[str, Any]]:
    yield "area_code", action.area.code
    yield "unit_code", action.unit and action.unit.code
    yield "issuer_code", action.issuer.code
    for name in COMPARED:
        yield name, getattr(action, name)
    for name in (*OF_NOTICE, *PROGRESS):
        owner = action if name == "lifted_on" else action.notice
        yield name, getattr(owner, name, None)


def _wanted(past: Past, rule: kinds.KindRule) -> Wanted:
    """With what is usual for its kind where the list says nothing; without an effect unless it says one."""
    unsaid = None if past["lifted_on"] or rule.is_notice else rule.usual_end(past["starts_on"])
    return Wanted(
        past["kind"],
        past["area_code"],
        past["basis"] or "other",
        past["reference"] or "",
        past["starts_on"],
        past["lift_condition"] or rule.lift_condition,
        past["effect"] or "none",
        past["unit_code"],
        None if rule.is_notice else past["ends_on"] or unsaid,
        past["effect_points"],
    )


def _check_days(past: Past) -> None:
    """Each step on or after the one before, and none to come."""
    is_notice = kinds.rules()[past["kind"]].is_notice
    for name in (*OF_NOTICE, "received_on", "answered_on", "closed_on", "answer"):
        if past[name] is not None and not is_notice:
            raise Refused("not_of_notice", at=name)
    if is_notice and past["lifted_on"] is not None:
        raise Refused("notice_is_closed", at="lifted_on")
    before = past["starts_on"]
    for name in PROGRESS:
        if (day := past[name]) is None:
            continue
        if not before <= day <= clock.today():
            raise Refused("step_day", at=name, before=before.isoformat())
        before = day
    if past["lift_reason"] is not None and past["lifted_on"] is None:
        raise Refused("no_lift_day", at="lifted_on")


def _notice(
    session: Session, office: Office, action: AccountabilityAction, issuer_id: int, past: Past
) -> AccountabilityNotice:
    """Under the number of the paper, which no other document of that year has."""
    number, year = past["number"], past["starts_on"].year
    if number is None:
        raise Refused("no_number", at="number")
    if accountability.has_number(session, issuer_id, past["kind"], year, number):
        raise Refused("number_taken", at="number", number=number, year=year)
    usual = office.calendar.after(past["starts_on"], kinds.rules()[past["kind"]].answer_days or 1)
    due = past["due_on"] or usual
    if due <= past["starts_on"]:
        raise Refused("due_day", at="due_on")
    unsaid = catalogue.say("accountability.unsaid")
    return AccountabilityNotice(
        issuer_id=issuer_id,
        kind=action.kind,
        year=year,
        number=number,
        facts=text_of("facts", past["facts"] or unsaid),
        demands=text_of("demands", past["demands"] or unsaid),
        issued_on=past["starts_on"],
        due_on=due,
    )


def _go_on(session: Session, action: AccountabilityAction, past: Past, by: Person) -> bool:
    changed = False
    for name in PROGRESS:
        day, owner = past[name], action if name == "lifted_on" else action.notice
        if day is None or owner is None or getattr(owner, name) is not None:
            continue
        before = as_told(action)
        setattr(owner, name, day)
        reason = _take(action, name, past, by)
        write(session, action, STEPS[name], by, before, reason, at=_at(day))
        changed = True
    return changed


def _take(action: AccountabilityAction, name: str, past: Past, by: Person) -> str | None:
    """What goes with a step besides its day. Raises NotAllowed for what touches scores and is in force."""
    reason, notice = None, action.notice
    if name == "answered_on" and notice is not None:
        notice.answer = text_of("answer", past["answer"] or catalogue.say("accountability.unsaid"))
        notice.answered_by = by.username
    if name == "lifted_on":
        reason = reason_of("lift", past["lift_reason"] or "rectified")
        action.lift_reason = reason
        if action.effect != "none" and action.state != "drafted":
            raise NotAllowed(by.username)
    if name == "closed_on":
        action.lifted_on, action.lift_reason = past[name], "answered"
    if name in ("closed_on", "lifted_on") and action.state == "in_force":
        action.state = "lifted"
    return reason


def _at(day: date) -> datetime:
    return datetime.combine(day, MORNING, clock.SHANGHAI)
