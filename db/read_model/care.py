"""How the facts of special-group services follow from frozen cubes and from whether returns came, a statement each."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Join, Select, and_, case, cast, literal_column, select

from db.read_model import staging
from db.read_model.tables import dim_area, fact_service, fact_service_report, fact_service_supply

_A_MONTH = literal_column("interval '1 month'")
Areas = dict[str, ColumnElement[Any]]


def services(areas: Areas) -> Select[*tuple[Any, ...]]:
    """The cells of each month's present version; earlier ones stay in the records."""
    raw = staging.SERVICE_CELL.table
    done = raw.c.on_time + raw.c.late
    columns = {
        "service_cell_id": raw.c.id,
        "service_month_id": raw.c.service_month_id,
        **areas,
        **{name: raw.c[name] for name in ("service_group", "service_line")},
        "month_on": raw.c.month,
        "cube_version": raw.c.cube_version,
        **{name: cast(raw.c[name], Integer) for name in ("on_time", "late", "undone", "satisfied")},
        "done": cast(done, Integer),
        "due": cast(done + raw.c.undone, Integer),
        "asked": cast(raw.c.satisfied + raw.c.dissatisfied, Integer),
    }
    return _select(columns, fact_service, raw).where(raw.c.cube_version == raw.c.present_version)


def supplies(areas: Areas) -> Select[*tuple[Any, ...]]:
    raw = staging.SERVICE_SUPPLY.table
    columns = {
        "service_supply_id": raw.c.id,
        "service_month_id": raw.c.service_month_id,
        **areas,
        "service_line": raw.c.service_line,
        "month_on": raw.c.month,
        "begins_on": raw.c.month,
        "ends_on": cast(raw.c.month + _A_MONTH, Date),
        **{name: raw.c[name] for name in ("workers", "places", "shelters", "budget", "paid")},
    }
    return _select(columns, fact_service_supply, raw).where(raw.c.cube_version == raw.c.present_version)


def reports(areas: Areas, flag: Any) -> Select[*tuple[Any, ...]]:
    """`flag` makes 1 or 0. A restatement is expected by nobody: it is counted as one and as nothing else."""
    raw = staging.SERVICE_RETURN.table
    first, came = raw.c.revision == 0, raw.c.received_on.is_not(None)
    columns = {
        "service_return_id": raw.c.id,
        **areas,
        "month_on": raw.c.month,
        "settled_on": settled_on(raw.c.received_on, raw.c.due_on),
        "expected": flag(first),
        "received": flag(and_(first, came)),
        # Locked is what a closing took; what came or was approved after it waits for the next one.
        "counted": flag(and_(first, raw.c.status == "locked")),
        "on_time": flag(and_(first, came, raw.c.received_on <= raw.c.due_on)),
        "complete": flag(and_(first, came, raw.c.complete.is_(True))),
        "restated": flag(and_(raw.c.revision > 0, came)),
    }
    return _select(columns, fact_service_report, raw)


def settled_on(came_on: Any, due_on: Any) -> Any:
    """The day from which it is known whether something came in time: the day it did, else the one after it was due."""
    return case((came_on <= due_on, came_on), else_=cast(due_on + 1, Date))


def _select(columns: dict[str, Any], fact: Any, raw: Any) -> Select[*tuple[Any, ...]]:
    ordered = (columns[name].label(name) for name in fact.columns.keys())  # noqa: SIM118 - not a mapping
    return select(*ordered).select_from(Join(raw, dim_area, dim_area.c.area_id == raw.c.area_id))
