"""Lists of reports and of what became of late ones, as pages show them: bodies by code, days and numbers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db.models import Area, DutyEscalation, IssuedProduct, ReportDuty
from db.models.area import ROOT_CODE

ASKED = (ReportDuty.superseded.is_(False),)


def open_ones(session: Session, areas: Sequence[str], duties: Sequence[str] | None, until: date) -> list[ReportDuty]:
    """Those not returned whose reminder has come by a day, the longest overdue first; None for all duties."""
    row = ReportDuty
    wanted = select(row).where(*ASKED, row.returned_on.is_(None), row.remind_on <= until, _within(areas))
    if duties is not None:
        wanted = wanted.where(row.duty.in_(duties))
    return list(session.scalars(wanted.order_by(row.due_on, row.duty, row.area_code)))


def overdue(session: Session, areas: Sequence[str], today: date, limit: int) -> list[ReportDuty]:
    row = ReportDuty
    late = select(row).where(*ASKED, row.returned_on.is_(None), row.due_on < today, _within(areas))
    return list(session.scalars(late.order_by(row.due_on, row.duty, row.area_code).limit(limit)))


def returned_since(session: Session, areas: Sequence[str], duties: Sequence[str], since: date) -> list[ReportDuty]:
    """What was returned from a day on, the latest first."""
    row = ReportDuty
    given = select(row).where(row.returned_on >= since, row.duty.in_(duties), _within(areas))
    return list(session.scalars(given.order_by(row.returned_on.desc(), row.id.desc())))


def of_place(session: Session, area: str, since: date) -> list[ReportDuty]:
    """All that the bodies of one place owe whose periods or due dates reach to a day or beyond."""
    row = ReportDuty
    own = select(row).where(*ASKED, row.area_code == area, row.due_on >= since)
    return list(session.scalars(own.order_by(row.due_on, row.duty)))


def escalations(
    session: Session, areas: Sequence[str], steps: Sequence[str], since: date | None, limit: int
) -> Sequence[Any]:
    """Steps taken (from a day on) with their reports, the latest first: (step, report)."""
    taken = DutyEscalation
    statement = select(taken, ReportDuty).join(ReportDuty, ReportDuty.id == taken.report_duty_id)
    statement = statement.where(taken.step.in_(steps), _within(areas))
    if since is not None:
        statement = statement.where(taken.happened_on >= since)
    return session.execute(statement.order_by(taken.happened_on.desc(), taken.id.desc()).limit(limit)).all()


def products(session: Session, area: str, since: date) -> list[IssuedProduct]:
    """The products that a place has issued for periods that end on a day or later, the latest first."""
    row = IssuedProduct
    own = select(row).join(Area, Area.id == row.area_id).where(Area.code == area, row.period_end >= since)
    return list(session.scalars(own.order_by(row.period_end.desc(), row.node)))


def _within(areas: Sequence[str]) -> ColumnElement[bool]:
    """The reports of bodies in these places, with all below; none reads nothing."""
    if ROOT_CODE in areas:
        return ReportDuty.area_id.is_not(None)
    below = select(Area.id).where(Area.code.in_(areas)).cte("below", recursive=True)
    below = below.union(select(Area.id).join(below, Area.parent_id == below.c.id))
    return ReportDuty.area_id.in_(select(below.c.id))
