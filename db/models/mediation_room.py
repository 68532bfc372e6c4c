"""Mediation rooms and organisations."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, one_of

ROOM_KINDS = ("joint_centre", "committee", "village_group", "workroom", "litigation_link", "women_team")


class MediationRoom(Base):
    """One room or organisation; `speciality` is a code (finance, tourism, …), `name` is a body's name."""

    __tablename__ = "mediation_room"
    __table_args__ = (
        CheckConstraint(one_of("kind", ROOM_KINDS), name="kind"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="valid"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(24))
    speciality: Mapped[str | None] = mapped_column(String(24))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    area: Mapped[Area] = relationship()
