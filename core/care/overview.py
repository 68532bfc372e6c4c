"""What the desk shows: to a township its own return, to the office how far each township's is, without a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import access, clock
from core.access import Person
from core.areas import AreaTree
from core.care import desk, groups, months, returns
from core.care.groups import Group
from core.care.validation import Cell, Count, Strength
from core.periods import unit_start
from core.scope import Scope
from db.models import ServiceMonth, ServiceReturn
from db.queries import care
from db.session import Records, Session

OFFERED = 6
"""So many past months may still be opened."""
OFFICES = ("prefecture", "county")


@dataclass(frozen=True)
class Listed:
    """One return without its numbers. `days_late` is how long it has been waited for, or came too late by."""

    key: int
    version: int
    code: str
    name: str
    month: date
    revision: int
    status: str
    due_on: date
    received_on: date | None
    complete: bool
    zero: bool
    days_late: int
    reminders: int
    reminded_on: date | None
    closed: bool
    """Whether its month is: what is approved from then on counts only when the month is closed again."""

    @property
    def uncounted(self) -> bool:
        return self.closed and self.status == "approved"


@dataclass(frozen=True)
class Month:
    """One month of an office with its returns."""

    key: int
    version: int
    month: date
    due_on: date
    status: str
    cube_version: int
    returns: Sequence[Listed]

    def count(self, *states: str) -> int:
        return sum(one.status in states for one in self.returns if one.revision == 0)


@dataclass(frozen=True)
class Own:
    """A township's return as a form is drawn from it; `before` is what was due the month before."""

    listed: Listed
    counts: Mapping[Cell, Count]
    capacity: Mapping[str, Strength]
    before: Mapping[Cell, Count]


def served(records: Records) -> list[Group]:
    """The groups that the installation serves, in its order."""
    with records.reading() as session:
        return groups.enabled(session)


def all_groups(records: Records) -> list[Group]:
    with records.reading() as session:
        return groups.listed(session)


def own_returns(records: Records, by: Person) -> list[Listed]:
    """A township's own returns, the latest first; none for whoever isn't one."""
    if by.area_code is None or not access.may(by, desk.REPORT):
        return []
    with records.reading(within=(by.area_code,)) as session:
        place = care.area(session, by.area_code, clock.today())
        rows = care.returns_of(session, place.id) if place else []
        return [_listed(row, row.month) for row in rows]


def own(records: Records, key: int, by: Person) -> Own | None:
    """One of them with its numbers; None where it isn't the person's own."""
    if by.area_code is None or not access.may(by, desk.REPORT):
        return None
    with records.reading(within=(by.area_code,)) as session:
        found = care.with_numbers(session, (key,))
        if not found or found[0].area.code != by.area_code:
            return None
        row = found[0]
        counts, capacity = returns.prefilled(session, row)
        return Own(_listed(row, row.month), counts, capacity, returns.counts_before(session, row))


def office_months(records: Records, by: Person) -> list[Month]:
    """The months of the person's office, the latest first, with what the validation found of each return."""
    if by.area_code is None or not access.may(by, desk.MANAGE):
        return []
    with records.reading(within=(by.area_code,)) as session:
        place = care.area(session, by.area_code, clock.today())
        return [
            Month(
                one.id, one.version, one.month, one.due_on, one.status, one.cube_version,
                [_listed(row, one) for row in care.returns_in(session, one.id)],
            )
            for one in (care.months(session, place.id) if place else [])
        ]  # fmt: skip


def to_open(found: Sequence[Month], today: date) -> list[date]:
    """Past months that aren't opened yet, the latest first."""
    opened, month, offered = {one.month for one in found}, months.latest_whole(today), []
    for _ in range(OFFERED):
        offered += [month] if month not in opened else []
        month = unit_start(month - timedelta(days=1), "month")
    return offered


def expected(session: Session, month_id: int) -> list[ServiceReturn]:
    """The returns that a month awaits."""
    return [row for row in care.returns_in(session, month_id) if row.revision == 0]


def missing(records: Records, scope: Scope, areas: AreaTree, until: date | None = None) -> list[Listed]:
    """Returns expected within a scope (up to the month of `until`, if any) that haven't come, longest overdue first."""
    with records.reading(within=scope.codes) as session:
        inside = {area.code for code in scope.codes for area in areas.below(code)}
        return [
            _listed(row, month)
            for row, month in care.missing(session, unit_start(scope.span.start, "month"))
            if row.area.code in inside and (until is None or month.month <= until)
        ]


def sealed_at(records: Records, scope: Scope, areas: AreaTree) -> datetime | None:
    """When the newest cube that tells of a scope was sealed: of an office in it or of one above it."""
    offices = {area.code for code in scope.codes for area in areas.path(code)}
    offices |= {area.code for code in scope.codes for area in areas.below(code) if area.level in OFFICES}
    with records.reading(within=scope.codes) as session:
        return care.sealed_at(session, offices)


def _listed(row: ServiceReturn, month: ServiceMonth) -> Listed:
    until = row.received_on or clock.today()
    # A correction has no day on which it is due.
    late = 0 if row.revision else max(0, (until - month.due_on).days)
    return Listed(
        row.id, row.version, row.area.code, row.area.name, month.month, row.revision, row.status, month.due_on,
        row.received_on, row.complete, row.zero, late, row.reminders, row.reminded_on,
        month.status == "closed",
    )  # fmt: skip
