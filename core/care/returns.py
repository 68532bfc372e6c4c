"""A township's monthly return: written, handed in, approved or sent back by the services office, and restated."""

from collections.abc import Mapping
from dataclasses import asdict

from core import catalogue, clock, purposes
from core.access import Person
from core.care import desk, groups, validation
from core.care.desk import Desk, Seen
from core.care.refusal import Invalid, Refused
from core.care.validation import NOTHING, Cell, Count, Strength
from db.models.care import GROUPS, JUMPS, LINES, NUMBERS, ServiceCapacity, ServiceCount, ServiceReturn
from db.queries import care
from db.session import Session

WRITABLE = ("expected", "draft", "returned")


def save(
    session: Session, seen: Seen, counts: Mapping[Cell, Count], capacity: Mapping[str, Strength], *, by: Person
) -> ServiceReturn:
    """Keeps a draft as it is, contradictions included. Raises NotAllowed, Refused."""
    row = _writable(session, seen, by)
    before = desk.as_told(row)
    _write(session, row, counts, capacity)
    row.status, row.zero = "draft", False
    care.touch(row)
    session.flush()
    desk.note(session, "saved", row, by, before)
    return row


def submit(
    session: Session, seen: Seen, counts: Mapping[Cell, Count], capacity: Mapping[str, Strength], *, by: Person
) -> ServiceReturn:
    """Hands the return in. Raises NotAllowed, Refused; Invalid names each cell that contradicts another."""
    row = _writable(session, seen, by)
    before = desk.as_told(row)
    # All kinds at once, lest one is told only after the other was mended.
    if found := validation.faults(counts, capacity, counts_before(session, row)):
        raise Invalid(found)
    _write(session, row, counts, capacity)
    if all(count.empty for count in counts.values()):
        raise Refused("nothing_told")
    row.zero = False
    return _received(session, row, counts, capacity, before, by)


def submit_zero(session: Session, seen: Seen, *, by: Person) -> ServiceReturn:
    """Hands in that nothing at all was due: a zero return is a return. Raises NotAllowed, Refused."""
    row = _writable(session, seen, by)
    before = desk.as_told(row)
    counts = {(group.code, line): NOTHING for group in groups.enabled(session) for line in LINES}
    _write(session, row, counts, {})
    row.zero = True
    return _received(session, row, counts, {}, before, by)


def approve(session: Session, at: Desk, seen: Seen, *, by: Person) -> ServiceReturn:
    """The office takes it as valid, on what the validation found. Raises NotAllowed, Refused."""
    row = _submitted(session, at, seen, by)
    before = desk.as_told(row)
    if row.submitted_by is not None and row.submitted_by == by.account_id:
        raise Refused("own_return")
    row.status = "approved"
    session.flush()
    desk.note(session, "approved", row, by, before)
    return row


def send_back(session: Session, at: Desk, seen: Seen, *, by: Person) -> ServiceReturn:
    """Back to the township to be corrected: it isn't received any more. Raises NotAllowed, Refused."""
    row = _submitted(session, at, seen, by)
    before = desk.as_told(row)
    row.status, row.received_on, row.complete = "returned", None, False
    session.flush()
    desk.note(session, "returned", row, by, before)
    return row


def restate(session: Session, seen: Seen, *, by: Person) -> ServiceReturn:
    """Opens the next revision of what was locked, with its numbers; what was reported stays. Raises as `save`."""
    row = desk.own(session, seen, by)
    if row.status != "locked":
        raise Refused("not_locked")
    latest = care.latest_of(session, row.area_id, row.service_month_id)
    if latest is None or latest.id != row.id:
        raise Refused("restated_already")
    fresh = ServiceReturn(
        month=row.month, area=row.area, revision=row.revision + 1, status="draft", zero=False, complete=False
    )
    session.add(fresh)
    _write(session, fresh, told(row), strengths(row))
    session.flush()
    desk.note(session, "restated", fresh, by, desk.as_told(row))
    return fresh


def discard(session: Session, seen: Seen, *, by: Person) -> ServiceReturn:
    """Gives up a correction that isn't handed in: what was reported stands. Raises NotAllowed, Refused."""
    row = desk.own(session, seen, by)
    if row.revision == 0 or row.status not in WRITABLE:
        raise Refused("not_a_correction")
    desk.note(session, "discarded", row, by, desk.as_told(row))
    session.delete(row)
    session.flush()
    return row


def told(row: ServiceReturn) -> dict[Cell, Count]:
    """A return's numbers by group and line."""
    return {
        (one.service_group, one.service_line): Count(**{name: getattr(one, name) for name in (*NUMBERS, "jump")})
        for one in row.counts
    }


def strengths(row: ServiceReturn) -> dict[str, Strength]:
    return {
        one.service_line: Strength(one.workers, one.places, one.shelters, one.budget, one.paid) for one in row.capacity
    }


def counts_before(session: Session, row: ServiceReturn) -> dict[Cell, Count]:
    """The numbers of the last month before, for what has jumped since; none where there is none."""
    before = care.before(session, row.area_id, row.month.month)
    return told(before) if before is not None else {}


def prefilled(session: Session, row: ServiceReturn) -> tuple[dict[Cell, Count], dict[str, Strength]]:
    """What a form begins with: what was written, else who is enrolled and what was due last month, and the strength."""
    if row.counts or row.capacity:
        return told(row), strengths(row)
    before = care.before(session, row.area_id, row.month.month)
    if before is None:
        return {}, {}
    counts = {cell: Count(enrolled=count.enrolled, due=count.due) for cell, count in told(before).items()}
    return counts, strengths(before)


def _writable(session: Session, seen: Seen, by: Person) -> ServiceReturn:
    row = desk.own(session, seen, by)
    if not purposes.is_registered(session, purposes.SERVICES):
        raise Refused("no_purpose", data_set=catalogue.say("intake.kind.service_returns"))
    if row.status not in WRITABLE:
        raise Refused("locked" if row.status == "locked" else "handed_in")
    return row


def _submitted(session: Session, at: Desk, seen: Seen, by: Person) -> ServiceReturn:
    row = desk.of_office(session, at, seen, by)
    if row.status != "submitted":
        raise Refused("not_submitted")
    return row


def _received(
    session: Session,
    row: ServiceReturn,
    counts: Mapping[Cell, Count],
    capacity: Mapping[str, Strength],
    before: str,
    by: Person,
) -> ServiceReturn:
    served = [group.code for group in groups.enabled(session)]
    row.status, row.received_on, row.submitted_by = "submitted", clock.today(), by.account_id
    row.complete = validation.is_complete(counts, capacity, served, zero=row.zero)
    care.touch(row)
    session.flush()
    desk.note(session, "zero" if row.zero else "submitted", row, by, before)
    return row


def _write(
    session: Session, row: ServiceReturn, counts: Mapping[Cell, Count], capacity: Mapping[str, Strength]
) -> None:
    """Replaces the rows; what the database would refuse without saying it in words is refused here."""
    if wild := validation.wild(counts, capacity):
        # Neither kept nor named: it may be somebody's number.
        raise Invalid(wild)
    _check_codes(counts, capacity)
    row.counts.clear()
    row.capacity.clear()
    session.flush()
    for (group, line), count in counts.items():
        if not count.empty:
            row.counts.append(ServiceCount(service_group=group, service_line=line, **asdict(count)))
    for line, held in capacity.items():
        if not held.empty:
            row.capacity.append(ServiceCapacity(service_line=line, **asdict(held)))


def _check_codes(counts: Mapping[Cell, Count], capacity: Mapping[str, Strength]) -> None:
    lines = {line for _, line in counts} | set(capacity)
    if not {group for group, _ in counts} <= set(GROUPS) or not lines <= set(LINES):
        raise Refused("unknown_group")
    if not {count.jump for count in counts.values()} <= {None, *JUMPS}:
        raise Refused("unknown_reason")
