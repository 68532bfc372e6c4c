"""Who mediates in a room: known by a work number, never by a name, and at most by the account they sign in with."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, Key, one_of
from db.models.mediation_room import MediationRoom

MEDIATOR_KINDS = ("full_time", "part_time", "expert")
PROFESSIONS = ("lawyer", "judge", "prosecutor", "psychologist", "elder", "other")


class Mediator(Base):
    """One mediator of one room; `head` leads it and sees the figures of its mediators."""

    __tablename__ = "mediator"
    __table_args__ = (
        CheckConstraint(one_of("kind", MEDIATOR_KINDS), name="kind"),
        CheckConstraint(one_of("profession", PROFESSIONS), name="profession"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="valid"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    work_number: Mapped[str] = mapped_column(String(48), unique=True)
    mediation_room_id: Mapped[int] = mapped_column(ForeignKey("mediation_room.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    profession: Mapped[str | None] = mapped_column(String(16))
    """What an expert is by trade."""
    head: Mapped[bool] = mapped_column(default=False)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), unique=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    room: Mapped[MediationRoom] = relationship()
