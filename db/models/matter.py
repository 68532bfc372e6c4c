"""Matters: anything reported, and the whole trail of what was done about it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, UtcDateTime, one_of
from db.models.member_unit import MemberUnit

MATTER_CLASSES = ("dispute", "public_safety", "livelihood", "other")
STATUSES = ("reported", "accepted", "dispatched", "arrived", "resolved", "closed", "followed_up", "reopened")
OPENING = ("reported", "reopened")
SCALES = ("01", "02", "03")
SEVERITIES = ("01", "02", "03", "04")
RISK_LEVELS = ("high", "medium", "low")
NATURES = ("complaint", "consultation", "suggestion", "request", "praise", "other")
PERSONS_BANDS = ("1-4", "5-9", "10-29", "30-99", "100+")
SATISFACTIONS = ("satisfied", "basically_satisfied", "dissatisfied")


class Matter(Base):
    """One matter under one code. `source` is how it came in; `data_source_id` is the feed that brought it.

    `summary` is free text for the handling bodies only; it never reaches the read model. No party is named anywhere.
    """

    __tablename__ = "matter"
    __table_args__ = (
        UniqueConstraint("data_source_id", "source_ref"),
        CheckConstraint(one_of("matter_class", MATTER_CLASSES), name="matter_class"),
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint(one_of("scale", SCALES), name="scale"),
        CheckConstraint(one_of("severity", SEVERITIES), name="severity"),
        CheckConstraint(one_of("risk_level", RISK_LEVELS), name="risk_level"),
        CheckConstraint(one_of("nature", NATURES), name="nature"),
        CheckConstraint(one_of("persons_band", PERSONS_BANDS), name="persons_band"),
        # The lists of open work read by what is due first, without touching the closed millions.
        Index("ix_matter_status_due_on", "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"))
    source_ref: Mapped[str] = mapped_column(String(64))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    matter_class: Mapped[str] = mapped_column(String(16))
    category_key: Mapped[str | None] = mapped_column(ForeignKey("category.key"))
    nature: Mapped[str | None] = mapped_column(String(16))
    source: Mapped[str | None] = mapped_column(String(24))
    scale: Mapped[str | None] = mapped_column(String(2))
    severity: Mapped[str | None] = mapped_column(String(2))
    risk_level: Mapped[str | None] = mapped_column(String(8))
    risk_reasons: Mapped[str | None] = mapped_column(String(128))
    """Codes of what makes the dispute risky, joined by spaces; graded on the dispute, never on a person."""
    persons_band: Mapped[str | None] = mapped_column(String(8))
    handling_unit_id: Mapped[int | None] = mapped_column(ForeignKey("member_unit.id"))
    status: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[date | None]
    """The due date of the present handling; every earlier one stands on its opening event."""
    summary: Mapped[str | None] = mapped_column(String(500))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    """What the source said last, so that importing the same again changes nothing."""
    source_updated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the source last touched it, where it says so: an older row that arrives later changes nothing."""
    version: Mapped[int] = mapped_column(Integer, default=1)

    area: Mapped[Area | None] = relationship()
    handling_unit: Mapped[MemberUnit | None] = relationship()
    events: Mapped[list["MatterEvent"]] = relationship(
        order_by="MatterEvent.at, MatterEvent.id", back_populates="matter", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class MatterEvent(Base):
    """One step of a matter's trail. `episode` counts its handlings: 1 from the report, 2 from the first reopening …

    An opening (reported, reopened) may set `due_on`; a closing may carry `on_time` as reported by a source that gives
    no dates, and `dated` false where the day itself is unknown; a return visit carries `satisfaction`.
    """

    __tablename__ = "matter_event"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint(one_of("satisfaction", SATISFACTIONS), name="satisfaction"),
        CheckConstraint("episode >= 1", name="episode"),
        Index("ix_matter_event_matter_id", "matter_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id", ondelete="CASCADE"))
    episode: Mapped[int] = mapped_column(SmallInteger, default=1)
    status: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    dated: Mapped[bool] = mapped_column(default=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("member_unit.id"))
    due_on: Mapped[date | None]
    on_time: Mapped[bool | None]
    satisfaction: Mapped[str | None] = mapped_column(String(24))

    matter: Mapped[Matter] = relationship(back_populates="events")


class MatterRevision(Base):
    """What a matter said before a feed's later row changed it (codes and dates only, as JSON)."""

    __tablename__ = "matter_revision"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id", ondelete="CASCADE"), index=True)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[str] = mapped_column(String(2000))
