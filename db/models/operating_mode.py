"""The operating mode of areas: each row one spell of wartime mode; where there is none, it is peacetime."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime, one_of

REASONS = ("major_event", "disaster", "public_incident", "holiday", "drill", "other")


class OperatingMode(Base):
    """One spell for an area and all that lies in it. It is never deleted; `ends_at` is set when it is called off."""

    __tablename__ = "operating_mode"
    __table_args__ = (
        CheckConstraint(one_of("reason", REASONS), name="reason"),
        CheckConstraint("ends_at is null or ends_at >= begins_at", name="order"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    area_code: Mapped[str] = mapped_column(String(24), index=True)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(24))
    begun_by: Mapped[str] = mapped_column(String(64))
    ended_by: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares
