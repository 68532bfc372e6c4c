"""What is past its time: the numbers of old returns."""

from datetime import date

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from db.models import ServiceCapacity, ServiceCount, ServiceMonth, ServiceReturn


def forget_numbers(session: Session, before: date) -> int:
    """Removes the numbers of returns of months before a day; that they came, and the cubes, stay. Gives the rows."""
    old = (
        select(ServiceReturn.id)
        .join(ServiceMonth, ServiceMonth.id == ServiceReturn.service_month_id)
        .where(ServiceMonth.month < before)
    )
    removed = 0
    for part in (ServiceCount, ServiceCapacity):
        gone = session.execute(delete(part).where(part.service_return_id.in_(old)))
        removed += gone.rowcount if isinstance(gone, CursorResult) else 0
    return removed
