"""How facts follow from raw rows: one statement a fact, in the SQL that DuckDB and PostgreSQL share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Join,
    Select,
    SmallInteger,
    Table,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from db.models.matter import OPENING
from db.read_model import accountability, care, mediation, staging, tables
from db.read_model.tables import AREA_LEVELS, dim_area, dim_category, dim_room, dim_source, dim_unit

# Days are those of China, eight hours ahead of UTC the whole year round.
TO_CHINA = literal_column("interval '8 hours'")


@dataclass(frozen=True)
class Derivation:
    """One fact: the entity that the change log names, what is staged for it, and the statement that makes its rows."""

    fact: Table
    entity: str
    key: Column[Any]
    stages: Sequence[staging.Stage]
    statement: Select[*tuple[Any, ...]]

    @property
    def shapes(self) -> dict[Table, pa.Schema]:
        """Where the raw rows stand while they are derived from, and what they look like."""
        return {stage.table: stage.schema for stage in self.stages}


def _matter() -> Select[*tuple[Any, ...]]:
    episode, again, settler = _episodes(), _reopenings(), dim_unit.alias("settler")
    matter = staging.MATTER.table.c
    at_all = episode.c.closed_on.is_not(None)
    dated = and_(at_all, episode.c.dated == 1)
    timely = case(
        (and_(dated, episode.c.due_on.is_not(None)), _flag(episode.c.closed_on <= episode.c.due_on)),
        else_=episode.c.on_time,
    )
    late_or_open = or_(episode.c.closed_on.is_(None), and_(dated, episode.c.closed_on > episode.c.due_on))
    overdue = and_(late_or_open, episode.c.due_on.is_not(None))
    reopened = case((at_all, again.c.reopened_on))
    visited, rated = episode.c.followed_up_on, episode.c.satisfaction.is_not(None)
    columns = {
        "matter_id": matter.id,
        "episode": episode.c.episode,
        "data_source": dim_source.c.key,
        **_areas(),
        "matter_class": matter.matter_class,
        "category": dim_category.c.category,
        "category_detail": dim_category.c.category_detail,
        **{name: matter[name] for name in ("nature", "source", "scale", "severity", "risk_level")},
        "handling_unit": dim_unit.c.code,
        # Whoever took the last step; where no step names its body, the one that handles the matter.
        "settled_level": case((at_all, func.coalesce(settler.c.level, dim_unit.c.level))),
        **{name: episode.c[name] for name in _DATES},
        "reopened_on": reopened,
        # Both databases leave NULL out of least and greatest.
        "checked_on": func.least(case((and_(at_all, rated), visited)), reopened),
        "refuted_on": func.least(case((and_(at_all, episode.c.satisfaction == "dissatisfied"), visited)), reopened),
        "due_on": episode.c.due_on,
        # Nothing is overdue before it was there, even where it came with a due date already past.
        "overdue_from": case((overdue, func.greatest(episode.c.due_on + 1, episode.c.opened_on))),
        "first": _flag(episode.c.episode == 1),
        "timed": _flag(and_(at_all, timely.is_not(None))),
        "on_time": _flag(and_(at_all, timely == 1)),
        "late": _flag(and_(at_all, timely == 0)),
        "judged": _flag(and_(episode.c.due_on.is_not(None), or_(episode.c.closed_on.is_(None), timely.is_not(None)))),
        "resolved_in_time": _flag(episode.c.resolved_on <= episode.c.due_on),
        "rated": _flag(rated),
        "satisfied": _flag(episode.c.satisfaction.in_(("satisfied", "basically_satisfied"))),
        "dated": _flag(dated),
    }
    source = (
        Join(staging.MATTER.table, episode, episode.c.matter_id == matter.id)
        .join(dim_source, dim_source.c.data_source_id == matter.data_source_id)
        .outerjoin(dim_area, dim_area.c.area_id == matter.area_id)
        .outerjoin(dim_category, dim_category.c.category_key == matter.category_key)
        .outerjoin(dim_unit, dim_unit.c.member_unit_id == matter.handling_unit_id)
        .outerjoin(settler, settler.c.member_unit_id == episode.c.settled_by)
        .outerjoin(again, and_(again.c.matter_id == matter.id, again.c.episode == episode.c.episode))
    )
    # Rows that were closed together lie together, the open ones last: what is open on a day of this year, or was closed
    # in it, is found without a look at the years before.
    return _select(columns, source).order_by(episode.c.closed_on.nulls_last(), episode.c.opened_on)


_DATES = {
    "opened_on": OPENING,
    "accepted_on": ("accepted",),
    "dispatched_on": ("dispatched",),
    "arrived_on": ("arrived",),
    "resolved_on": ("resolved",),
    "closed_on": ("closed",),
    "followed_up_on": ("followed_up",),
}


def _episodes() -> Any:
    """One row a handling: the day of each of its steps and what its opening, closing and return visit said."""
    event = staging.MATTER_EVENT.table.c
    day = _china_day(event.happened_at)
    closing = event.status == "closed"
    return (
        select(
            event.matter_id,
            cast(event.episode, SmallInteger).label("episode"),
            *(func.min(case((event.status.in_(steps), day))).label(name) for name, steps in _DATES.items()),
            func.max(case((event.status.in_(OPENING), event.due_on))).label("due_on"),
            func.max(case((closing, cast(event.dated, Integer)))).label("dated"),
            func.max(case((closing, cast(event.on_time, Integer)))).label("on_time"),
            func.max(case((event.status == "followed_up", event.satisfaction))).label("satisfaction"),
            func.coalesce(
                func.max(case((event.status == "resolved", event.unit_id))), func.max(case((closing, event.unit_id)))
            ).label("settled_by"),
        )
        .group_by(event.matter_id, event.episode)
        .subquery("episode")
    )


def _reopenings() -> Any:
    """For each handling that was followed by another, the day on which that was opened."""
    event = staging.MATTER_EVENT.table.c
    before = cast(event.episode - 1, SmallInteger)
    day = func.min(_china_day(event.happened_at))
    return (
        select(event.matter_id, before.label("episode"), day.label("reopened_on"))
        .where(event.status == "reopened")
        .group_by(event.matter_id, event.episode)
        .subquery("again")
    )


def _post() -> Select[*tuple[Any, ...]]:
    raw = staging.CENTRE_POST.table
    counts = ("begins_on", "ends_on", "resident", "seconded", "vacant")
    columns = {
        "centre_post_id": raw.c.id,
        **_areas(),
        "centre_type": raw.c.centre_type,
        "centre_level": dim_area.c.level,
        **{name: raw.c[name] for name in counts},
        "posts": raw.c.resident + raw.c.seconded + raw.c.vacant,
    }
    return _select(columns, _placed(raw))


def _grid() -> Select[*tuple[Any, ...]]:
    raw = staging.GRID.table
    columns = {
        "grid_id": raw.c.id,
        **_areas(),
        "begins_on": raw.c.begins_on,
        "ends_on": raw.c.ends_on,
        "workers": raw.c.leaders + raw.c.full_time + raw.c.part_time,
        "full_time": raw.c.full_time,
        "vacant": raw.c.vacant,
        "posts": raw.c.leaders + raw.c.full_time + raw.c.part_time + raw.c.vacant,
    }
    return _select(columns, _placed(raw))


def _room() -> Select[*tuple[Any, ...]]:
    raw = staging.MEDIATION_ROOM.table
    columns = {
        "mediation_room_id": raw.c.id,
        **_areas(),
        **{name: raw.c[name] for name in ("room_kind", "speciality", "begins_on", "ends_on")},
    }
    return _select(columns, _placed(raw))


def _subsidy() -> Select[*tuple[Any, ...]]:
    raw = staging.SUBSIDY_ENTRY.table
    columns = {
        "subsidy_entry_id": raw.c.id,
        **_areas(),
        "room": dim_room.c.code,
        "room_kind": dim_room.c.room_kind,
        "speciality": dim_room.c.speciality,
        "difficulty": raw.c.difficulty,
        "agreement_form": raw.c.form,
        "settled_level": raw.c.level,
        "claimed_on": raw.c.claimed_on,
        "approved_on": case((raw.c.state == "approved", raw.c.decided_on)),
        "decided_on": raw.c.decided_on,
        "cases": cast(case((raw.c.reverses_id.is_(None), 1), else_=-1), SmallInteger),
        "reversed": _flag(raw.c.reverses_id.is_not(None)),
        "amount_fen": raw.c.amount_fen,
    }
    return _select(columns, _placed(raw).join(dim_room, dim_room.c.mediation_room_id == raw.c.room_id))


def _report() -> Select[*tuple[Any, ...]]:
    raw = staging.REPORT_DUTY.table
    returned, late = raw.c.returned_on.is_not(None), raw.c.returned_on > raw.c.due_on
    told = ("duty", "body_kind", "cadence", "period_start", "period_end", "due_on", "returned_on")
    columns = {
        "report_duty_id": raw.c.id,
        **_areas(),
        **{name: raw.c[name] for name in told},
        "overdue_from": case((or_(raw.c.returned_on.is_(None), late), cast(raw.c.due_on + 1, Date))),
        "settled_on": care.settled_on(raw.c.returned_on, raw.c.due_on),
        "escalated_on": raw.c.escalated_on,
        "wartime": _flag(raw.c.wartime),
        "returned": _flag(returned),
        "returned_in_time": _flag(and_(returned, raw.c.returned_on <= raw.c.due_on)),
        "returned_late": _flag(and_(returned, late)),
        "zero": _flag(and_(returned, raw.c.found == 0)),
        "found": cast(func.coalesce(raw.c.found, 0), Integer),
    }
    return _select(columns, _placed(raw)).where(raw.c.superseded.is_(False))


def _indicator() -> Select[*tuple[Any, ...]]:
    raw = staging.INDICATOR_RETURN.table
    said = ("indicator", "period_start", "period_end", "revision", "value", "unit", "change_percent", "change_decimals")
    columns = {
        "indicator_return_id": raw.c.id,
        **_areas(),
        "area": dim_area.c.code,
        **{name: raw.c[name] for name in (*said, "qualifier", "as_of")},
        "data_source": dim_source.c.key,
    }
    return _select(columns, _placed(raw).join(dim_source, dim_source.c.data_source_id == raw.c.data_source_id))


def _china_day(instant: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(instant + TO_CHINA, Date)


def _areas() -> dict[str, ColumnElement[Any]]:
    levels = {level: dim_area.c[level] for level in AREA_LEVELS}
    return {**levels, "county_key": func.coalesce(dim_area.c.county, literal_column("''"))}


def _placed(raw: Table) -> Join:
    return Join(raw, dim_area, dim_area.c.area_id == raw.c.area_id)


def _flag(condition: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(case((condition, 1), else_=0), SmallInteger)


def _select(columns: dict[str, Any], source: FromClause) -> Select[*tuple[Any, ...]]:
    return select(*(column.label(name) for name, column in columns.items())).select_from(source)


DERIVATIONS = (
    Derivation(
        tables.fact_matter, "matter", tables.fact_matter.c.matter_id, (staging.MATTER, staging.MATTER_EVENT), _matter()
    ),
    Derivation(tables.fact_post, "centre_post", tables.fact_post.c.centre_post_id, (staging.CENTRE_POST,), _post()),
    Derivation(tables.fact_grid, "grid", tables.fact_grid.c.grid_id, (staging.GRID,), _grid()),
    Derivation(
        tables.fact_room,
        "mediation_room",
        tables.fact_room.c.mediation_room_id,
        (staging.MEDIATION_ROOM,),
        _room(),
    ),
    Derivation(
        tables.fact_mediation,
        "matter",
        tables.fact_mediation.c.matter_id,
        (staging.MEDIATION_CASE, staging.MEDIATION_EVENT, staging.MEDIATION_DEADLINE),
        mediation.statement(_china_day, _areas(), _flag),
    ),
    Derivation(
        tables.fact_subsidy,
        "subsidy_entry",
        tables.fact_subsidy.c.subsidy_entry_id,
        (staging.SUBSIDY_ENTRY,),
        _subsidy(),
    ),
    Derivation(
        tables.fact_report, "report_duty", tables.fact_report.c.report_duty_id, (staging.REPORT_DUTY,), _report()
    ),
    Derivation(
        tables.fact_indicator,
        "indicator_return",
        tables.fact_indicator.c.indicator_return_id,
        (staging.INDICATOR_RETURN,),
        _indicator(),
    ),
    Derivation(
        tables.fact_service,
        "service_month",
        tables.fact_service.c.service_month_id,
        (staging.SERVICE_CELL,),
        care.services(_areas()),
    ),
    Derivation(
        tables.fact_service_supply,
        "service_month",
        tables.fact_service_supply.c.service_month_id,
        (staging.SERVICE_SUPPLY,),
        care.supplies(_areas()),
    ),
    Derivation(
        tables.fact_service_report,
        "service_return",
        tables.fact_service_report.c.service_return_id,
        (staging.SERVICE_RETURN,),
        care.reports(_areas(), _flag),
    ),
    Derivation(
        tables.fact_accountability,
        "accountability_action",
        tables.fact_accountability.c.action_id,
        (staging.ACCOUNTABILITY,),
        accountability.statement(_areas(), _flag),
    ),
)


def text() -> str:
    """The statements as text, so that a changed derivation is noticed."""
    return "\n".join(str(derivation.statement) for derivation in DERIVATIONS)
