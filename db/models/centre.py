"""Centres and the posts they have: resident and seconded staff as head-counts, never as people."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, one_of

CENTRE_TYPES = ("governance", "grid_service", "legal_media", "dispute_resolution")


class Centre(Base):
    """One centre of one area."""

    __tablename__ = "centre"
    __table_args__ = (CheckConstraint(one_of("centre_type", CENTRE_TYPES), name="centre_type"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    centre_type: Mapped[str] = mapped_column(String(24))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)

    area: Mapped[Area] = relationship()


class CentrePost(Base):
    """The staffing of a centre while it holds: posts filled by residents, by secondment, and posts left vacant."""

    __tablename__ = "centre_post"
    __table_args__ = (
        CheckConstraint("resident >= 0 and seconded >= 0 and vacant >= 0", name="counts"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="valid"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="CASCADE"), index=True)
    resident: Mapped[int]
    seconded: Mapped[int]
    vacant: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    centre: Mapped[Centre] = relationship()
