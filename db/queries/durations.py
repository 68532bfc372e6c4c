"""Times from one step to another as counts, for medians that count those still waiting too."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, Table, and_, case, cast, func, literal, null, select, union_all

from db.queries.figures import Question, Window, bucket_of, visible
from db.read_model.model import Reading
from db.read_model.tables import FACTS


@dataclass(frozen=True)
class Stage:
    """From which step to which; a handling that leaves by another step first waited until then, as far as known.

    `dated` is the flag of the days of closing, where these count: some are only said to be closed.
    """

    begins_on: str
    ends_on: str
    leaves_on: tuple[str, ...] = ()
    dated: str | None = None


class Wait(NamedTuple):
    """So many handlings of a window and group ended (or were still waiting) after so many days."""

    window: str
    keys: tuple[str | None, ...]
    bucket: date | None
    days: int
    closed: int
    open: int


def waits(model: Reading, question: Question, stage: Stage, known_until: date) -> list[Wait]:
    """How long the handlings that began the stage in each window took, as far as known on `known_until`.

    Handlings whose closing has no date are left out where it counts: they say nothing about time.
    """
    branches = [_branch(question, window, stage, known_until) for window in question.windows]
    width = len(question.by)
    return [
        Wait(row[0], tuple(row[2 : 2 + width]), row[1], *row[2 + width :])
        for row in model.execute(union_all(*branches))
    ]


def waited(table: Table, window: Window, stage: Stage) -> ColumnElement[bool]:
    """The handlings that began the stage in a window, but those whose closing has no date."""
    fact = table.c
    began = fact[stage.begins_on].between(window.start, window.end)
    if stage.dated is None:
        return began
    # Closed without a date: dated is 0 although closed_on is set.
    return and_(began, case((fact.closed_on.is_not(None), fact[stage.dated]), else_=1) == 1)


def _branch(question: Question, window: Window, stage: Stage, known_until: date):
    table = FACTS[question.fact]
    begins, ends = table.c[stage.begins_on], table.c[stage.ends_on]
    last = cast(literal(known_until), Date)
    ended = and_(ends.is_not(None), ends <= last)
    left = func.least(last, *(table.c[name] for name in stage.leaves_on)) if stage.leaves_on else last
    # Steps can be noted in the wrong order; nobody waits for less than no time.
    days = func.greatest(cast(case((ended, ends), else_=left) - begins, Integer), literal(0, Integer))
    keys = [table.c[name].label(name) for name in question.by]
    bucket = cast(null(), Date) if window.bucket is None else bucket_of(begins, window.bucket)
    return (
        select(
            literal(window.name).label("window"),
            bucket.label("bucket"),
            *keys,
            days.label("days"),
            func.sum(case((ended, 1), else_=0)).label("closed"),
            func.sum(case((ended, 0), else_=1)).label("open"),
        )
        .where(visible(table, question.areas, question.filters), waited(table, window, stage))
        # By their labels: to PostgreSQL two parameters of one value are two expressions.
        .group_by(*question.by, *(["bucket"] if window.bucket else []), "days")
    )
