"""Grids and their teams as head-counts: 1 leader + 1 full-time + N part-time workers, and vacancies."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key


class Grid(Base):
    """One grid, hung under an area of any level; `grid_level` is the grid system's own (1 = prefecture … 5)."""

    __tablename__ = "grid"
    __table_args__ = (
        CheckConstraint("leaders >= 0 and full_time >= 0 and part_time >= 0 and vacant >= 0", name="counts"),
        CheckConstraint("grid_level between 1 and 5", name="grid_level"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="valid"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    grid_level: Mapped[int]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    leaders: Mapped[int] = mapped_column(default=1)
    full_time: Mapped[int] = mapped_column(default=1)
    part_time: Mapped[int] = mapped_column(default=0)
    vacant: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    area: Mapped[Area] = relationship()
