"""Code lists of matter types, dated and with maps between lists: never an enum."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Category(Base):
    """One code of one list. `key` is list and code joined by a dot, such as "A.0201" or "C.1"."""

    __tablename__ = "category"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    code_list: Mapped[str] = mapped_column(String(24), index=True)
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(64))
    parent_key: Mapped[str | None] = mapped_column(ForeignKey("category.key"))
    counts_as: Mapped[str | None] = mapped_column(ForeignKey("category.key"))
    """Where a code of another list is counted in list A (the A↔C map); None counts under itself."""
    valid_from: Mapped[date] = mapped_column(default=date(1949, 10, 1))
    valid_to: Mapped[date | None]
