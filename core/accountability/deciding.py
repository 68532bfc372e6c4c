"""What becomes of an act: approved or rejected by another person, lifted when its condition is met, or annulled."""

from collections.abc import Sequence
from datetime import date

from core import clock
from core.access import Person
from core.accountability.office import APPROVE, HOLD, Office, Seen, as_told, check_second, reason_of, taken_up, write
from core.accountability.refusal import Refused
from db.models.accountability import NOTICE_KINDS, AccountabilityAction
from db.read_model.accountability import STANDING
from db.session import Session


def approve(session: Session, office: Office, seen: Seen, *, by: Person) -> AccountabilityAction:
    """Brings a draft into force. Raises NotAllowed, or Refused also to whoever drafted it."""
    action = _drafted(session, office, seen, by)
    before = as_told(action)
    # One of earlier years may have been lifted before it was taken over.
    action.state, action.approved_by = "lifted" if action.lifted_on else "in_force", by.username
    return write(session, action, "approved", by, before)


def approve_together(
    session: Session, office: Office, seen: Sequence[Seen], *, by: Person
) -> list[AccountabilityAction]:
    """Brings several drafts into force, all or none, each with its own line in the trail. As `approve` refuses."""
    return [approve(session, office, one, by=by) for one in seen]


def reject(session: Session, office: Office, seen: Seen, *, reason: str, by: Person) -> AccountabilityAction:
    action = _drafted(session, office, seen, by)
    before = as_told(action)
    action.state = "rejected"
    return write(session, action, "rejected", by, before, reason_of("reject", reason))


def lift(session: Session, office: Office, seen: Seen, *, reason: str, on: date, by: Person) -> AccountabilityAction:
    """From `on` it no longer holds; what it did to scores until then stays. Notices end by being closed."""
    action = taken_up(session, office, seen, HOLD, by)
    if action.state != "in_force":
        raise Refused("not_in_force")
    if action.kind in NOTICE_KINDS:
        raise Refused("notice_is_closed")
    check_second(action, by)
    if not action.starts_on <= on <= clock.today():
        raise Refused("lift_day", start=action.starts_on.isoformat())
    before = as_told(action)
    action.state, action.lifted_on, action.lift_reason = "lifted", on, reason_of("lift", reason)
    return write(session, action, "lifted", by, before, reason)


def annul(session: Session, office: Office, seen: Seen, *, reason: str, by: Person) -> AccountabilityAction:
    """It counts as if it had never been, and stays on record with the reason."""
    action = taken_up(session, office, seen, HOLD, by)
    if action.state not in STANDING:
        raise Refused("not_in_force")
    check_second(action, by)
    before = as_told(action)
    action.state, action.annulled_on, action.annul_reason = "annulled", clock.today(), reason_of("annul", reason)
    return write(session, action, "annulled", by, before, reason)


def _drafted(session: Session, office: Office, seen: Seen, by: Person) -> AccountabilityAction:
    action = taken_up(session, office, seen, APPROVE, by)
    if action.state != "drafted":
        raise Refused("not_drafted")
    if action.drafted_by == by.username:
        raise Refused("own_draft")
    return action
