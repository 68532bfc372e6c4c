"""Writing everything that stands still: areas, sources, units, centres with posts, grids, rooms, published figures."""

from datetime import UTC, timedelta

import numpy as np

from core import catalogue, clock
from core.demo import centres, grids, published, rooms, totals
from core.demo.places import Place, Places
from core.demo.plan import Plan
from core.demo.units import Units
from db.models import (
    Area,
    AreaAlias,
    Centre,
    CentrePost,
    DataSource,
    Grid,
    ImportBatch,
    IndicatorReturn,
    MediationRoom,
    MemberUnit,
)
from db.models.area import ROOT_CODE
from db.queries import bulk, demo
from db.session import Session

PUBLISHED = "published"


def plant_areas(session: Session, places: Places) -> np.ndarray:
    """Adds the areas that aren't there yet, marked as the demo's, and returns the key of each place."""
    keys = demo.present_areas(session, clock.today())
    missing = [place for place in places.all if place.code not in keys]
    if missing:
        first = bulk.reserve_ids(session, Area, len(missing))
        keys |= {place.code: first + offset for offset, place in enumerate(missing)}
        bulk.insert_columns(session, Area, _area_columns(missing, keys))
        ids = [keys[place.code] for place in missing]
        columns = {"area_id": ids, "system": demo.KEY, "alias": [place.code for place in missing]}
        bulk.insert_columns(session, AreaAlias, columns)
    return np.array([keys[place.code] for place in places.all])


def _area_columns(missing: list[Place], keys: dict[str, int]) -> dict[str, bulk.Column]:
    return {
        "id": [keys[place.code] for place in missing],
        "code": [place.code for place in missing],
        "code_system": "GB/T 2260",
        "name": [place.name for place in missing],
        "level": [place.level for place in missing],
        "township_kind": [place.township_kind for place in missing],
        "parent_id": [keys[place.parent_code or ROOT_CODE] for place in missing],
        "valid_from": np.full(len(missing), np.datetime64("1949-10-01", "D")),
    }


def open_source(session: Session, plan: Plan) -> DataSource:
    """The demo's data source: its content is as of the plan's hour."""
    name = catalogue.say("demo.names.source")
    source = DataSource(
        key=demo.KEY, name=name, mode="feed", generated=True, interval_minutes=1440, as_of=plan.now, fetched_at=plan.now
    )
    session.add(source)
    session.flush()
    return source


def put_units(session: Session, units: Units, area_ids: np.ndarray, plan: Plan) -> np.ndarray:
    """Writes the member units and returns the key of each."""
    first = bulk.reserve_ids(session, MemberUnit, len(units.all))
    ids = np.arange(first, first + len(units.all))
    now = np.datetime64(plan.now.replace(tzinfo=None), "s")
    data = [now - np.timedelta64(int(u.hours_since_data * 3600), "s") if u.connected else None for u in units.all]
    columns = {
        "id": ids,
        **{name: [getattr(u, name) for u in units.all] for name in ("code", "name", "kind", "unit_class", "connected")},
        "area_id": area_ids[[u.place for u in units.all]],
        "last_data_at": np.array(data, dtype="datetime64[s]"),
    }
    bulk.insert_columns(session, MemberUnit, columns)
    return ids


def put_centres(session: Session, places: Places, area_ids: np.ndarray) -> int:
    """Writes centres and their posts; returns the number of centres."""
    listed = centres.centres(places)
    staffing = centres.posts(listed, places)
    first = bulk.reserve_ids(session, Centre, len(listed))
    columns = {
        "id": np.arange(first, first + len(listed)),
        **{name: [getattr(each, name) for each in listed] for name in ("code", "name", "centre_type")},
        "area_id": area_ids[[each.place for each in listed]],
    }
    bulk.insert_columns(session, Centre, columns)
    posts = {
        "centre_id": [first + post.centre for post in staffing],
        **{name: [getattr(post, name) for post in staffing] for name in ("resident", "seconded", "vacant")},
        **{name: _days([getattr(post, name) for post in staffing]) for name in ("valid_from", "valid_to")},
    }
    bulk.insert_columns(session, CentrePost, posts)
    return len(listed)


def put_grids(session: Session, places: Places, area_ids: np.ndarray) -> int:
    """Writes the grids and returns how many."""
    drawn = grids.grids(places)
    since = catalogue.document("demo")["grids"]["valid_from"]
    columns = {
        **{name: getattr(drawn, name) for name in ("code", "name", "grid_level", "full_time", "part_time", "vacant")},
        "leaders": 1,
        "area_id": area_ids[drawn.place],
        "valid_from": _days([since] * len(drawn.code)),
    }
    return bulk.insert_columns(session, Grid, columns)


def put_rooms(session: Session, places: Places, area_ids: np.ndarray) -> np.ndarray:
    """Writes the mediation rooms and returns the key of each."""
    listed = rooms.rooms(places)
    since = catalogue.document("demo")["rooms"]["valid_from"]
    first = bulk.reserve_ids(session, MediationRoom, len(listed))
    ids = np.arange(first, first + len(listed))
    columns = {
        "id": ids,
        **{name: [getattr(room, name) for room in listed] for name in ("code", "name", "kind", "speciality")},
        "area_id": area_ids[[room.place for room in listed]],
        "valid_from": _days([since] * len(listed)),
    }
    bulk.insert_columns(session, MediationRoom, columns)
    return ids


def put_totals(session: Session, places: Places, area_ids: np.ndarray, source: DataSource, plan: Plan) -> int:
    """Writes the monthly totals that others are said to have reported."""
    listed = list(totals.totals(places, plan))
    told = [clock.start_of(totals.reported_on(total.month)) for total in listed]
    columns = {
        "indicator": [total.indicator for total in listed],
        "area_id": area_ids[[total.place for total in listed]],
        "period_start": _days([total.month.start for total in listed]),
        "period_end": _days([total.month.end for total in listed]),
        "revision": 0,
        "value": [total.value for total in listed],
        "unit": "case",
        "qualifier": "exact",
        "as_of": _days([total.month.end for total in listed]),
        "reported_at": np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in told], "datetime64[s]"),
        "data_source_id": source.id,
    }
    return bulk.insert_columns(session, IndicatorReturn, columns)


def put_published(session: Session, plan: Plan) -> int:
    """Adds the published figures whose areas are there and that aren't reported yet; returns how many."""
    source = demo.source(session, PUBLISHED) or _open_published(session, plan)
    areas, present = demo.present_areas(session, clock.today()), demo.reported(session, source.id)
    appeared = published.published_on()
    rows = [
        _return(figure, areas[figure.area], source.id, appeared)
        for figure in published.figures()
        if figure.area in areas
        and (figure.indicator, areas[figure.area], figure.period_start, figure.period_end) not in present
    ]
    session.add_all(rows)
    session.flush()
    return len(rows)


def _open_published(session: Session, plan: Plan) -> DataSource:
    """A source that the demo brings, noted as its own so that it goes with it."""
    as_of = clock.start_of(max(published.published_on().values()) + timedelta(days=1))
    name = catalogue.say("demo.names.published")
    source = DataSource(key=PUBLISHED, name=name, mode="one_off", as_of=as_of, fetched_at=plan.now)
    session.add(source)
    session.flush()
    note(session, f"{demo.KEY}_{PUBLISHED}", source, plan, len(published.figures()))
    return source


def note(session: Session, kind: str, source: DataSource, plan: Plan, rows: int) -> None:
    """Keeps which plan made the source's rows, as the record of an import does."""
    batch = ImportBatch(
        kind=kind,
        data_source_id=source.id,
        file_name=plan.describe(),
        file_hash=plan.fingerprint(),
        mapping_hash=plan.fingerprint(),
        started_at=clock.now(),
        finished_at=clock.now(),
        rows_read=rows,
        rows_added=rows,
    )
    session.add(batch)
    session.flush()


def _return(figure: published.Figure, area_id: int, source_id: int, appeared: dict) -> IndicatorReturn:
    return IndicatorReturn(
        indicator=figure.indicator,
        area_id=area_id,
        period_start=figure.period_start,
        period_end=figure.period_end,
        value=figure.value,
        unit=figure.unit,
        change_percent=figure.change_percent,
        change_decimals=figure.change_decimals,
        qualifier=figure.qualifier,
        as_of=figure.period_end,
        reported_at=clock.start_of(appeared[figure.citation.split()[0]]),
        data_source_id=source_id,
        citation=figure.citation,
    )


def _days(days: list) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")
