"""SQLite's log stays short however many read at once, and emptying it makes nobody wait long."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text

from db import wal
from db.models import CalendarDay, Category
from db.session import Records
from tests import factories

MEGABYTE = 1_000_000


@pytest.fixture
def sqlite(prepared_file: Path, tmp_path: Path) -> Iterator[Records]:
    file = tmp_path / "records.sqlite"
    file.write_bytes(prepared_file.read_bytes())
    records = Records(f"sqlite:///{file}")
    yield records
    records.close()


def size(records: Records) -> int:
    log = Path(f"{records.url.database}-wal")
    return log.stat().st_size if log.exists() else 0


def write(records: Records, megabytes: float) -> None:
    with records.writing() as session:
        session.execute(text("create table if not exists ballast (content blob)"))
        for _ in range(int(megabytes * 10)):
            session.execute(text("insert into ballast values (zeroblob(100000))"))


@contextmanager
def readers(records: Records, count: int, seconds: float) -> Iterator[None]:
    """As many threads that read without a pause, each transaction as long as given."""
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            with records.reading() as session:
                session.execute(select(Category.key)).all()
                time.sleep(seconds)
                session.execute(select(CalendarDay.day)).all()

    threads = [threading.Thread(target=read) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_the_log_stays_bounded_under_constant_readers(sqlite: Records) -> None:
    largest = 0
    with readers(sqlite, 4, 0.02):
        for _ in range(30):
            write(sqlite, 2)
            wal.checkpoint(sqlite)
            largest = max(largest, size(sqlite))
    assert Path(sqlite.url.database or "").stat().st_size > 60 * MEGABYTE
    assert largest < 15 * MEGABYTE
    assert wal.checkpoint(sqlite)
    assert size(sqlite) == 0


def test_a_reader_that_stands_still_is_not_waited_for_long_and_loses_nothing(sqlite: Records) -> None:
    with sqlite.reading() as session:
        before = len(session.execute(select(Category.key)).all())
        write(sqlite, 1)
        began = time.monotonic()
        assert not wal.checkpoint(sqlite)
        assert time.monotonic() - began < 2
        assert len(session.execute(select(Category.key)).all()) == before
    assert wal.checkpoint(sqlite)


def test_records_on_postgresql_need_no_checkpoint_of_ours(records: Records) -> None:
    with records.writing() as session:
        factories.areas(session)
    assert wal.checkpoint(records)
