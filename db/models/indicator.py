"""Indicator returns: totals from courts, police and others, stored exactly as reported."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, UtcDateTime, one_of

QUALIFIERS = ("exact", "at_least", "about", "at_most")


class IndicatorReturn(Base):
    """One reported figure for one area and span; a correction is a new row with the next `revision`.

    `value` may be missing where only the change was published; `change_percent` keeps the decimals as published.
    """

    __tablename__ = "indicator_return"
    __table_args__ = (
        UniqueConstraint("indicator", "area_id", "period_start", "period_end", "data_source_id", "revision"),
        CheckConstraint(one_of("qualifier", QUALIFIERS), name="qualifier"),
        CheckConstraint("period_end >= period_start", name="period"),
        CheckConstraint("revision >= 0", name="revision"),
        Index("ix_indicator_return_indicator_area", "indicator", "area_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    indicator: Mapped[str] = mapped_column(String(40))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    revision: Mapped[int] = mapped_column(Integer, default=0)
    """0 is as reported; 1, 2 … are restatements."""
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    unit: Mapped[str] = mapped_column(String(16))
    change_percent: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    change_decimals: Mapped[int | None]
    qualifier: Mapped[str] = mapped_column(String(16), default="exact")
    as_of: Mapped[date | None]
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"))
    citation: Mapped[str | None] = mapped_column(String(255))

    area: Mapped[Area] = relationship()
