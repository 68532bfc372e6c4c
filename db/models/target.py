"""What a place has set itself: the value that a metric shall reach over some time."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime


class Target(Base):
    """One metric's goal for one area, in the metric's unit, from its first day to its last, both included."""

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("value >= 0", name="value"),
        Index("ix_target_metric_area_code", "metric", "area_code"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    metric: Mapped[str] = mapped_column(String(40))
    area_code: Mapped[str] = mapped_column(String(24))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares
