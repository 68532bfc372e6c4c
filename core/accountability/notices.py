"""Notices: numbered when they are issued, received and answered by the body, sent back or closed by the office."""

from dataclasses import dataclass
from datetime import date

from core import catalogue, clock
from core.access import Person
from core.accountability.office import HOLD, Office, Seen, as_told, own, reason_of, taken_up, text_of, write
from core.accountability.refusal import Refused
from db.models import Area
from db.models.accountability import AccountabilityAction, AccountabilityNotice
from db.queries import accountability
from db.session import Session

MOST_DAYS = 60
SHORT = 2
"""Characters that are left of the name of a place that governs itself; of others all but what kind of place it is."""


@dataclass(frozen=True)
class Letter:
    """What a notice says, and within how many working days it is to be answered."""

    facts: str
    demands: str
    days: int


def numbered(session: Session, office: Office, kind: str, issuer: Area, letter: Letter) -> AccountabilityNotice:
    """A notice of today with the next number of its series; no number is left out or given twice. Raises Refused."""
    if not 1 <= letter.days <= MOST_DAYS:
        raise Refused("bad_days", most=MOST_DAYS)
    today = clock.today()
    return AccountabilityNotice(
        issuer_id=issuer.id,
        kind=kind,
        year=today.year,
        number=accountability.next_number(session, issuer.id, kind, today.year),
        facts=letter.facts,
        demands=letter.demands,
        issued_on=today,
        due_on=office.calendar.after(today, letter.days),
    )


def foreseen(session: Session, office: Office, kind: str, days: int, *, by: Person) -> tuple[str, date]:
    """The number and the answer date of a notice if it were issued now; neither is taken. Raises Refused."""
    today = clock.today()
    issuer = accountability.area(session, by.area_code or "", today)
    if issuer is None:
        raise Refused("no_issuer")
    number = accountability.coming_number(session, issuer.id, kind, today.year)
    notice = AccountabilityNotice(kind=kind, year=today.year, number=number)
    return number_words(notice, issuer.name), office.calendar.after(today, days)


def receive(session: Session, seen: Seen, *, by: Person) -> AccountabilityAction:
    """The body has it."""
    action, notice = _of_body(session, seen, by)
    if notice.received_on is not None:
        raise Refused("already_received")
    before = as_told(action)
    notice.received_on = clock.today()
    return write(session, action, "received", by, before)


def answer(session: Session, seen: Seen, *, text: str, by: Person) -> AccountabilityAction:
    """The body's answer, which stands until it is sent back."""
    action, notice = _of_body(session, seen, by)
    if notice.answered_on is not None:
        raise Refused("already_answered")
    before = as_told(action)
    notice.answer = text_of("answer", text)
    notice.received_on = notice.received_on or clock.today()
    notice.answered_on, notice.answered_by = clock.today(), by.username
    return write(session, action, "answered", by, before)


def send_back(session: Session, office: Office, seen: Seen, *, reason: str, by: Person) -> AccountabilityAction:
    """The answer isn't enough: it stands no more, and the clock runs on to the same day."""
    action, notice = _answered(session, office, seen, by)
    before = as_told(action)
    notice.answered_on, notice.answered_by = None, None
    return write(session, action, "returned", by, before, reason_of("return", reason))


def close(session: Session, office: Office, seen: Seen, *, by: Person) -> AccountabilityAction:
    """Ends the loop, and with it the act. Whoever answered doesn't judge the answer."""
    action, notice = _answered(session, office, seen, by)
    if notice.answered_by == by.username:
        raise Refused("own_answer")
    before = as_told(action)
    notice.closed_on = clock.today()
    action.state, action.lifted_on, action.lift_reason = "lifted", clock.today(), "answered"
    return write(session, action, "closed", by, before)


def state_of(notice: AccountabilityNotice) -> str:
    """How far it has come: issued, received, answered or closed."""
    if notice.closed_on is not None:
        return "closed"
    if notice.answered_on is not None:
        return "answered"
    return "issued" if notice.received_on is None else "received"


def number_words(notice: AccountabilityNotice, issuer: str) -> str:
    """The number as it stands under the head of the document, such as that of a prefecture's third of a year."""
    sign = catalogue.say(f"accountability.sign.{notice.kind}")
    cut = SHORT if catalogue.say("accountability.autonomous") in issuer else max(SHORT, len(issuer) - 1)
    short = issuer[:cut]
    return catalogue.say("accountability.number", place=short, sign=sign, year=notice.year, number=notice.number)


def _of_body(session: Session, seen: Seen, by: Person) -> tuple[AccountabilityAction, AccountabilityNotice]:
    action = own(session, seen, by)
    if action.notice is None:
        raise Refused("no_notice")
    return action, action.notice


def _answered(
    session: Session, office: Office, seen: Seen, by: Person
) -> tuple[AccountabilityAction, AccountabilityNotice]:
    action = taken_up(session, office, seen, HOLD, by)
    if action.notice is None or action.state != "in_force":
        raise Refused("no_notice")
    if action.notice.answered_on is None:
        raise Refused("not_answered")
    return action, action.notice
