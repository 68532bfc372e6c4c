"""The records' address, the settings of each connection, and what is said when the database can't be reached."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import DBAPIError, InternalError

from db.session import Records
from db.unavailable import RecordsUnavailable
from tests.postgresql import Cluster


@pytest.fixture
def stored(cluster: Cluster, prepared_database: str) -> Iterator[Records]:
    url = cluster.database(prepared_database)
    records = Records(url)
    yield records
    records.close()
    cluster.drop(url)


def ask(url: str, statement: str = "select 1") -> None:
    records = Records(url)
    try:
        with records.reading() as session:
            session.execute(text(statement))
    finally:
        records.close()


def why(url: str, statement: str = "select 1") -> str:
    with pytest.raises(RecordsUnavailable) as caught:
        ask(url, statement)
    assert "wrong" not in f"{caught.value} {caught.value.place} {caught.value.detail}"
    return caught.value.reason


def show(records: Records, name: str) -> str:
    with records.writing() as session:
        return str(session.execute(text(f"show {name}")).scalar_one())


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_the_address_leads_to_our_driver(scheme: str) -> None:
    records = Records(f"{scheme}://someone@db.example/fengqiao")
    assert records.url.drivername == "postgresql+psycopg"
    assert records.engine.dialect.driver == "psycopg"


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "postgresql+asyncpg://host/name"])
def test_other_addresses_are_refused(url: str) -> None:
    assert why(url) == "url"


def test_a_connection_can_be_recognised_and_does_not_stand_still_for_long(stored: Records) -> None:
    assert show(stored, "application_name") == "fengqiao"
    assert show(stored, "idle_in_transaction_session_timeout") == "1min"
    assert show(stored, "timezone") == "UTC"


def test_reading_is_one_snapshot_and_writes_nothing(stored: Records) -> None:
    with stored.reading() as session:
        before = session.execute(text("select count(*) from grid")).scalar_one()
        with stored.writing() as other:
            other.execute(text("insert into calendar_day (day, working, origin) values ('1999-01-01', true, 'office')"))
        days = text("select count(*) from calendar_day where day = '1999-01-01'")
        assert session.execute(days).scalar_one() == 0
        assert before == 0
        with pytest.raises(InternalError, match="read-only"):
            session.execute(text("delete from calendar_day"))


def test_why_it_cannot_be_reached_is_known(cluster: Cluster, stored: Records) -> None:
    with cluster.admin() as connection:
        connection.execute("create role locked login password 'right'")
    try:
        assert why(cluster.url("nowhere")) == "database"
        assert why(cluster.url("postgres", "locked:wrong")) == "password"
        assert why(cluster.url("postgres", "locked")) == "password"
        assert why("postgresql://postgres@127.0.0.1:1/postgres") == "away"
        own = cluster.url(str(stored.url.database), "locked:right")
        assert why(own, "select * from matter") == "permission"
    finally:
        with cluster.admin() as connection:
            connection.execute("drop role locked")


def test_a_connection_lost_on_the_way_is_told_and_the_next_one_is_fresh(cluster: Cluster, stored: Records) -> None:
    with stored.reading() as session:
        _end(cluster, session.execute(text("select pg_backend_pid()")).scalar_one())
        with pytest.raises(RecordsUnavailable) as caught:
            session.execute(text("select 1"))
    assert caught.value.reason == "away"
    assert show(stored, "application_name") == "fengqiao"


def test_a_connection_lost_in_the_pool_is_replaced_unseen(cluster: Cluster, stored: Records) -> None:
    with stored.reading() as session:
        process = session.execute(text("select pg_backend_pid()")).scalar_one()
    _end(cluster, process)
    assert show(stored, "application_name") == "fengqiao"


def test_what_a_statement_gets_wrong_stays_what_it_is(stored: Records) -> None:
    with pytest.raises(DBAPIError, match="does not exist"), stored.reading() as session:
        session.execute(text("select * from nothing"))


def test_a_file_is_made_with_its_folders(tmp_path: Path) -> None:
    records = Records(f"sqlite:///{tmp_path / 'deep' / 'down' / 'records.sqlite'}")
    with records.writing() as session:
        session.execute(text("create table t (a)"))
    records.close()
    assert (tmp_path / "deep" / "down" / "records.sqlite").exists()


def _end(cluster: Cluster, process: int) -> None:
    with cluster.admin() as connection:
        assert connection.execute("select pg_terminate_backend(%s, 5000)", [process]).fetchone() == (True,)


def test_an_interrupt_stays_one_and_is_not_taken_for_a_database_that_is_away(stored: Records) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    interrupted = mock.patch.object(DefaultDialect, "do_execute", interrupt)
    with stored.reading() as session, interrupted, pytest.raises(KeyboardInterrupt):
        session.execute(text("select 1"))
    assert show(stored, "application_name") == "fengqiao"


def test_a_writer_that_waits_too_long_for_another_is_told_that_the_file_is_busy(tmp_path: Path) -> None:
    one, other = Records(f"sqlite:///{tmp_path / 'x.sqlite'}"), Records(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with other.reading() as session:
        session.execute(text("pragma busy_timeout = 10"))
    with one.writing() as first, other.writing() as second:
        first.execute(text("select 1"))
        with pytest.raises(RecordsUnavailable) as caught:
            second.execute(text("select 1"))
    assert caught.value.reason == "busy"
    one.close()
    other.close()


def test_writers_of_one_process_take_turns_instead_of_starving_each_other(tmp_path: Path) -> None:
    records = Records(f"sqlite:///{tmp_path / 'x.sqlite'}")
    # Without turns, whoever finds the file locked would now give up at once.
    event.listen(records.engine, "connect", lambda connection, _: connection.execute("pragma busy_timeout = 0"))
    with records.writing() as session:
        session.execute(text("create table kept (number integer)"))

    def write(number: int) -> None:
        with records.writing() as session:
            session.execute(text("insert into kept values (:number)"), {"number": number})
            time.sleep(0.01)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    with records.reading() as session:
        assert session.scalar(text("select count(distinct number) from kept")) == 24
    records.close()
