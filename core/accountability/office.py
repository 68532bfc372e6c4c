"""The office that acts on bodies: who may, on whom, on the act as it was seen, and how a step is written down."""

from dataclasses import dataclass
from datetime import datetime

from core import access, audit, catalogue, clock
from core.access import Person
from core.accountability.refusal import NotAllowed, Refused
from core.areas import AreaTree
from core.documents.inert import writable
from core.intake.personal import holds_number
from core.working_days import WorkingDays
from db.models.accountability import AccountabilityAction, AccountabilityEvent
from db.queries import accountability
from db.session import Session

HOLD, APPROVE, ANSWER = "hold_accountable", "approve_acts", "answer_notices"
LONGEST_REFERENCE, LONGEST_TEXT = 120, 2000


@dataclass(frozen=True)
class Office:
    """The places and the calendar of a transaction."""

    areas: AreaTree
    calendar: WorkingDays


@dataclass(frozen=True)
class Seen:
    """An act or a proposal as it stood on the page, so that nobody acts on what has changed since."""

    id: int
    version: int


def demand(by: Person, right: str) -> None:
    """Raises NotAllowed."""
    if not access.may(by, right) or by.area_code is None:
        raise NotAllowed(by.username)


def may_act_on(office: Office, by: Person, area_code: str, *, unit: bool) -> bool:
    """Whether a body is under the person's office: a unit in its own place or below, another place's office below."""
    own = by.area_code or ""
    return office.areas.contains(own, area_code) and (unit or own != area_code)


def taken_up(session: Session, office: Office, seen: Seen, right: str, by: Person) -> AccountabilityAction:
    """The act, held for this transaction, of the person's own office or one below it.

    Raises NotAllowed, or Refused where it is another's or has changed.
    """
    demand(by, right)
    action = accountability.held(session, seen.id)
    if action is None or not office.areas.contains(by.area_code or "", action.issuer.code):
        raise Refused("no_act")
    return _as_seen(action, seen)


def own(session: Session, seen: Seen, by: Person) -> AccountabilityAction:
    """An act in force on the person's own place or a unit of it. Raises NotAllowed or Refused."""
    demand(by, ANSWER)
    action = accountability.held(session, seen.id)
    if action is None or action.area.code != by.area_code or action.state != "in_force":
        raise Refused("no_act")
    return _as_seen(action, seen)


def _as_seen(action: AccountabilityAction, seen: Seen) -> AccountabilityAction:
    if action.version != seen.version:
        raise Refused("changed_meanwhile")
    return action


def check_second(action: AccountabilityAction, by: Person) -> None:
    """What touches a score is never decided by whoever drafted it, nor without the right to approve."""
    if action.effect == "none":
        return
    demand(by, APPROVE)
    if by.username == action.drafted_by:
        raise Refused("own_draft")


def write(
    session: Session,
    action: AccountabilityAction,
    step: str,
    by: Person,
    before: str | None,
    reason: str | None = None,
    at: datetime | None = None,
) -> AccountabilityAction:
    """The step with its event and its line in the audit trail; `at` where it was taken long ago."""
    event = AccountabilityEvent(step=step, at=at or clock.now(), actor=by.username, reason=reason)
    action.events.append(event)
    if before is not None:
        accountability.touch(action)
    session.flush()
    audit.append(
        session,
        action=f"accountability.{step}",
        object_kind="accountability_action",
        object_key=str(action.id),
        by=by,
        before=before,
        after=as_told(action),
        detail=reason,
    )
    return action


def as_told(action: AccountabilityAction) -> str:
    notice = action.notice
    told = (action.kind, action.state, action.area_id, action.member_unit_id, action.starts_on, action.ends_on)
    answer = (notice.received_on, notice.answered_on, notice.answer, notice.closed_on) if notice else ()
    effect = (action.effect, action.effect_points, action.basis, action.reference)
    return " ".join(map(str, (*told, action.lifted_on, action.annulled_on, *effect, *answer, action.version)))


def reason_of(step: str, reason: str) -> str:
    """The code of a reason that the catalogue lists for the step. Raises Refused."""
    if reason not in catalogue.code_labels(f"accountability_{step}_reason"):
        raise Refused("no_reason")
    return reason


def text_of(name: str, text: str, longest: int = LONGEST_TEXT) -> str:
    """What somebody wrote, without what no document can hold. Raises Refused where it is empty, too long or personal.

    Line breaks stay; other control characters and half characters go.
    """
    kept = writable(text.replace("\r\n", "\n")).strip()
    if not kept:
        raise Refused(f"no_{name}", at=name)
    if len(kept) > longest:
        raise Refused("too_long", name=catalogue.say(f"accountability.field.{name}"), limit=longest, at=name)
    if holds_number(kept):
        raise Refused("personal", at=name)
    return kept
