"""Schemes, runs, sheets, entries, visits and appeals as they are read and found again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, joinedload, undefer

from db.models.scoring import (
    SHOWN_STATES,
    ScoringAppeal,
    ScoringEntry,
    ScoringRun,
    ScoringScheme,
    ScoringSheet,
    ScoringVisit,
)


def schemes(session: Session) -> Sequence[ScoringScheme]:
    """All, the one loaded last first."""
    return session.scalars(select(ScoringScheme).order_by(ScoringScheme.id.desc())).all()


def editions(session: Session, code: str) -> Sequence[ScoringScheme]:
    """Those of one code, the last one first."""
    wanted = select(ScoringScheme).where(ScoringScheme.code == code).order_by(ScoringScheme.edition.desc())
    return session.scalars(wanted).all()


def scheme(session: Session, key: int) -> ScoringScheme | None:
    return session.get(ScoringScheme, key)


def runs(session: Session, *, shown_only: bool) -> Sequence[ScoringRun]:
    """With their schemes, the one made last first; dropped ones are never listed."""
    states = ScoringRun.state.in_(SHOWN_STATES) if shown_only else ScoringRun.state != "dropped"
    return session.scalars(
        select(ScoringRun).where(states).options(joinedload(ScoringRun.scheme)).order_by(ScoringRun.id.desc())
    ).all()


def run(session: Session, key: int, *, whole: bool = False) -> ScoringRun | None:
    """One run with its scheme; `whole` with its inputs."""
    options = [joinedload(ScoringRun.scheme), *([undefer(ScoringRun.inputs)] if whole else [])]
    return session.scalars(select(ScoringRun).where(ScoringRun.id == key).options(*options)).one_or_none()


def held_run(session: Session, key: int) -> ScoringRun | None:
    """One run, this transaction's until it ends."""
    return session.get(ScoringRun, key, with_for_update=True)


def put_sheets(session: Session, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(ScoringSheet), rows)


def sheets(session: Session, run_id: int, edition: int) -> Sequence[ScoringSheet]:
    """Those of all bodies, without their months before the last."""
    wanted = select(ScoringSheet).where(ScoringSheet.run_id == run_id, ScoringSheet.edition == edition)
    return session.scalars(wanted.order_by(ScoringSheet.body)).all()


def sheet(session: Session, run_id: int, edition: int, body: str) -> ScoringSheet | None:
    """That of one body with all its months."""
    wanted = select(ScoringSheet).where(
        ScoringSheet.run_id == run_id, ScoringSheet.edition == edition, ScoringSheet.body == body
    )
    return session.scalars(wanted.options(undefer(ScoringSheet.months))).one_or_none()


def entries(session: Session, code: str, *, standing_only: bool = True) -> Sequence[ScoringEntry]:
    """What was entered under a scheme's code, the latest first."""
    wanted = select(ScoringEntry).where(ScoringEntry.scheme_code == code)
    if standing_only:
        wanted = wanted.where(ScoringEntry.withdrawn_at.is_(None))
    return session.scalars(wanted.order_by(ScoringEntry.on_day.desc(), ScoringEntry.id.desc())).all()


def entry(session: Session, key: int) -> ScoringEntry | None:
    return session.get(ScoringEntry, key, with_for_update=True)


def visits(session: Session, code: str, since: date) -> Sequence[ScoringVisit]:
    """The calendar from a day on."""
    wanted = select(ScoringVisit).where(ScoringVisit.scheme_code == code, ScoringVisit.planned_on >= since)
    return session.scalars(wanted.order_by(ScoringVisit.planned_on, ScoringVisit.id)).all()


def visit(session: Session, key: int) -> ScoringVisit | None:
    return session.get(ScoringVisit, key, with_for_update=True)


def planned_visit(session: Session, code: str, body: str, on: date) -> ScoringVisit | None:
    """The visit to a body that was planned for that day or before and hasn't been made."""
    wanted = select(ScoringVisit).where(
        ScoringVisit.scheme_code == code,
        ScoringVisit.body == body,
        ScoringVisit.state == "planned",
        ScoringVisit.planned_on <= on,
    )
    return session.scalars(wanted.order_by(ScoringVisit.planned_on.desc())).first()


def appeals(session: Session, run_id: int) -> Sequence[ScoringAppeal]:
    wanted = select(ScoringAppeal).where(ScoringAppeal.run_id == run_id).order_by(ScoringAppeal.id)
    return session.scalars(wanted).all()


def appeal(session: Session, key: int) -> ScoringAppeal | None:
    return session.get(ScoringAppeal, key, with_for_update=True)


def remove_generated(session: Session) -> None:
    """Takes out what the demo made, and nothing else."""
    made = select(ScoringRun.id).where(ScoringRun.generated)
    session.execute(delete(ScoringAppeal).where(ScoringAppeal.run_id.in_(made)))
    session.execute(delete(ScoringRun).where(ScoringRun.generated))
    for table in (ScoringEntry, ScoringVisit):
        session.execute(delete(table).where(table.generated))
    used = select(ScoringRun.scheme_id)
    session.execute(delete(ScoringScheme).where(ScoringScheme.generated, ScoringScheme.id.not_in(used)))


def count_of_open(session: Session, run_id: int) -> int:
    """How many appeals wait for a decision."""
    wanted = select(func.count()).where(ScoringAppeal.run_id == run_id, ScoringAppeal.state == "open")
    return session.scalar(wanted) or 0
