"""The purpose register: which data may come in at all, what for, on which legal basis, and how long it is kept."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Purpose(Base):
    """One data set. Where there is no row of it, nothing of it is taken in."""

    __tablename__ = "purpose"
    __table_args__ = (CheckConstraint("retention_days > 0", name="retention_days"),)

    data_set: Mapped[str] = mapped_column(String(32), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(200))
    legal_basis: Mapped[str] = mapped_column(String(200))
    fields: Mapped[str] = mapped_column(String(400))
    retention_days: Mapped[int]
    owner: Mapped[str] = mapped_column(String(64))
