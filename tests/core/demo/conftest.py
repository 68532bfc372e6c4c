"""A small demo, generated once for all tests that only look at it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import text

from core import foundation
from core.demo import load
from core.demo.plan import Plan, plan
from db.session import Records

TODAY = date(2026, 6, 30)


def small_plan(**changes: object) -> Plan:
    return replace(plan(TODAY, matters=6000), **changes)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """6,000 matters over the whole tree; read it, never write to it."""
    records = Records(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'records.sqlite'}")
    foundation.prepare(records)
    load.create(records, small_plan())
    yield records
    records.close()


def rows(records: Records, statement: str) -> pd.DataFrame:
    with records.reading() as session:
        return pd.read_sql(text(statement), session.connection())


def content(records: Records) -> dict[str, list[tuple]]:
    """All that the demo says, without the keys that depend on what else the database holds."""
    statements = {
        "matter": "select m.code, m.matter_class, m.category_key, m.nature, m.source, m.scale, m.severity,"
        " m.risk_level, m.risk_reasons, m.persons_band, m.status, m.due_on, a.code, u.code from matter m"
        " join area a on a.id = m.area_id join member_unit u on u.id = m.handling_unit_id order by m.code",
        "event": "select m.code, e.episode, e.status, e.at, e.due_on, e.satisfaction, u.code from matter_event e"
        " join matter m on m.id = e.matter_id left join member_unit u on u.id = e.unit_id order by e.id",
        "post": "select c.code, resident, seconded, vacant, valid_from from centre_post p"
        " join centre c on c.id = p.centre_id order by 1, 5",
        "grid": "select code, name, grid_level, leaders, full_time, part_time, vacant from grid order by 1",
        "room": "select code, name, kind, speciality from mediation_room order by 1",
        "unit": "select code, name, kind, unit_class, connected from member_unit order by 1",
        "area": "select code, name, level, township_kind from area order by 1",
    }
    with records.reading() as session:
        return {
            name: [tuple(map(_as_sqlite_writes, row)) for row in session.execute(text(statement))]
            for name, statement in statements.items()
        }


def _as_sqlite_writes(value: object) -> object:
    """PostgreSQL's days and instants as the text that SQLite keeps."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return str(value) if isinstance(value, date) else value
