"""What becomes of late reports: noted as overdue, told to the body above, passed to the supervision office."""

from datetime import date, datetime, timedelta

from core.cadence.duties import steps
from core.working_days import WorkingDays
from db.queries import cadence
from db.session import Session

SUPERVISION = "supervision"
_DAY = timedelta(days=1)


def escalate(session: Session, calendar: WorkingDays, today: date, now: datetime) -> int:
    """Takes each step that has come due, once; gives how many. The supervision office decides what follows."""
    taken = 0
    for step, days in steps().items():
        found = cadence.late_without(session, step, last_due(days, today, calendar))
        dated = [(key, step_on(due, days, calendar)) for key, due in found]
        cadence.escalate(session, step, dated, now)
        if step == SUPERVISION:
            cadence.passed_on(session, dated)
        taken += len(dated)
    return taken


def step_on(due: date, days: int, calendar: WorkingDays) -> date:
    """The day on which a step is taken for a report that was due on a day: the next day for 0."""
    return calendar.after(due, days) if days else due + _DAY


def last_due(days: int, today: date, calendar: WorkingDays) -> date:
    """The latest due date for which the step has come."""
    day = today - _DAY
    while step_on(day, days, calendar) > today:
        day -= _DAY
    return day
