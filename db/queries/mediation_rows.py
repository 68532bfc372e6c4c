"""Handlings of mediation cases as a list shows them: codes and days, read from the records; no text and no names."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from db.models import Area, Matter, MediationCase, MediationDeadline, MediationEvent, MediationRoom


class MediationRow(NamedTuple):
    """One handling of a case; days are instants of the records."""

    code: str
    area: str | None
    category: str | None
    room: str
    channel: str
    status: str
    applied_at: Any
    accepted_at: Any
    due_on: date | None
    concluded_at: Any


def handlings(session: Session, found: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], MediationRow]:
    """The handlings (case, episode) as they are now, by key; those that have gone meanwhile are absent."""
    steps, clock = _steps([key[0] for key in found]), MediationDeadline
    own = and_(clock.mediation_case_id == steps.c.case_id, clock.episode == steps.c.episode, clock.kind == "mediate")
    statement = (
        select(
            steps.c.case_id,
            steps.c.episode,
            MediationCase.code,
            Area.code,
            func.coalesce(MediationCase.category_key, Matter.category_key),
            MediationRoom.code,
            MediationCase.channel,
            MediationCase.status,
            steps.c.applied_at,
            steps.c.accepted_at,
            clock.due_on,
            steps.c.concluded_at,
        )
        .join(MediationCase, MediationCase.id == steps.c.case_id)
        .join(Matter, Matter.id == MediationCase.matter_id)
        .join(MediationRoom, MediationRoom.id == MediationCase.mediation_room_id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .outerjoin(clock, own)
    )
    wanted = set(found)
    rows = ((tuple(row[:2]), MediationRow(*row[2:])) for row in session.execute(statement))
    return {key: row for key, row in rows if key in wanted}


def _steps(ids: Sequence[int]) -> Any:
    event = MediationEvent

    def first(*steps: str) -> Any:
        return func.min(case((event.step.in_(steps), event.at)))

    return (
        select(
            event.mediation_case_id.label("case_id"),
            event.episode,
            first("applied", "reopened").label("applied_at"),
            first("accepted", "reopened").label("accepted_at"),
            first("agreed", "ended").label("concluded_at"),
        )
        .where(event.mediation_case_id.in_(ids))
        .group_by(event.mediation_case_id, event.episode)
        .subquery()
    )
