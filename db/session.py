"""Opening the records: one engine a process, safe SQLite settings, and transactions that say whether they write."""

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

# 3.51.3 is the first release without the bug by which two connections checkpointing at once corrupt a WAL database.
SAFE_SQLITE = (3, 51, 3)


class UnsafeSqlite(RuntimeError):
    """No SQLite library without the WAL-reset bug is on this machine."""

    def __init__(self, found: str) -> None:
        self.found = found
        self.needed = ".".join(map(str, SAFE_SQLITE))
        super().__init__(f"SQLite {found} can corrupt a WAL database; {self.needed} or later is needed")


class Records:
    """The system of record: `reading()` for consistent reads, `writing()` for one transaction that changes it."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _sqlite_engine(url) if self.url.get_backend_name() == "sqlite" else create_engine(url)
        self._writer = self.engine.execution_options(writing=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on one snapshot; nothing it does is kept."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is committed as a whole when the block ends, or not at all."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def sqlite_url(home: Path) -> str:
    """The default database: one SQLite file in the data folder."""
    return f"sqlite:///{home / 'records.sqlite'}"


def _sqlite_engine(url: str) -> Engine:
    if path := make_url(url).database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=_sqlite_module(), connect_args={"timeout": 5.0})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _sqlite_module() -> ModuleType:
    try:
        module = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        module = sqlite3
    if module.sqlite_version_info < SAFE_SQLITE:
        raise UnsafeSqlite(module.sqlite_version)
    return module


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN would start deferred transactions that fail half-way when they come to write.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "cache_size=-65536",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
