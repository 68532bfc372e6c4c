"""Lists of matters, read from the records so that they are always fresh; codes and dates only, no free text."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, select, true
from sqlalchemy.orm import Session

from db.models import Area, Matter, MatterEvent, MemberUnit
from db.models.area import ROOT_CODE
from db.models.matter import RISK_LEVELS, SEVERITIES, STATUSES
from db.queries import figures
from db.read_model.model import ReadModel
from db.read_model.parts import Where
from db.read_model.tables import fact_matter

DONE = ("closed", "followed_up")
OPEN = tuple(status for status in STATUSES if status not in DONE)


class OpenMatter(NamedTuple):
    """One matter that isn't closed, as codes. `unit` is the name of the body that handles it."""

    code: str
    source_ref: str
    area: str | None
    matter_class: str
    category: str | None
    severity: str | None
    risk_level: str | None
    status: str
    due_on: date | None
    unit: str | None


def most_urgent(model: ReadModel, areas: Sequence[tuple[str, str]], filters: Where, limit: int) -> list[int]:
    """Keys of the open matters in the subtrees (level, code) that can wait least, by the read model.

    The gravest come first, then what is due first. Among the records' open matters they would have to be looked for.
    """
    fact = fact_matter.c
    statement = (
        select(fact.matter_id)
        .where(figures.visible(fact_matter, areas, filters), fact.opened_on.is_not(None), fact.closed_on.is_(None))
        .order_by(*_urgency(fact.severity, fact.risk_level, fact.due_on, fact.matter_id))
        .limit(limit)
    )
    return [row.matter_id for row in model.execute(statement)]


def waiting(session: Session, keys: Sequence[int]) -> list[OpenMatter]:
    """Those of these matters that are open, in the same order."""
    order = _urgency(Matter.severity, Matter.risk_level, Matter.due_on, Matter.id)
    statement = _listed().where(Matter.id.in_(keys), Matter.status.in_(OPEN)).order_by(*order)
    return [OpenMatter(*row) for row in session.execute(statement)]


def newest(model: ReadModel, areas: Sequence[tuple[str, str]], filters: Where, limit: int) -> list[int]:
    """Keys of the matters reported last in the subtrees (level, code), the latest first, by the read model."""
    fact = fact_matter.c
    statement = (
        select(fact.matter_id)
        .where(figures.visible(fact_matter, areas, filters), fact.episode == 1, fact.opened_on.is_not(None))
        .order_by(fact.opened_on.desc(), fact.matter_id.desc())
        .limit(limit)
    )
    return [row.matter_id for row in model.execute(statement)]


def reported(session: Session, keys: Sequence[int]) -> list[tuple[OpenMatter, datetime]]:
    """These matters, done or not, each with the instant of its report, the latest first."""
    statement = (
        _listed()
        .add_columns(MatterEvent.at)
        .join(MatterEvent, and_(MatterEvent.matter_id == Matter.id, MatterEvent.status == STATUSES[0]))
        .where(Matter.id.in_(keys))
        .order_by(MatterEvent.at.desc(), Matter.id.desc())
    )
    return [(OpenMatter(*row[:-1]), row[-1]) for row in session.execute(statement)]


def _listed() -> Select[*tuple[Any, ...]]:
    """The columns of OpenMatter."""
    return (
        select(
            Matter.code,
            Matter.source_ref,
            Area.code,
            Matter.matter_class,
            Matter.category_key,
            Matter.severity,
            Matter.risk_level,
            Matter.status,
            Matter.due_on,
            MemberUnit.name,
        )
        .outerjoin(Area, Area.id == Matter.area_id)
        .outerjoin(MemberUnit, MemberUnit.id == Matter.handling_unit_id)
    )


def within(areas: Sequence[str]) -> ColumnElement[bool]:
    """The matters that lie in the subtrees of `areas` (codes; none: nothing)."""
    if ROOT_CODE in areas:
        return true()
    places = select(Area.id).where(Area.code.in_(areas)).cte(recursive=True)
    # Places that have ended stay in the subtree in which they lay: their matters are still to be done.
    places = places.union(select(Area.id).join(places, Area.parent_id == places.c.id))
    return Matter.area_id.in_(select(places.c.id))


def _urgency(severity: Any, risk_level: Any, due_on: Any, key: Any) -> list[ColumnElement[Any]]:
    ranks = [_rank(severity, SEVERITIES[:-1]), _rank(risk_level, RISK_LEVELS[:1])]
    return [*ranks, due_on.is_(None), due_on, key]


def _rank(column: ColumnElement[str | None], order: Sequence[str]) -> ColumnElement[int]:
    return case({code: rank for rank, code in enumerate(order)}, value=column, else_=len(order))
