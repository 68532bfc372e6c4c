"""Short links: what a page shows, kept under a short key where its own address would be too long."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, UtcDateTime


class ShortLink(Base):
    """`query` is the address's parameters as they would stand in it; `key` follows from it, so each is kept once."""

    __tablename__ = "short_link"

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(64))
