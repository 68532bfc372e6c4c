"""Member units: the bodies that handle matters, with the names under which sources know them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, UtcDateTime, one_of

UNIT_CLASSES = ("key", "general")


class MemberUnit(Base):
    """One body. Its code, not its name, is its identity: names change and are written in many ways."""

    __tablename__ = "member_unit"
    __table_args__ = (CheckConstraint(one_of("unit_class", UNIT_CLASSES), name="unit_class"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str | None] = mapped_column(String(24))
    unit_class: Mapped[str | None] = mapped_column(String(16))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    connected: Mapped[bool] = mapped_column(default=False)
    last_data_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    area: Mapped[Area | None] = relationship()


class MemberUnitAlias(Base):
    """Another name under which a source lists the unit."""

    __tablename__ = "member_unit_alias"
    __table_args__ = (UniqueConstraint("member_unit_id", "alias"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_unit_id: Mapped[int] = mapped_column(ForeignKey("member_unit.id", ondelete="CASCADE"))
    alias: Mapped[str] = mapped_column(String(64))
