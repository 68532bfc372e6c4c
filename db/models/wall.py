"""The walls: what they show in which order (programmes), the screens themselves, their pairing, and urgent notices."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, Key, UtcDateTime, one_of

THEMES = ("dark", "light", "by_hour")
DEVICES = ("screen", "remote")
COMMANDS = ("next", "previous", "pause", "resume")
MODES = ("always", "peace", "wartime")


class WallProgramme(Base):
    """What a wall shows of one place: `area_code` is the top of the subtree that its screens may ever see."""

    __tablename__ = "wall_programme"
    __table_args__ = (CheckConstraint(one_of("theme", THEMES), name="theme"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column("label", String(40))
    area_code: Mapped[str] = mapped_column(String(24))
    theme: Mapped[str] = mapped_column(String(16))
    day_starts: Mapped[str] = mapped_column(String(5))
    """Hours of the day as "07:00", in China: from when until when a theme "by_hour" is the light one."""
    night_starts: Mapped[str] = mapped_column(String(5))
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
    slots: Mapped[list["WallSlot"]] = relationship(
        back_populates="programme", order_by="WallSlot.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class WallSlot(Base):
    """One item of a programme: for how long, of which period and matters, and on which days and hours."""

    __tablename__ = "wall_slot"
    __table_args__ = (
        CheckConstraint("dwell_seconds between 5 and 3600", name="dwell_seconds"),
        Index("ix_wall_slot_programme_id", "programme_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("wall_programme.id", ondelete="CASCADE"))
    position: Mapped[int]
    item: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(200))
    """What an item needs besides: the metric of one big number, the words of a notice; else empty."""
    query: Mapped[str] = mapped_column(String(400))
    """Period, area and filters as they would stand in a link (core.scope.Request)."""
    dwell_seconds: Mapped[int]
    weekdays: Mapped[str] = mapped_column(String(7))
    """The days on which it is shown, Monday "1" to Sunday "7"."""
    starts_at: Mapped[str | None] = mapped_column(String(5))
    ends_at: Mapped[str | None] = mapped_column(String(5))
    """From and until which hour of these days; none for the whole day."""
    mode: Mapped[str] = mapped_column(String(8), default="always", server_default="always")
    """Shown always, or while the programme's place is in peacetime or wartime mode (of MODES)."""
    programme: Mapped[WallProgramme] = relationship(back_populates="slots")


class WallDevice(Base):
    """A screen, or a phone that steers one. It is no account: its token opens one programme's snapshots, read only."""

    __tablename__ = "wall_device"
    __table_args__ = (
        CheckConstraint(one_of("kind", DEVICES), name="kind"),
        CheckConstraint(one_of("command", COMMANDS), name="command"),
        Index("ix_wall_device_programme_id", "programme_id"),
        Index("ix_wall_device_steers_id", "steers_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column("label", String(40))
    programme_id: Mapped[int] = mapped_column(ForeignKey("wall_programme.id"))
    steers_id: Mapped[int | None] = mapped_column(ForeignKey("wall_device.id"))
    """The screen that a phone steers."""
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """None from the pairing until the device has fetched its token."""
    network: Mapped[str | None] = mapped_column(String(64))
    """The addresses it may be used from ("10.1.2.0/24"); none for any."""
    height_cm: Mapped[int]
    distance_cm: Mapped[int]
    """The height of the picture and the way to the farthest seat: from these follows how large glyphs must be."""
    paired_by: Mapped[str] = mapped_column(String(64))
    paired_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str | None] = mapped_column(String(64))
    release: Mapped[str | None] = mapped_column(String(16))
    screen: Mapped[str | None] = mapped_column(String(16))
    showing: Mapped[str | None] = mapped_column(String(64))
    command: Mapped[str | None] = mapped_column(String(8))
    command_number: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)


class WallPairing(Base):
    """A code that a device shows and an administrator types; with its claim the device then fetches its token, once."""

    __tablename__ = "wall_pairing"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    claim_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("wall_device.id"))


class WallNotice(Base):
    """An urgent notice: it takes the place of everything on its programme's walls until acknowledged or expired."""

    __tablename__ = "wall_notice"
    __table_args__ = (Index("ix_wall_notice_programme_id", "programme_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("wall_programme.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(120))
    posted_by: Mapped[str] = mapped_column(String(64))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(64))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
