"""The cadence of work: which reports each body owes and when, what was returned, and what became of the late ones."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime, one_of

PERIOD_UNITS = ("day", "week", "half_month", "month", "quarter", "year")
BODIES = ("village_group", "village", "township", "county", "prefecture", "centre", "service_office", "justice_unit")
STEPS = ("overdue", "superior", "supervision")


class CadenceState(Base):
    """One row: since when this installation asks for reports, and up to which day they have been generated."""

    __tablename__ = "cadence_state"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    begun_on: Mapped[date]
    done_until: Mapped[date]
    ran_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DutySetting(Base):
    """Whether a duty is asked for in an area and all that lies in it, from a day on (until the next row's)."""

    __tablename__ = "duty_setting"
    __table_args__ = (UniqueConstraint("duty", "area_code", "valid_from"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    duty: Mapped[str] = mapped_column(String(32))
    area_code: Mapped[str] = mapped_column(String(24))
    valid_from: Mapped[date]
    enabled: Mapped[bool]
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReportDuty(Base):
    """One report that one body owes for one period; `duty` is a key of catalogue/duties.toml.

    `returned_on` and the three numbers are as they stand; the returns keep how they came about. `superseded`: not asked
    for any more, because the operating mode or a setting changed while its period ran.
    """

    __tablename__ = "report_duty"
    __table_args__ = (
        UniqueConstraint("duty", "area_code", "period_unit", "period_start", name="uq_report_duty_one"),
        CheckConstraint(one_of("body_kind", BODIES), name="body_kind"),
        CheckConstraint(one_of("period_unit", PERIOD_UNITS), name="period_unit"),
        CheckConstraint("period_end >= period_start", name="period"),
        Index("ix_report_duty_period_end", "period_end"),
        Index("ix_report_duty_open", "returned_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    duty: Mapped[str] = mapped_column(String(32))
    body_kind: Mapped[str] = mapped_column(String(16))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    area_code: Mapped[str] = mapped_column(String(24))
    bearer: Mapped[str | None] = mapped_column(String(40))
    """The code of the member unit whose turn it is, where a duty goes round; else the area's own body bears it."""
    period_unit: Mapped[str] = mapped_column(String(16))
    period_start: Mapped[date]
    period_end: Mapped[date]
    wartime: Mapped[bool]
    """Whether it is a daily one of an area in wartime mode."""
    remind_on: Mapped[date]
    due_on: Mapped[date]
    superseded: Mapped[bool] = mapped_column(default=False)
    returned_on: Mapped[date | None]
    found: Mapped[int | None]
    settled: Mapped[int | None]
    referred: Mapped[int | None]
    escalated_on: Mapped[date | None]
    """The day on which it was passed to the supervision office."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class ReportReturn(Base):
    """What was returned: revision 0 as reported, 1, 2 … as corrected later. Numbers only; all zero is a report too."""

    __tablename__ = "report_return"
    __table_args__ = (
        UniqueConstraint("report_duty_id", "revision"),
        CheckConstraint("found >= 0 and settled >= 0 and referred >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    report_duty_id: Mapped[int] = mapped_column(ForeignKey("report_duty.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(SmallInteger)
    returned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    returned_by: Mapped[str] = mapped_column(String(64))
    found: Mapped[int]
    settled: Mapped[int]
    referred: Mapped[int]


class DutyEscalation(Base):
    """One step of what becomes of a report that is late: noted, passed to the body above, passed to supervision."""

    __tablename__ = "duty_escalation"
    __table_args__ = (
        UniqueConstraint("report_duty_id", "step"),
        CheckConstraint(one_of("step", STEPS), name="step"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    report_duty_id: Mapped[int] = mapped_column(ForeignKey("report_duty.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(16))
    happened_on: Mapped[date] = mapped_column(index=True)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
