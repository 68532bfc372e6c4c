"""Annotations and targets as they stand in the records."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Annotation, CalendarDay, Target


def annotations(session: Session, start: date, end: date) -> Sequence[Annotation]:
    """Those that touch the days from `start` to `end`, in order of time."""
    touching = (Annotation.starts_on <= end, Annotation.ends_on >= start)
    return session.scalars(
        select(Annotation).where(*touching).order_by(Annotation.starts_on, Annotation.ends_on, Annotation.id)
    ).all()


def targets(session: Session) -> Sequence[Target]:
    return session.scalars(select(Target).order_by(Target.metric, Target.area_code, Target.starts_on)).all()


def days_off(session: Session, start: date, end: date) -> list[tuple[date, str]]:
    """The days off work that have a name, in order."""
    statement = (
        select(CalendarDay.day, CalendarDay.name)
        .where(CalendarDay.day.between(start, end), CalendarDay.working.is_(False), CalendarDay.name.is_not(None))
        .order_by(CalendarDay.day)
    )
    return [(day, name) for day, name in session.execute(statement) if name]


def same_annotation(session: Session, label: str, starts_on: date, ends_on: date, area_code: str) -> Annotation | None:
    kept = {"label": label, "starts_on": starts_on, "ends_on": ends_on, "area_code": area_code}
    return session.scalars(select(Annotation).filter_by(**kept)).first()


def overlapping_target(session: Session, metric: str, area_code: str, starts_on: date, ends_on: date) -> list[Target]:
    """Targets of the same metric and place that share a day with these: at most one may hold on any day."""
    touching = (Target.starts_on <= ends_on, Target.ends_on >= starts_on)
    return list(session.scalars(select(Target).where(*touching).filter_by(metric=metric, area_code=area_code)))
