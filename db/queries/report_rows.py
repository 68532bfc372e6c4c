"""Reports as a list shows them: which body, of which period, when due and when returned, and what was found."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Area, ReportDuty


class ReportRow(NamedTuple):
    """One report; `bearer` is the member unit whose turn it is, if the duty goes round."""

    area: str
    duty: str
    bearer: str | None
    period_start: date
    period_end: date
    period_unit: str
    due_on: date
    returned_on: date | None
    found: int | None
    escalated_on: date | None


def reports(session: Session, found: Sequence[int]) -> dict[int, ReportRow]:
    """The reports as they are now, by key."""
    row = ReportDuty
    told = (row.period_start, row.period_end, row.period_unit, row.due_on, row.returned_on, row.found, row.escalated_on)
    columns = (row.id, Area.code, row.duty, row.bearer, *told)
    statement = select(*columns).join(Area, Area.id == row.area_id).where(row.id.in_(found))
    return {found[0]: ReportRow(*found[1:]) for found in session.execute(statement)}
