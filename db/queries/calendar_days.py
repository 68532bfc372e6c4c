"""Reading the working-day calendar from the records."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import CalendarDay


def listed(session: Session) -> Iterator[tuple[date, bool]]:
    """Every listed day and whether it is worked on."""
    for row in session.execute(select(CalendarDay.day, CalendarDay.working)):
        yield row.day, row.working
