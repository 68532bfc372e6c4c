"""Mediation of disputes: cases with their whole trail, the sessions held, the clocks that run and what halts them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, Key, UtcDateTime, one_of
from db.models.matter import SATISFACTIONS, Matter
from db.models.mediation_room import MediationRoom
from db.models.mediator import Mediator

CHANNELS = ("people", "administrative", "judicial", "arbitration", "mass_organisation", "other")
LINKS = ("pre_litigation", "police", "procuratorate", "other")
FORMS = ("oral", "written")
DIFFICULTIES = ("simple", "ordinary", "difficult")
STEPS = (
    *("applied", "accepted", "refused", "assigned", "recused", "transferred", "arrived", "session", "paused"),
    *("resumed", "agreed", "performed", "confirmed", "reneged", "court", "ended", "visited", "reopened"),
)
STATES = (
    *("applied", "accepted", "refused", "assigned", "mediating", "agreed", "performed", "confirmed", "reneged"),
    "ended",
)
DEADLINES = ("accept", "arrive", "mediate", "confirm", "visit")
SESSION_STATES = ("planned", "held", "cancelled")


def _of_matter() -> Mapped[int]:
    """The dispute, once more on each row: the change log and PostgreSQL's row guard follow it."""
    return mapped_column(ForeignKey("matter.id", ondelete="CASCADE"), index=True)


def _of_case() -> Mapped[int]:
    return mapped_column(ForeignKey("mediation_case.id", ondelete="CASCADE"), index=True)


class MediationCase(Base):
    """One mediation of a dispute, which may have several. Parties and money are numbers only; nobody is named.

    `status`, `mediation_room_id` and `mediator_id` are as they stand; the trail keeps how they came about.
    """

    __tablename__ = "mediation_case"
    __table_args__ = (
        CheckConstraint(one_of("channel", CHANNELS), name="channel"),
        CheckConstraint(one_of("link", LINKS), name="link"),
        CheckConstraint(one_of("difficulty", DIFFICULTIES), name="difficulty"),
        CheckConstraint(one_of("status", STATES), name="status"),
        CheckConstraint("parties is null or parties >= 1", name="parties"),
        CheckConstraint("amount_fen is null or amount_fen >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(56), unique=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    """Without a cascade: a dispute that is being mediated stays, also where the import that brought it is undone."""
    mediation_room_id: Mapped[int] = mapped_column(ForeignKey("mediation_room.id"), index=True)
    mediator_id: Mapped[int | None] = mapped_column(ForeignKey("mediator.id"))
    category_key: Mapped[str | None] = mapped_column(ForeignKey("category.key"))
    """The type as the room reports it, of list A or C; None where it is that of the dispute."""
    channel: Mapped[str] = mapped_column(String(24))
    link: Mapped[str | None] = mapped_column(String(16))
    difficulty: Mapped[str | None] = mapped_column(String(16))
    parties: Mapped[int | None] = mapped_column(SmallInteger)
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16))
    import_key: Mapped[str | None] = mapped_column(String(88), unique=True, index=True)
    """Room and its own number of a case that came in a list, so that it is known again."""
    import_hash: Mapped[str | None] = mapped_column(String(64))
    """What that list said last: the same again changes nothing."""
    episode: Mapped[int] = mapped_column(SmallInteger, default=1)
    version: Mapped[int] = mapped_column(default=1)

    matter: Mapped[Matter] = relationship()
    room: Mapped[MediationRoom] = relationship()
    mediator: Mapped[Mediator | None] = relationship()
    events: Mapped[list["MediationEvent"]] = relationship(
        order_by="MediationEvent.at, MediationEvent.id", cascade="all, delete-orphan"
    )
    deadlines: Mapped[list["MediationDeadline"]] = relationship(
        order_by="MediationDeadline.id", cascade="all, delete-orphan"
    )
    sessions: Mapped[list["MediationSession"]] = relationship(
        order_by="MediationSession.planned_at", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class MediationEvent(Base):
    """One step of a case. `episode` is 1 from the application, 2 from the first reopening …; `reason` is a code."""

    __tablename__ = "mediation_event"
    __table_args__ = (
        CheckConstraint(one_of("step", STEPS), name="step"),
        CheckConstraint(one_of("form", FORMS), name="form"),
        CheckConstraint(one_of("satisfaction", SATISFACTIONS), name="satisfaction"),
        CheckConstraint("amount_fen is null or amount_fen >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    matter_id: Mapped[int] = _of_matter()
    mediation_case_id: Mapped[int] = _of_case()
    episode: Mapped[int] = mapped_column(SmallInteger)
    step: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    mediation_room_id: Mapped[int] = mapped_column(ForeignKey("mediation_room.id"))
    """Where the case was after the step."""
    mediator_id: Mapped[int | None] = mapped_column(ForeignKey("mediator.id"))
    reason: Mapped[str | None] = mapped_column(String(24))
    form: Mapped[str | None] = mapped_column(String(8))
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    satisfaction: Mapped[str | None] = mapped_column(String(24))


class MediationSession(Base):
    """One meeting of the parties, as planned and whether it was held."""

    __tablename__ = "mediation_session"
    __table_args__ = (CheckConstraint(one_of("state", SESSION_STATES), name="state"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    matter_id: Mapped[int] = _of_matter()
    mediation_case_id: Mapped[int] = _of_case()
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    state: Mapped[str] = mapped_column(String(16), default="planned")


class MediationDeadline(Base):
    """One clock of a case: by which rule (and which version of it) it runs, until when, and when it was met.

    `due_on` is None while it is halted; `dropped` where there is nothing left to wait for.
    """

    __tablename__ = "mediation_deadline"
    __table_args__ = (CheckConstraint(one_of("kind", DEADLINES), name="kind"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    matter_id: Mapped[int] = _of_matter()
    mediation_case_id: Mapped[int] = _of_case()
    episode: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(16))
    rule_from: Mapped[date]
    """From when on the version of the rule holds that this clock was set by."""
    days: Mapped[int] = mapped_column(SmallInteger)
    working: Mapped[bool]
    starts_on: Mapped[date]
    due_on: Mapped[date | None] = mapped_column(index=True)
    met_on: Mapped[date | None]
    dropped: Mapped[bool] = mapped_column(default=False)

    pauses: Mapped[list["MediationPause"]] = relationship(
        order_by="MediationPause.starts_on", cascade="all, delete-orphan"
    )


class MediationPause(Base):
    """Days on which a clock stands still: from `starts_on` until `ends_on`, the first day on which it runs again."""

    __tablename__ = "mediation_pause"
    __table_args__ = (CheckConstraint("ends_on is null or ends_on >= starts_on", name="order"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    matter_id: Mapped[int] = _of_matter()
    mediation_deadline_id: Mapped[int] = mapped_column(
        ForeignKey("mediation_deadline.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(String(24))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
