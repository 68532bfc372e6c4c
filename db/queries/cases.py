"""The rows behind a number: which of a fact's rows made it up, and those rows as the records tell them now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, literal, literal_column, select
from sqlalchemy.orm import Session, aliased

from db.models import (
    Area,
    Centre,
    CentrePost,
    DataSource,
    Grid,
    IndicatorReturn,
    Matter,
    MatterEvent,
    MediationRoom,
    MemberUnit,
)
from db.models.matter import OPENING
from db.queries import durations, figures
from db.queries.durations import Stage
from db.queries.figures import Figure, Window
from db.read_model.model import Reading
from db.read_model.parts import Part, Where
from db.read_model.tables import FACTS

# What tells one row of a fact from the others.
KEYS: Mapping[str, tuple[str, ...]] = {
    "fact_matter": ("matter_id", "episode"),
    "fact_post": ("centre_post_id",),
    "fact_grid": ("grid_id",),
    "fact_room": ("mediation_room_id",),
    "fact_mediation": ("mediation_case_id", "episode"),
    "fact_subsidy": ("subsidy_entry_id",),
    "fact_report": ("report_duty_id",),
    "fact_accountability": ("action_id",),
    "dim_area": ("area_id",),
}


@dataclass(frozen=True)
class Counted:
    """One part of one figure over one window of a scope; of a stage, the waits that a median is taken of.

    `ended_by`: of waits only those that had ended on that day.
    """

    fact: str
    figure: Figure | Stage
    part: Part
    window: Window
    areas: tuple[tuple[str, str], ...]
    filters: Where
    ended_by: date | None = None


class Size(NamedTuple):
    """How many rows, and what they come to together."""

    rows: int
    amount: float


class Key(NamedTuple):
    """One row of a fact and how much of the number it is."""

    key: tuple[int, ...]
    amount: float


def size(model: Reading, counted: Counted) -> Size:
    where, amount = _rows(counted)
    found = select(func.count(), func.coalesce(func.sum(amount), 0)).select_from(FACTS[counted.fact]).where(where)
    rows, total = model.execute(found)[0]
    return Size(rows, float(total))


def keys(model: Reading, counted: Counted, order: str, limit: int, offset: int) -> list[Key]:
    """One page of the rows, by the date column `order` ("-" before it: the latest first), then by key."""
    table = FACTS[counted.fact]
    where, amount = _rows(counted)
    own = [table.c[name] for name in KEYS[counted.fact]]
    day = table.c[order.lstrip("-")]
    first = day.desc() if order.startswith("-") else day.asc()
    # Rows without the date come last, whichever way: the engines differ in where NULL goes.
    ordered = select(*own, amount.label("amount")).where(where).order_by(day.is_(None), first, *own)
    return [Key(tuple(key), float(part)) for *key, part in model.execute(ordered.limit(limit).offset(offset))]


def _rows(counted: Counted) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
    """The condition and the amount, as the figures themselves are counted; rows that count nothing are none."""
    table = FACTS[counted.fact]
    seen = figures.visible(table, counted.areas, counted.filters)
    if isinstance(counted.figure, Stage):
        when, amount = durations.waited(table, counted.window, counted.figure), literal_column("1")
    else:
        when, amount = figures.counted(table, counted.figure, counted.part, counted.window)
    chosen = [seen, when]
    if counted.ended_by is not None and isinstance(counted.figure, Stage):
        chosen.append(table.c[counted.figure.ends_on] <= cast(literal(counted.ended_by), Date))
    if counted.part.column is not None:
        chosen.append(amount != 0)
    return and_(*chosen), amount


class MatterRow(NamedTuple):
    """One handling of a matter; days are instants of the records, `unit_area` is where its body belongs."""

    code: str
    source_ref: str
    area: str | None
    matter_class: str
    category: str | None
    source: str | None
    severity: str | None
    risk_level: str | None
    status: str
    opened_at: Any
    due_on: date | None
    closed_at: Any
    closed_dated: bool
    unit: str | None
    unit_area: str | None
    summary: str | None


def matters(session: Session, found: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], MatterRow]:
    """The handlings (matter, episode) as they are now, by key; those that have gone meanwhile are absent."""
    event, unit_area = MatterEvent, aliased(Area)
    opening, closing = event.status.in_(OPENING), event.status == "closed"
    steps = (
        select(
            event.matter_id,
            event.episode,
            func.min(case((opening, event.at))).label("opened_at"),
            func.max(case((opening, event.due_on))).label("due_on"),
            func.min(case((closing, event.at))).label("closed_at"),
            func.max(case((closing, case((event.dated, 1), else_=0)))).label("dated"),
        )
        .where(event.matter_id.in_([key[0] for key in found]))
        .group_by(event.matter_id, event.episode)
        .subquery()
    )
    statement = (
        select(
            Matter.id,
            steps.c.episode,
            Matter.code,
            Matter.source_ref,
            Area.code,
            Matter.matter_class,
            Matter.category_key,
            Matter.source,
            Matter.severity,
            Matter.risk_level,
            Matter.status,
            steps.c.opened_at,
            steps.c.due_on,
            steps.c.closed_at,
            steps.c.dated,
            MemberUnit.name,
            unit_area.code,
            Matter.summary,
        )
        .join(steps, steps.c.matter_id == Matter.id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .outerjoin(MemberUnit, MemberUnit.id == Matter.handling_unit_id)
        .outerjoin(unit_area, unit_area.id == MemberUnit.area_id)
    )
    wanted = set(found)
    rows = ((tuple(row[:2]), MatterRow(*row[2:])) for row in session.execute(statement))
    return {key: row for key, row in rows if key in wanted}


class BodyRow(NamedTuple):
    """A centre's posts, a grid, a mediation room or a place: what it is, where, since and until when."""

    name: str
    kind: str | None
    area: str | None
    begins_on: date
    ends_on: date | None


def bodies(session: Session, fact: str, found: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], BodyRow]:
    """The rows of a fact about bodies as they are now, by key."""
    place = aliased(Area)
    row, name, kind, lies_in = {
        "fact_post": (CentrePost, Centre.name, Centre.centre_type, Centre.area_id),
        "fact_grid": (Grid, Grid.name, literal(None), Grid.area_id),
        "fact_room": (MediationRoom, MediationRoom.name, MediationRoom.kind, MediationRoom.area_id),
        "dim_area": (Area, Area.name, Area.level, Area.id),
    }[fact]
    statement = select(row.id, name, kind, place.code, row.valid_from, row.valid_to).where(
        row.id.in_([key[0] for key in found])
    )
    if fact == "fact_post":
        statement = statement.join(Centre, Centre.id == CentrePost.centre_id)
    return {(one[0],): BodyRow(*one[1:]) for one in session.execute(statement.join(place, place.id == lies_in))}


class ReturnRow(NamedTuple):
    """One reported total."""

    area: str
    begins_on: date
    ends_on: date
    value: Decimal | None
    qualifier: str
    revision: int
    as_of: date | None
    source: str
    citation: str | None


def returns(session: Session, ids: Sequence[int]) -> dict[int, ReturnRow]:
    """The reported totals with these ids as they are now."""
    one = IndicatorReturn
    statement = (
        select(
            one.id,
            Area.code,
            one.period_start,
            one.period_end,
            one.value,
            one.qualifier,
            one.revision,
            one.as_of,
            DataSource.name,
            one.citation,
        )
        .join(Area, Area.id == one.area_id)
        .join(DataSource, DataSource.id == one.data_source_id)
        .where(one.id.in_(ids))
    )
    return {row[0]: ReturnRow(*row[1:]) for row in session.execute(statement)}
