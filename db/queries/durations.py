"""Times from opening to closing as counts, for medians that count the unsettled too."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, and_, case, cast, func, literal, null, select, union_all

from db.queries.figures import Question, Window, bucket_of, visible
from db.read_model.model import ReadModel
from db.read_model.tables import fact_matter


class Wait(NamedTuple):
    """So many handlings of a window and group ended (or were still open) after so many days."""

    window: str
    keys: tuple[str | None, ...]
    bucket: date | None
    days: int
    closed: int
    open: int


def waits(model: ReadModel, question: Question, known_until: date) -> list[Wait]:
    """How long the handlings opened in each window took, as far as known on `known_until`.

    Handlings whose closing has no date are left out: they say nothing about time.
    """
    branches = [_branch(question, window, known_until) for window in question.windows]
    width = len(question.by)
    return [
        Wait(row[0], tuple(row[2 : 2 + width]), row[1], *row[2 + width :])
        for row in model.execute(union_all(*branches))
    ]


def waited(window: Window) -> ColumnElement[bool]:
    """The handlings opened in a window, but those whose closing has no date."""
    fact = fact_matter.c
    # Closed without a date: dated is 0 although closed_on is set.
    dated = case((fact.closed_on.is_not(None), fact.dated), else_=1) == 1
    return and_(fact.opened_on.between(window.start, window.end), dated)


def _branch(question: Question, window: Window, known_until: date):
    fact = fact_matter.c
    last = cast(literal(known_until), Date)
    ended = and_(fact.closed_on.is_not(None), fact.closed_on <= last)
    days = cast(case((ended, fact.closed_on), else_=last) - fact.opened_on, Integer)
    keys = [fact[name].label(name) for name in question.by]
    bucket = cast(null(), Date) if window.bucket is None else bucket_of(fact.opened_on, window.bucket)
    return (
        select(
            literal(window.name).label("window"),
            bucket.label("bucket"),
            *keys,
            days.label("days"),
            func.sum(case((ended, 1), else_=0)).label("closed"),
            func.sum(case((ended, 0), else_=1)).label("open"),
        )
        .where(visible(fact_matter, question.areas, question.filters), waited(window))
        .group_by(*keys, *([bucket] if window.bucket else []), days)
    )
