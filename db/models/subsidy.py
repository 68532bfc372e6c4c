"""Subsidy by the case: what a case is worth since when, the year's budget, and a ledger that is only added to."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, one_of
from db.models.mediation import DIFFICULTIES, FORMS, MediationCase
from db.models.mediation_room import MediationRoom
from db.models.mediator import Mediator

ROOM_LEVELS = ("prefecture", "county", "township", "village")
SUBSIDY_STATES = ("claimed", "approved", "refused")


def _codes() -> tuple[CheckConstraint, ...]:
    """What a case is paid by: the level of its room, how hard it was, how the agreement was made."""
    lists = (("level", ROOM_LEVELS), ("difficulty", DIFFICULTIES), ("form", FORMS))
    return tuple(CheckConstraint(one_of(name, codes), name=name) for name, codes in lists)


class SubsidyTariff(Base):
    """What one kind of case is paid by a place from a day on; a later version is another set of rows."""

    __tablename__ = "subsidy_tariff"
    __table_args__ = (
        *_codes(),
        CheckConstraint("amount_fen >= 0", name="amount"),
        UniqueConstraint("area_id", "valid_from", "level", "difficulty", "form"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    valid_from: Mapped[date]
    level: Mapped[str] = mapped_column(String(16))
    difficulty: Mapped[str] = mapped_column(String(16))
    form: Mapped[str] = mapped_column(String(8))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    set_by: Mapped[str] = mapped_column(String(64))

    area: Mapped[Area] = relationship()


class SubsidyBudget(Base):
    """What a place can spend in a year; held while an approval looks at what is left."""

    __tablename__ = "subsidy_budget"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount"), UniqueConstraint("area_id", "year"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    set_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    area: Mapped[Area] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class SubsidyEntry(Base):
    """One line of the ledger: a claim for a handling of a case, or what takes an approved one back (`reverses_id`).

    `area_id` is the place that pays. Who decides is never who made it; the database's triggers keep money and case of
    a line as they are, and the line itself; so a case that is paid for stays too.
    """

    __tablename__ = "subsidy_entry"
    __table_args__ = (
        *_codes(),
        CheckConstraint(one_of("state", SUBSIDY_STATES), name="state"),
        CheckConstraint("(reverses_id is null) = (amount_fen >= 0)", name="sign"),
        CheckConstraint("decided_by is null or decided_by <> made_by", name="two_people"),
        CheckConstraint("(state = 'claimed') = (decided_on is null)", name="decided"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    mediation_case_id: Mapped[int] = mapped_column(ForeignKey("mediation_case.id"), index=True)
    episode: Mapped[int] = mapped_column(SmallInteger)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("subsidy_entry.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    mediation_room_id: Mapped[int] = mapped_column(ForeignKey("mediation_room.id"))
    mediator_id: Mapped[int] = mapped_column(ForeignKey("mediator.id"))
    level: Mapped[str] = mapped_column(String(16))
    difficulty: Mapped[str] = mapped_column(String(16))
    form: Mapped[str] = mapped_column(String(8))
    files: Mapped[str] = mapped_column(String(160))
    """The codes of the papers that were found complete, with commas between."""
    reason: Mapped[str | None] = mapped_column(String(24))
    """Why an approved line is taken back."""
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16), default="claimed")
    claimed_on: Mapped[date] = mapped_column(index=True)
    made_by: Mapped[str] = mapped_column(String(64))
    decided_on: Mapped[date | None] = mapped_column(index=True)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    refusal: Mapped[str | None] = mapped_column(String(24))
    """Why it was not approved."""
    version: Mapped[int] = mapped_column(default=1)

    area: Mapped[Area] = relationship()
    case: Mapped[MediationCase] = relationship()
    room: Mapped[MediationRoom] = relationship()
    mediator: Mapped[Mediator] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares
