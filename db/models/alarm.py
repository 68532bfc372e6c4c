"""Alarms: the rules that watch metrics, and each time that one of them rang for a place."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, Key, UtcDateTime, one_of

KINDS = ("above", "below", "rise", "fall")
PLACES = ("self", "county", "township")
OWNERS = ("command_desk", "county_office", "supervision_office")
STATES = ("breach", "no_data")
SEVERITIES = ("01", "02", "03", "04")
WATCHES = ("value", "age")
AGAINST = ("year", "previous")


class AlarmRule(Base):
    """What makes an alarm: a metric over a period, in an area itself or in each of its places of a level.

    `threshold` is in the metric's unit for "above" and "below", a change in percent (or points) against the year or
    the period before for "rise" and "fall"; a rule that watches the "age" rings where the metric's data are older than
    so many hours. It rings once it has been so for `lasting_minutes`, and ends beyond `back_at`, so that a value at the
    edge doesn't ring twice.
    """

    __tablename__ = "alarm_rule"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("places", PLACES), name="places"),
        CheckConstraint(one_of("owner", OWNERS), name="owner"),
        CheckConstraint(one_of("severity", SEVERITIES), name="severity"),
        CheckConstraint("respond_hours >= 1", name="respond"),
        CheckConstraint("least >= 0", name="least"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    area_code: Mapped[str] = mapped_column(String(24), index=True)
    metric: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    threshold: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    back_at: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    period: Mapped[str] = mapped_column(String(16))
    places: Mapped[str] = mapped_column(String(16))
    least: Mapped[int]
    """Below so many cases (denominator or base) a value says nothing and doesn't ring."""
    owner: Mapped[str] = mapped_column(String(24))
    severity: Mapped[str] = mapped_column(String(2))
    respond_hours: Mapped[int] = mapped_column(SmallInteger)
    enabled: Mapped[bool] = mapped_column(default=True)
    watches: Mapped[str] = mapped_column(String(8), default="value", server_default="value")
    against: Mapped[str] = mapped_column(String(8), default="year", server_default="year")
    lasting_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """A rule that has rung is kept for its alarms, and seen no more."""
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class AlarmPending(Base):
    """Since when a place has been beyond a rule that waits before it rings."""

    __tablename__ = "alarm_pending"
    __table_args__ = (Index("ix_alarm_pending_place", "alarm_rule_id", "area_code", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    alarm_rule_id: Mapped[int] = mapped_column(ForeignKey("alarm_rule.id", ondelete="CASCADE"))
    area_code: Mapped[str] = mapped_column(String(24))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Alarm(Base):
    """One time that a rule rang for one place: from `raised_at` until `returned_at`, whoever acknowledged it when."""

    __tablename__ = "alarm"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        Index("ix_alarm_in_force", "returned_at", "raised_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    alarm_rule_id: Mapped[int] = mapped_column(ForeignKey("alarm_rule.id", ondelete="CASCADE"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    area_code: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(8))
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    """What it was when it rang: the metric's value, or its change."""
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(64))

    rule: Mapped[AlarmRule] = relationship()


class AlarmRun(Base):
    """One row: when the rules were last looked at, on which version of the data, and by whom it is being done now."""

    __tablename__ = "alarm_run"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ran_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    data_version: Mapped[str | None] = mapped_column(String(80))
