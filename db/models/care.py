"""Special-group services: monthly returns of townships, their frozen protected cube, and what an office offers.

Nothing here can hold a text: every string is a code that a CHECK closes (the name an office gives a group is its own
table's). A return counts services that were due; it never lists whom they were due to.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, UtcDateTime, one_of

GROUPS = (
    *("destitute", "minimum_living", "orphans", "unattended_children", "left_behind_children", "severe_disability"),
    *("frail_elders", "veterans", "sudden_hardship", "near_poverty", "serious_illness", "youth_in_need"),
)
LINES = ("rights", "living", "care", "guidance")
RETURN_STATES = ("expected", "draft", "submitted", "returned", "approved", "locked")
MONTH_STATES = ("open", "closed")
UNDONE = ("undone_away", "undone_declined", "undone_staff", "undone_funds", "undone_other")
"""Services that were due and not done, by the class of the reason."""
NUMBERS = ("enrolled", "due", "on_time", "late", *UNDONE, "asked", "satisfied")
CAPACITY = ("workers", "places", "shelters", "budget", "paid")
JUMPS = ("policy", "moved", "season", "catching_up", "corrected")
MOST = 999_999


def _counts(*names: str) -> list[CheckConstraint]:
    return [CheckConstraint(f"{name} is null or {name} between 0 and {MOST}", name=name) for name in names]


def _group() -> CheckConstraint:
    return CheckConstraint(one_of("service_group", GROUPS), name="service_group")


def _line() -> CheckConstraint:
    return CheckConstraint(one_of("service_line", LINES), name="service_line")


class ServiceGroup(Base):
    """One of the twelve groups as this installation uses it: enabled or not, in which place, under which name."""

    __tablename__ = "service_group"
    __table_args__ = (CheckConstraint(one_of("code", GROUPS), name="code"),)

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    label: Mapped[str | None] = mapped_column(String(24))
    """The office's own name for it; None: the catalogue's."""


class ServiceMonth(Base):
    """One month of one office: from when its returns are expected until it is closed, and closed anew when restated.

    `cube_version` is 0 before the first closing; `secret_mark` tells with which secret the cube was made.
    """

    __tablename__ = "service_month"
    __table_args__ = (
        UniqueConstraint("area_id", "month"),
        CheckConstraint(one_of("status", MONTH_STATES), name="status"),
        CheckConstraint("cube_version >= 0", name="cube_version"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    month: Mapped[date]
    """Its first day."""
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(16), default="open")
    cube_version: Mapped[int] = mapped_column(default=0)
    secret_mark: Mapped[str | None] = mapped_column(String(16))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    area: Mapped[Area] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class ServiceReturn(Base):
    """What one township told of one month. `revision` 0 is as reported; 1, 2 … are restatements, kept beside it."""

    __tablename__ = "service_return"
    __table_args__ = (
        UniqueConstraint("service_month_id", "area_id", "revision"),
        CheckConstraint(one_of("status", RETURN_STATES), name="status"),
        CheckConstraint("revision >= 0", name="revision"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    service_month_id: Mapped[int] = mapped_column(ForeignKey("service_month.id", ondelete="CASCADE"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    revision: Mapped[int] = mapped_column(SmallInteger, default=0)
    status: Mapped[str] = mapped_column(String(16), default="expected")
    received_on: Mapped[date | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    zero: Mapped[bool] = mapped_column(default=False)
    """Whether it says that nothing at all was due."""
    complete: Mapped[bool] = mapped_column(default=False)
    """As the validation found when it was submitted."""
    reminders: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    reminded_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    month: Mapped[ServiceMonth] = relationship()
    area: Mapped[Area] = relationship()
    counts: Mapped[list["ServiceCount"]] = relationship(order_by="ServiceCount.id", cascade="all, delete-orphan")
    capacity: Mapped[list["ServiceCapacity"]] = relationship(
        order_by="ServiceCapacity.id", cascade="all, delete-orphan"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class ServiceCount(Base):
    """One group and line of a return, as the township wrote it. It never leaves the township that reported it."""

    __tablename__ = "service_count"
    __table_args__ = (
        UniqueConstraint("service_return_id", "service_group", "service_line"),
        _group(),
        _line(),
        CheckConstraint(one_of("jump", JUMPS), name="jump"),
        *_counts(*NUMBERS),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    service_return_id: Mapped[int] = mapped_column(ForeignKey("service_return.id", ondelete="CASCADE"))
    service_group: Mapped[str] = mapped_column(String(24))
    service_line: Mapped[str] = mapped_column(String(16))
    enrolled: Mapped[int | None]
    due: Mapped[int | None]
    on_time: Mapped[int | None]
    late: Mapped[int | None]
    undone_away: Mapped[int | None]
    undone_declined: Mapped[int | None]
    undone_staff: Mapped[int | None]
    undone_funds: Mapped[int | None]
    undone_other: Mapped[int | None]
    asked: Mapped[int | None]
    satisfied: Mapped[int | None]
    jump: Mapped[str | None] = mapped_column(String(16))
    """Why the number that was due differs much from the month before."""


class ServiceCapacity(Base):
    """What a township has to serve with, by line. Money in whole 10,000 yuan, lest it tells how many were paid."""

    __tablename__ = "service_capacity"
    __table_args__ = (UniqueConstraint("service_return_id", "service_line"), _line(), *_counts(*CAPACITY))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    service_return_id: Mapped[int] = mapped_column(ForeignKey("service_return.id", ondelete="CASCADE"))
    service_line: Mapped[str] = mapped_column(String(16))
    workers: Mapped[int | None]
    places: Mapped[int | None]
    shelters: Mapped[int | None]
    budget: Mapped[int | None]
    paid: Mapped[int | None]


class ServiceCell(Base):
    """Protected counts of one township, group and line in one version of a month's cube; true ones stand nowhere."""

    __tablename__ = "service_cell"
    __table_args__ = (
        UniqueConstraint(
            *("service_month_id", "cube_version", "area_id", "service_group", "service_line"),
            name="uq_service_cell_whole",
        ),
        _group(),
        _line(),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    service_month_id: Mapped[int] = mapped_column(ForeignKey("service_month.id", ondelete="CASCADE"))
    cube_version: Mapped[int] = mapped_column(SmallInteger)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    service_group: Mapped[str] = mapped_column(String(24))
    service_line: Mapped[str] = mapped_column(String(16))
    on_time: Mapped[int]
    late: Mapped[int]
    undone: Mapped[int]
    satisfied: Mapped[int]
    dissatisfied: Mapped[int]


class ServiceSupply(Base):
    """What a township had to serve with when a month was closed: bodies' strength, which needs no protection."""

    __tablename__ = "service_supply"
    __table_args__ = (
        UniqueConstraint(
            *("service_month_id", "cube_version", "area_id", "service_line"), name="uq_service_supply_whole"
        ),
        _line(),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    service_month_id: Mapped[int] = mapped_column(ForeignKey("service_month.id", ondelete="CASCADE"))
    cube_version: Mapped[int] = mapped_column(SmallInteger)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    service_line: Mapped[str] = mapped_column(String(16))
    workers: Mapped[int]
    places: Mapped[int]
    shelters: Mapped[int]
    budget: Mapped[int]
    paid: Mapped[int]
