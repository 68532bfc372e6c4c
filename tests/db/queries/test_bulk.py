"""Bulk writing stores the very values that the models' own writing stores, and logs each row."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from sqlalchemy import func, select, text

from db.models import Area, Change, DataSource, Matter
from db.queries import bulk
from db.session import Records


def test_instants_days_and_nothing_are_stored_as_the_models_store_them(records: Records) -> None:
    at = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
    with records.writing() as session:
        session.add(DataSource(key="model", name="x", mode="feed", as_of=at))
        session.flush()
        columns = {
            "key": ["bulk", "empty"],
            "name": "x",
            "mode": "feed",
            "interval_minutes": 1440,
            "generated": False,
            "as_of": np.array(["2026-03-01T04:05:06", "NaT"], dtype="datetime64[s]"),
        }
        assert bulk.insert_columns(session, DataSource, columns) == 2
        stored = dict(session.execute(text("select key, as_of from data_source")).all())
        assert stored["bulk"] == stored["model"]
        assert stored["empty"] is None
        found = session.scalars(select(DataSource).where(DataSource.key == "bulk")).one()
        assert (found.as_of, found.generated) == (at, False)


def test_keys_can_be_reserved_and_every_row_is_logged(records: Records) -> None:
    with records.writing() as session:
        before = session.scalar(select(func.count()).where(Change.entity == "area")) or 0
        first = bulk.reserve_ids(session, Area, 3)
        columns = {
            "id": np.arange(first, first + 3),
            "code": ["x", "xy", "xz"],
            "code_system": "test",
            "name": "x",
            "level": "village",
            "valid_from": np.array(["2020-01-01"] * 3, dtype="datetime64[D]"),
            "parent_id": np.array([None, first, first], dtype=object),
        }
        bulk.insert_columns(session, Area, columns)
        assert session.scalar(select(func.count()).where(Change.entity == "area")) == before + 3
        assert bulk.reserve_ids(session, Area, 1) == first + 3
        assert session.scalars(select(Area).where(Area.code == "xz")).one().valid_from == date(2020, 1, 1)


def test_long_columns_are_written_in_chunks(records: Records) -> None:
    count = bulk.CHUNK + 5
    with records.writing() as session:
        source = DataSource(key="s", name="x", mode="feed")
        session.add(source)
        session.flush()
        codes = [f"M{number}" for number in range(count)]
        columns = {"code": codes, "source_ref": codes, "data_source_id": source.id, "matter_class": "other",
                   "status": "reported", "version": 1}  # fmt: skip
        assert bulk.insert_columns(session, Matter, columns) == count
        assert session.scalar(select(func.count()).select_from(Matter)) == count


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_two_imports_at_once_draw_their_keys_without_waiting_for_each_other(records: Records) -> None:
    with records.writing() as one, records.writing() as other:
        # Were the table locked, this would wait for ever.
        other.execute(text("set local lock_timeout = '2s'"))
        first = bulk.reserve_ids(one, Area, 1_000)
        second = bulk.reserve_ids(other, Area, 1_000)
        assert second >= first + 1_000
        assert bulk.reserve_ids(one, Area, 1) >= second + 1_000


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_keys_are_consecutive_even_where_somebody_always_draws_in_between(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "DRAWS", 0)
    with records.writing() as session:
        first = bulk.reserve_ids(session, Area, 1_000)
        assert bulk.reserve_ids(session, Area, 1) == first + 1_000
