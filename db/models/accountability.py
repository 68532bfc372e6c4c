"""The accountability ladder: acts on bodies, their numbered notices with answers, and what rules propose."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, UtcDateTime, one_of
from db.models.member_unit import MemberUnit

LADDER = (
    *("reminder", "risk_letter", "supervision_notice", "circulated_criticism", "summons_talk"),
    *("listed_supervision", "yellow_card", "one_vote_veto"),
)
"""From the mildest step to the gravest."""
AWARDS = ("safe_county", "safe_township")
ACTION_KINDS = (*LADDER, *AWARDS)
NOTICE_KINDS = ("risk_letter", "supervision_notice")
"""The steps that are documents with a number and an answer date."""
EFFECTS = ("none", "deduction", "bonus", "no_award", "veto")
POINTED = ("deduction", "bonus")
ACTION_STATES = ("drafted", "rejected", "in_force", "lifted", "annulled")
ACTION_STEPS = (
    *("drafted", "approved", "rejected", "begun", "issued", "received", "answered", "returned", "closed"),
    *("lifted", "annulled"),
)
PROPOSAL_STATES = ("open", "accepted", "dismissed")


class AccountabilityAction(Base):
    """One act on a body: a place's own office, or one of its units. An act is lifted or annulled, never deleted.

    `ends_on` is the last day that it was meant to hold, None until its condition is met; `lifted_on` and `annulled_on`
    are the first day on which it no longer does.
    """

    __tablename__ = "accountability_action"
    __table_args__ = (
        CheckConstraint(one_of("kind", ACTION_KINDS), name="kind"),
        CheckConstraint(one_of("effect", EFFECTS), name="effect"),
        CheckConstraint(one_of("state", ACTION_STATES), name="state"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="days"),
        CheckConstraint("effect_points is null or effect_points > 0", name="points"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    """Of the body: the place whose office it is, or in which the unit belongs."""
    member_unit_id: Mapped[int | None] = mapped_column(ForeignKey("member_unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    """The place whose office acts."""
    basis: Mapped[str] = mapped_column(String(24))
    reference: Mapped[str] = mapped_column(String(120))
    """The document and article that it rests on."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    lift_condition: Mapped[str] = mapped_column(String(24))
    effect: Mapped[str] = mapped_column(String(16))
    effect_points: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    state: Mapped[str] = mapped_column(String(16))
    drafted_by: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str | None] = mapped_column(String(64))
    lifted_on: Mapped[date | None]
    lift_reason: Mapped[str | None] = mapped_column(String(24))
    annulled_on: Mapped[date | None]
    annul_reason: Mapped[str | None] = mapped_column(String(24))
    source_ref: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Whatever brought it from outside calls it so; None where it was made here."""
    version: Mapped[int] = mapped_column(default=1)

    area: Mapped[Area] = relationship(foreign_keys=[area_id])
    issuer: Mapped[Area] = relationship(foreign_keys=[issuer_id])
    unit: Mapped[MemberUnit | None] = relationship()
    notice: Mapped["AccountabilityNotice | None"] = relationship(back_populates="action", cascade="all, delete-orphan")
    events: Mapped[list["AccountabilityEvent"]] = relationship(
        order_by="AccountabilityEvent.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class AccountabilityNotice(Base):
    """The document of an act that asks for an answer: its number, what it says, and how far its answer has come.

    The answer that stands is the last one; one that was sent back stands no more.
    """

    __tablename__ = "accountability_notice"
    __table_args__ = (
        UniqueConstraint("issuer_id", "kind", "year", "number"),
        CheckConstraint(one_of("kind", NOTICE_KINDS), name="kind"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("due_on > issued_on", name="days"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("accountability_action.id", ondelete="CASCADE"), unique=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[str] = mapped_column(String(24))
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int]
    facts: Mapped[str] = mapped_column(String(2000))
    demands: Mapped[str] = mapped_column(String(2000))
    issued_on: Mapped[date]
    due_on: Mapped[date]
    """The last working day on which an answer is in time."""
    received_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answered_by: Mapped[str | None] = mapped_column(String(64))
    answer: Mapped[str | None] = mapped_column(String(2000))
    closed_on: Mapped[date | None]

    action: Mapped[AccountabilityAction] = relationship(back_populates="notice")


class AccountabilityEvent(Base):
    """One step in the life of an act, and whoever took it; `reason` is a code."""

    __tablename__ = "accountability_event"
    __table_args__ = (CheckConstraint(one_of("step", ACTION_STEPS), name="step"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("accountability_action.id", ondelete="CASCADE"), index=True)
    step: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(24))


class AccountabilityProposal(Base):
    """An act that a rule proposes, with the figures that speak for it; a person decides."""

    __tablename__ = "accountability_proposal"
    __table_args__ = (
        CheckConstraint(one_of("kind", ACTION_KINDS), name="kind"),
        CheckConstraint(one_of("state", PROPOSAL_STATES), name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), unique=True)
    """Rule, body and period: what was proposed once isn't proposed again."""
    rule: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(24))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    member_unit_id: Mapped[int | None] = mapped_column(ForeignKey("member_unit.id"))
    metric: Mapped[str | None] = mapped_column(String(64))
    period_start: Mapped[date]
    period_end: Mapped[date]
    value: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    threshold: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16), default="open")
    decided_by: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(24))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("accountability_action.id"))
    version: Mapped[int] = mapped_column(default=1)

    area: Mapped[Area] = relationship()
    unit: Mapped[MemberUnit | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class DocumentSeries(Base):
    """The last number that an office has given to a kind of document in a year."""

    __tablename__ = "document_series"

    issuer_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    last_number: Mapped[int]
