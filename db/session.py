"""Opening the records: one engine a process, safe settings, and transactions that say whether they write."""

import importlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from db import full_disk, unavailable
from db.unavailable import RecordsUnavailable

# 3.51.3 is the first release without the bug by which two connections checkpointing at once corrupt a WAL database.
SAFE_SQLITE = (3, 51, 3)

# The root area's code: every matter, those at no known place too.
WHOLE = ("0",)

POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")
# Seconds. A transaction that stands still holds back what all readers may take in (db/queries/change_feed.py).
IDLE_TRANSACTION = 60
CONNECTING = 10
# Seconds that a writer waits for SQLite, and before that for the other writers of its own process.
BUSY = 5


class UnsafeSqlite(RuntimeError):
    """No SQLite library without the WAL-reset bug is on this machine."""

    def __init__(self, found: str) -> None:
        self.found = found
        self.needed = ".".join(map(str, SAFE_SQLITE))
        super().__init__(f"SQLite {found} can corrupt a WAL database; {self.needed} or later is needed")


class Records:
    """The system of record: `reading()` for consistent reads, `writing()` for one transaction that changes it."""

    def __init__(self, url: str) -> None:
        self.url = known(url, "DATABASE_URL")
        sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if sqlite else postgresql_engine(self.url)
        self._turns = threading.Lock() if sqlite else None
        self._writer = self.engine.execution_options(writing=True)
        # SQLite's transactions see one snapshot anyway; PostgreSQL's do when they are asked to.
        one_snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = self.engine if sqlite else self.engine.execution_options(**one_snapshot)

    @contextmanager
    def reading(self, patient: bool = False, within: Sequence[str] = ()) -> Iterator[Session]:
        """A session on one snapshot; nothing it does is kept. `patient`: it may stand while another store works.

        `within` are the areas whose matters it sees, WHOLE for all. Where none are named, PostgreSQL shows none of them
        (migration 0010); SQLite knows no such guard.
        """
        with Session(self._reader, autoflush=False) as session:
            self._name_areas(session, within)
            if patient and self.url.get_backend_name() == "postgresql":
                # A reader has no transaction number, so however long it stands, it holds no feed back.
                session.execute(text("set local idle_in_transaction_session_timeout = 0"))
            yield session

    @contextmanager
    def writing(self, within: Sequence[str] = ()) -> Iterator[Session]:
        """A session whose work is committed as a whole when the block ends, or not at all; `within` as in `reading`."""
        with self._turn(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            self._name_areas(session, within)
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Threads write one after the other: SQLite's own waiting lets some of six writers starve past its patience.

        Who waits too long tries all the same, and is told by SQLite that it is busy.
        """
        held = self._turns is not None and self._turns.acquire(timeout=BUSY)
        try:
            yield
        finally:
            if self._turns is not None and held:
                self._turns.release()

    def _name_areas(self, session: Session, within: Sequence[str]) -> None:
        if within and self.url.get_backend_name() == "postgresql":
            session.execute(text("select set_config('fengqiao.areas', :areas, true)"), {"areas": ",".join(within)})

    def close(self) -> None:
        self.engine.dispose()


def sqlite_url(home: Path) -> str:
    """The default database: one SQLite file in the data folder."""
    return f"sqlite:///{home / 'records.sqlite'}"


def known(url: str, setting: str) -> URL:
    """The address with the driver we bring. Raises RecordsUnavailable for what is neither of the two databases."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise RecordsUnavailable("url", setting) from error
    if parsed.drivername in POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        raise RecordsUnavailable("url", setting, parsed.drivername)
    return parsed


def postgresql_engine(url: URL, options: str = "") -> Engine:
    """Connections to PostgreSQL with our patience and the times of UTC; `options` are further settings of each."""
    settings = f"-c idle_in_transaction_session_timeout={IDLE_TRANSACTION}s -c timezone=UTC {options}".rstrip()
    network = {"connect_timeout": str(CONNECTING), "keepalives_idle": "30", "tcp_user_timeout": "20000"}
    given = {"application_name": "fengqiao"} | network | dict(url.query)
    given["options"] = f"{settings} {given.get('options', '')}".rstrip()
    # Pages, the gate and the upkeep ask from threads of their own; a connection that died meanwhile is replaced.
    engine = create_engine(url, connect_args=given, pool_pre_ping=True, pool_size=10, max_overflow=20)
    event.listen(engine, "handle_error", full_disk.translate)
    event.listen(engine, "handle_error", unavailable.translate)
    return engine


def _sqlite_engine(url: URL) -> Engine:
    if path := url.database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=_sqlite_module(), connect_args={"timeout": float(BUSY)})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", full_disk.translate)
    event.listen(engine, "handle_error", unavailable.translate_busy)
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
        f"busy_timeout={1000 * BUSY}",
        "foreign_keys=ON",
        "cache_size=-65536",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
