"""What is owed, late, returned and passed on, for pages, walls and whoever acts on it: bodies and numbers, no staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core import access
from core.access import Person
from core.areas import AreaTree
from core.cadence import returning
from core.cadence.duties import duties
from core.cadence.returning import Numbers
from core.periods import Span
from core.scope import Scope
from db.models import ReportDuty
from db.queries import report_lists
from db.session import Records

State = Literal["overdue", "today", "due", "running", "on_time", "late"]
AHEAD = timedelta(days=14)
GIVEN = timedelta(days=14)
"""How long a returned report stands in the list of those that can be corrected."""


@dataclass(frozen=True)
class Owed:
    """One report that one body owes or has returned; `bearer` is the unit whose turn it is, if it goes round."""

    id: int
    version: int
    duty: str
    area: str
    bearer: str | None
    wartime: bool
    span: Span
    remind_on: date
    due_on: date
    returned_on: date | None
    numbers: Numbers | None
    escalated_on: date | None

    def state(self, today: date) -> State:
        """Where it stands: its period still runs, it is due (today), overdue, or was returned on time or late."""
        if self.returned_on is not None:
            return "on_time" if self.returned_on <= self.due_on else "late"
        if self.due_on < today:
            return "overdue"
        if self.due_on == today:
            return "today"
        return "due" if self.remind_on <= today else "running"


@dataclass(frozen=True)
class Escalated:
    """One step that a late report was taken, and when."""

    id: int
    step: str
    happened_on: date
    report: Owed


def mine(records: Records, areas: AreaTree, by: Person, today: date) -> list[Owed]:
    """What this person's office has to report and hasn't: whatever runs now, the longest overdue first."""
    keys = _duties(by)
    if not keys or by.area_code is None:
        return []
    with records.reading(within=(by.area_code,)) as session:
        rows = report_lists.open_ones(session, (by.area_code,), keys, today + AHEAD)
    return [_owed(row) for row in rows if returning.may(areas, row.duty, row.area_code, by)]


def given(records: Records, areas: AreaTree, by: Person, today: date) -> list[Owed]:
    """What this person's office has reported lately and can still correct."""
    keys = _duties(by)
    if not keys or by.area_code is None:
        return []
    with records.reading(within=(by.area_code,)) as session:
        rows = report_lists.returned_since(session, (by.area_code,), keys, today - GIVEN)
    return [_owed(row) for row in rows if returning.may(areas, row.duty, row.area_code, by)]


def overdue(records: Records, scope: Scope, limit: int = 50) -> list[Owed]:
    """What bodies of a scope haven't returned though it was due, the longest overdue first."""
    with records.reading(within=scope.codes) as session:
        return [_owed(row) for row in report_lists.overdue(session, scope.codes, scope.today, limit)]


def due_soon(records: Records, scope: Scope) -> list[Owed]:
    """What bodies of a scope haven't returned and are to be reminded of by now; what is overdue comes first."""
    with records.reading(within=scope.codes) as session:
        return [_owed(row) for row in report_lists.open_ones(session, scope.codes, None, scope.today)]


def of_place(records: Records, area: str, since: date) -> list[Owed]:
    """The meetings and screenings of one place's own bodies, with what became of them, by due date."""
    with records.reading(within=(area,)) as session:
        return [_owed(row) for row in report_lists.of_place(session, area, since)]


def escalations(
    records: Records,
    scope: Scope,
    steps: Sequence[str] = ("supervision",),
    since: date | None = None,
    limit: int = 200,
) -> list[Escalated]:
    """Late reports of a scope that were taken to these steps (catalogue: duty_step), the latest first.

    What is passed to supervision is only recorded here; whether a document follows is that office's own act.
    """
    with records.reading(within=scope.codes) as session:
        found = report_lists.escalations(session, scope.codes, steps, since, limit)
        return [Escalated(taken.id, taken.step, taken.happened_on, _owed(row)) for taken, row in found]


def _duties(by: Person) -> list[str]:
    may = access.may(by, returning.RIGHT)
    return [one.key for one in duties() if by.role in one.roles] if may else []


def _owed(row: ReportDuty) -> Owed:
    told = None if row.found is None else Numbers(row.found, row.settled or 0, row.referred or 0)
    span = Span(row.period_start, row.period_end, row.period_unit)
    return Owed(
        row.id,
        row.version,
        row.duty,
        row.area_code,
        row.bearer,
        row.wartime,
        span,
        row.remind_on,
        row.due_on,
        row.returned_on,
        told,
        row.escalated_on,
    )
