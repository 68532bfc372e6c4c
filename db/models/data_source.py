"""Where records come from: one row a source, with the time of its content and the time of its fetch."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime, one_of

SOURCE_MODES = ("feed", "one_off")


class DataSource(Base):
    """A feed goes on (later rows win, its age is judged); a one-off is complete and its content may not change."""

    __tablename__ = "data_source"
    __table_args__ = (CheckConstraint(one_of("mode", SOURCE_MODES), name="mode"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    mode: Mapped[str] = mapped_column(String(16))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    """The area it covers: its age counts only where that area meets the scope. None covers the whole tree."""
    interval_minutes: Mapped[int] = mapped_column(default=1440)
    as_of: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    generated: Mapped[bool] = mapped_column(default=False)
    """Demo data: every screen that shows it says so."""
