"""What marks a trend from outside the data: drives and policies, each with its days and the places it holds for."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime, one_of

KINDS = ("drive", "policy", "event")


class Annotation(Base):
    """One mark. Festivals aren't kept here: they come from the calendar.

    `area_code` is the top of the subtree it holds for (the root's: everywhere); a code, so that it outlives a change
    of borders.
    """

    __tablename__ = "annotation"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        Index("ix_annotation_ends_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    label: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(16))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day, included."""
    area_code: Mapped[str] = mapped_column(String(24))
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares
