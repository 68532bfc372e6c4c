"""Areas: the tree from the root over prefectures, counties and townships to villages, with validity dates."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, Key, one_of

LEVELS = ("root", "prefecture", "county", "township", "village")
TOWNSHIP_KINDS = ("town", "township", "subdistrict", "other")
ROOT_CODE = "0"


class Area(Base):
    """One place under one code while it is valid; a split, merge, rename or code change ends one row and opens others.

    `code` is unique within the tree; a source with its own codes prefixes them with the county's (its mapping says
    how), and `code_system` records whose codes they are, so nobody joins townships across sources by code.
    """

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint(one_of("level", LEVELS), name="level"),
        CheckConstraint(one_of("township_kind", TOWNSHIP_KINDS), name="township_kind"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="valid"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(24))
    code_system: Mapped[str] = mapped_column(String(32), default="GB/T 2260")
    name: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    township_kind: Mapped[str | None] = mapped_column(String(16))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    valid_from: Mapped[date] = mapped_column(default=date(1949, 10, 1))
    valid_to: Mapped[date | None]
    """The first day on which it no longer exists."""

    parent: Mapped["Area | None"] = relationship(remote_side=[id])


class AreaAlias(Base):
    """Another name or code by which a source calls an area (`system` is the source's key, or "name")."""

    __tablename__ = "area_alias"
    __table_args__ = (UniqueConstraint("system", "alias", "area_id"), Index("ix_area_alias_alias", "alias"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"))
    system: Mapped[str] = mapped_column(String(32))
    alias: Mapped[str] = mapped_column(String(64))


class AreaSuccession(Base):
    """`successor` has what was `predecessor`'s, or part of it, from `happened_on` on.

    A rename or a code change is one row; a merger one row for each of those merged; a split one for each of its parts.
    """

    __tablename__ = "area_succession"
    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id"),
        CheckConstraint("predecessor_id <> successor_id", name="two"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), index=True)
    happened_on: Mapped[date]
