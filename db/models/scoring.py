"""Supervision scoring: schemes as they were loaded, runs with their frozen inputs, what people enter, appeals."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, Key, UtcDateTime, one_of

RUN_STATES = ("draft", "review", "published", "final", "dropped")
SHOWN_STATES = ("published", "final")
APPEAL_STATES = ("open", "upheld", "rejected")
VISIT_STATES = ("planned", "done", "cancelled")
AS_PUBLISHED, AFTER_APPEALS = 1, 2
"""Editions of a run's sheets: as it was published, and with what appeals gave."""


class ScoringScheme(Base):
    """A scheme as an office wrote it; a changed one is a new edition, never an edited one (triggers refuse updates)."""

    __tablename__ = "scoring_scheme"
    __table_args__ = (UniqueConstraint("code", "edition"), CheckConstraint("edition >= 1", name="edition"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(48))
    edition: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(80))
    area_code: Mapped[str] = mapped_column(String(24), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """The last day on which it holds."""
    written: Mapped[str] = mapped_column(Text)
    rule_hash: Mapped[str] = mapped_column(String(64))
    loaded_by: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    generated: Mapped[bool] = mapped_column(default=False)
    """Made by the demo data, and removed with it."""


class ScoringRun(Base):
    """One computation over whole months. What it was computed from and what came out never change (triggers);
    once it is published it can't be deleted either, and only becomes final."""

    __tablename__ = "scoring_run"
    __table_args__ = (
        CheckConstraint(one_of("state", RUN_STATES), name="state"),
        CheckConstraint("last_month >= first_month", name="months"),
        CheckConstraint("published_by is null or published_by <> made_by", name="two"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scoring_scheme.id"), index=True)
    first_month: Mapped[date]
    last_month: Mapped[date]
    """The first days of its first and last month."""
    state: Mapped[str] = mapped_column(String(16), default="draft")
    inputs: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The snapshot, compressed."""
    input_hash: Mapped[str] = mapped_column(String(64))
    rule_hash: Mapped[str] = mapped_column(String(64))
    output_hash: Mapped[str] = mapped_column(String(64))
    code_version: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date]
    """The last day of which the data told."""
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_until: Mapped[date | None]
    finished_by: Mapped[str | None] = mapped_column(String(64))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    final_hash: Mapped[str | None] = mapped_column(String(64))
    generated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    scheme: Mapped[ScoringScheme] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class ScoringSheet(Base):
    """What a run came to for one body: all its months, and its last two apart for tables of many (JSON)."""

    __tablename__ = "scoring_sheet"
    __table_args__ = (UniqueConstraint("run_id", "edition", "body"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("scoring_run.id", ondelete="CASCADE"))
    edition: Mapped[int] = mapped_column(SmallInteger)
    body: Mapped[str] = mapped_column(String(64))
    called: Mapped[str] = mapped_column(String(64))
    peer_group: Mapped[str] = mapped_column(String(32))
    months: Mapped[str] = mapped_column(Text, deferred=True)
    standing: Mapped[str] = mapped_column(Text)


class ScoringVisit(Base):
    """An on-site visit to a body as it stands in the calendar."""

    __tablename__ = "scoring_visit"
    __table_args__ = (CheckConstraint(one_of("state", VISIT_STATES), name="state"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scheme_code: Mapped[str] = mapped_column(String(48), index=True)
    body: Mapped[str] = mapped_column(String(64))
    called: Mapped[str] = mapped_column(String(64))
    planned_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(16), default="planned")
    entered_by: Mapped[str] = mapped_column(String(64))
    generated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares


class ScoringEntry(Base):
    """What a person entered for an item: a mark or a count, in hundredths, with the document that shows it.

    Nothing is edited: what was wrong is withdrawn and stays.
    """

    __tablename__ = "scoring_entry"
    __table_args__ = (CheckConstraint("hundredths >= 0", name="hundredths"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scheme_code: Mapped[str] = mapped_column(String(48), index=True)
    body: Mapped[str] = mapped_column(String(64))
    called: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(48))
    on_day: Mapped[date]
    hundredths: Mapped[int] = mapped_column(Integer)
    evidence: Mapped[str] = mapped_column(String(200))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("scoring_visit.id"))
    entered_by: Mapped[str] = mapped_column(String(64))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    generated: Mapped[bool] = mapped_column(default=False)


class ScoringAppeal(Base):
    """A body's appeal against one item of a published run, and what was decided."""

    __tablename__ = "scoring_appeal"
    __table_args__ = (
        CheckConstraint(one_of("state", APPEAL_STATES), name="state"),
        CheckConstraint("decided_by is null or decided_by <> filed_by", name="two"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("scoring_run.id", ondelete="CASCADE"), index=True)
    body: Mapped[str] = mapped_column(String(64))
    called: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(48))
    grounds: Mapped[str] = mapped_column(String(1000))
    evidence: Mapped[str] = mapped_column(String(200))
    filed_by: Mapped[str] = mapped_column(String(64))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16), default="open")
    hundredths: Mapped[int | None]
    """The points that it was given, where it was upheld."""
    answer: Mapped[str | None] = mapped_column(String(1000))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    run: Mapped[ScoringRun] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the form SQLAlchemy declares
