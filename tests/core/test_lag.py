"""A transaction that doesn't end keeps the change log from being pruned: it is noticed and named."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core import clock
from core.lag import LIMIT, lag
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories
from tests.postgresql import Cluster


@pytest.fixture
def stored(cluster: Cluster, prepared_database: str) -> Iterator[Records]:
    url = cluster.database(prepared_database)
    records = Records(url)
    yield records
    records.close()
    cluster.drop(url)


def test_an_open_transaction_is_named_once_it_has_stood_too_long(stored: Records, tmp_path: Path) -> None:
    assert lag(stored, clock.now()) is None
    model = ReadModel(stored, tmp_path)
    before = model.catch_up()
    other = Records(stored.url.update_query_dict({"application_name": "psql-night"}).render_as_string(False))
    with other.writing() as idle:
        idle.execute(text("insert into calendar_day (day, working, origin) values ('1999-01-01', true, 'office')"))
        process = idle.execute(text("select pg_backend_pid()")).scalar_one()
        with stored.writing() as session:
            factories.data_source(session)
        assert model.catch_up().point == before.point
        assert lag(stored, clock.now()) is None
        late = lag(stored, clock.now() + LIMIT + timedelta(minutes=2))
        assert late is not None
        assert (late.holder.pid, late.holder.application, late.minutes) == (process, "psql-night", 7)
        for words in (str(process), "psql-night", "事务中空闲", "7 分钟", "延迟"):
            assert words in late.told
    assert lag(stored, clock.now() + timedelta(days=1)) is None
    assert model.catch_up() > before
    model.close()
    other.close()


def test_whoever_only_reads_holds_nobody_back(stored: Records) -> None:
    with stored.reading() as session:
        session.execute(text("select count(*) from matter"))
        assert lag(stored, clock.now() + timedelta(days=1)) is None


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_sqlite_has_one_writer_and_no_lag(records: Records) -> None:
    with records.writing() as session:
        factories.data_source(session)
    assert lag(records, clock.now() + timedelta(days=1)) is None
