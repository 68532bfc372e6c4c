"""Borders of places as polygons, brought by the centre itself: none are shipped."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, Key, UtcDateTime


class BorderMap(Base):
    """One file of borders. Without an approval number (`approval`) what is drawn from it is a sketch and says so."""

    __tablename__ = "border_map"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    origin: Mapped[str] = mapped_column(String(120))
    """The file's or package's name."""
    approval: Mapped[str | None] = mapped_column(String(80))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)

    borders: Mapped[list["Border"]] = relationship(back_populates="border_map", cascade="all, delete-orphan")


class Border(Base):
    """The shape of one area: a GeoJSON geometry (Polygon or MultiPolygon, degrees, outer rings clockwise)."""

    __tablename__ = "border"
    __table_args__ = (UniqueConstraint("area_code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    border_map_id: Mapped[int] = mapped_column(ForeignKey("border_map.id", ondelete="CASCADE"), index=True)
    area_code: Mapped[str] = mapped_column(String(24))
    geometry: Mapped[str] = mapped_column(Text)
    points: Mapped[int] = mapped_column(Integer)
    """How many corners it has, since that is what a browser pays for."""

    border_map: Mapped[BorderMap] = relationship(back_populates="borders")
