"""The working-day calendar: holidays, make-up working days, and the names that trends are marked with."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class CalendarDay(Base):
    """A day that differs from its weekday, or has a name. Days not listed are working days Monday to Friday."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str | None] = mapped_column(String(32))
    origin: Mapped[str] = mapped_column(String(16))
    """"state" (published by the State Council) or "local" (the prefecture's own, edited by the office)."""
