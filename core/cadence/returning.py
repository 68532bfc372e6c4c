"""Returning a report: numbers only, by the office that owes it; nothing to report is a report too."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import access, audit, clock
from core.access import Person
from core.areas import AreaTree
from core.cadence.duties import duty
from core.cadence.refusal import NotAllowed, Refused
from db.models import ReportDuty, ReportReturn
from db.queries import cadence
from db.session import Session

RIGHT = "report"
MOST = 9_999


@dataclass(frozen=True)
class Seen:
    """A report as it stood on the page, so that nobody acts on what has changed since."""

    report: int
    version: int


@dataclass(frozen=True)
class Numbers:
    """What was found, how much of it was settled at once and how much passed on; the rest is going on."""

    found: int = 0
    settled: int = 0
    referred: int = 0


ZERO = Numbers()


def give(session: Session, areas: AreaTree, seen: Seen, *, numbers: Numbers, by: Person) -> ReportDuty:
    """Returns one report, or corrects what was returned. Raises NotAllowed or Refused.

    The day of the first return decides whether it was on time; a correction is a further revision beside it.
    """
    row = _taken_up(session, areas, seen, by)
    _check(numbers)
    now, earlier = clock.now(), cadence.revisions(session, row.id)
    told = {"found": numbers.found, "settled": numbers.settled, "referred": numbers.referred}
    revision = len(earlier)
    session.add(
        ReportReturn(report_duty_id=row.id, revision=revision, returned_at=now, returned_by=by.username, **told)
    )
    before = f"{row.found} {row.settled} {row.referred}" if earlier else None
    row.returned_on = row.returned_on or clock.local_day(now)
    row.found, row.settled, row.referred = numbers.found, numbers.settled, numbers.referred
    # Also where the numbers are the same again: it counts as a further version.
    cadence.touch(row)
    session.flush()
    audit.append(
        session,
        action="report.correct" if earlier else "report.give",
        object_kind="report",
        object_key=f"{row.duty} {row.area_code} {row.period_start}",
        by=by,
        before=before,
        after=f"{row.found} {row.settled} {row.referred}",
    )
    return row


def give_zero(session: Session, areas: AreaTree, seen: Sequence[Seen], *, by: Person) -> int:
    """Nothing to report, for each of these that is still owed; gives how many."""
    if not seen:
        raise Refused("nothing_chosen")
    for one in seen:
        give(session, areas, one, numbers=ZERO, by=by)
    return len(seen)


def may(areas: AreaTree, duty_key: str, area_code: str, by: Person) -> bool:
    """Whether it is this person's office that reports it: the one at the place, or for a village the one above it."""
    if not access.may(by, RIGHT) or by.role not in duty(duty_key).roles or area_code not in areas:
        return False
    village = areas[area_code].level == "village"
    return area_code == by.area_code or (village and areas.contains(by.area_code or "", area_code))


def _taken_up(session: Session, areas: AreaTree, seen: Seen, by: Person) -> ReportDuty:
    found = cadence.held(session, seen.report)
    if found is None:
        raise Refused("no_report")
    row, area = found
    if not may(areas, row.duty, area.code, by):
        raise NotAllowed(by.username)
    if row.version != seen.version:
        raise Refused("changed_meanwhile")
    if row.superseded:
        raise Refused("not_asked")
    if row.period_start > clock.today():
        raise Refused("not_begun")
    return row


def _check(numbers: Numbers) -> None:
    if not all(0 <= one <= MOST for one in (numbers.found, numbers.settled, numbers.referred)):
        raise Refused("bad_number", most=MOST)
    if numbers.settled + numbers.referred > numbers.found:
        raise Refused("more_than_found")
