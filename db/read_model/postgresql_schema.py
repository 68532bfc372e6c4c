"""The read model in a schema of a PostgreSQL database: one copy that all processes of all machines share."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import VARCHAR, Column, Connection, Engine, MetaData, String, Table, text
from sqlalchemy.exc import DBAPIError

from db import unavailable
from db.read_model import distribution, tables
from db.read_model.store import Occupied
from db.session import known, postgresql_engine
from db.unavailable import RecordsUnavailable

log = logging.getLogger(__name__)
SCHEMA = "fengqiao_analytics"
BUILDING = f"{SCHEMA}_building"
# Seconds that a visitor waits while another process takes changes in; a full copy takes longer.
PATIENCE = 10
LOCK_NOT_AVAILABLE = "55P03"
ONE_VERSION = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class PostgresqlSchema:
    """The schema `fengqiao_analytics`, made when it isn't there. Raises RecordsUnavailable."""

    def __init__(self, url: str) -> None:
        address = known(url, "ANALYTICS_URL")
        if address.get_backend_name() != "postgresql":
            raise RecordsUnavailable("url", "ANALYTICS_URL", address.drivername)
        self._name = f"{unavailable.place(address)}#{SCHEMA}"[-255:]
        self._engine = postgresql_engine(address, f"-c search_path={SCHEMA} -c datestyle=ISO")
        self._reader = self._engine.execution_options(**ONE_VERSION)
        self.start_over()

    @property
    def name(self) -> str:
        return self._name

    @property
    def engine(self) -> Engine:
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._reader.connect() as connection:
            # Before the transaction's snapshot is taken: as long as this is held, no tables are exchanged under it.
            connection.exec_driver_sql("lock table checkpoint in access share mode")
            yield connection

    @contextmanager
    def applying(self, patient: bool) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            self._take_turn(connection, patient)
            connection.exec_driver_sql("set local idle_in_transaction_session_timeout = 0")
            yield connection

    @contextmanager
    def renewing(self, connection: Connection) -> Iterator[None]:
        # Beside the old tables, which are read meanwhile, and in their place when all is done.
        distributed = distribution.is_done(connection)
        connection.exec_driver_sql(f"create schema {BUILDING}")
        connection.exec_driver_sql(f"set local search_path to {BUILDING}")
        _create(connection)
        if distributed:
            distribution.spread(connection)
        yield
        _finish(connection)
        connection.exec_driver_sql(f"lock table {SCHEMA}.checkpoint in access exclusive mode")
        connection.exec_driver_sql(f"drop schema {SCHEMA} cascade")
        connection.exec_driver_sql(f"alter schema {BUILDING} rename to {SCHEMA}")
        connection.exec_driver_sql(f"set local search_path to {SCHEMA}")

    def is_damaged(self, error: DBAPIError) -> bool:
        """Whether somebody took tables or columns away."""
        with self._engine.connect() as connection:
            return not _is_whole(connection)

    def start_over(self) -> None:
        with self._engine.connect() as connection:
            if _is_whole(connection):
                return
        with self.applying(patient=True) as connection:
            # Of several processes that found nothing (or ruins), the first puts empty tables there.
            if not _is_whole(connection):
                log.info("the read model %s is laid out", self._name)
                connection.exec_driver_sql(f"drop schema if exists {SCHEMA} cascade")
                connection.exec_driver_sql(f"create schema {SCHEMA}")
                _create(connection)
                _finish(connection)

    def close(self) -> None:
        self._engine.dispose()

    @staticmethod
    def _take_turn(connection: Connection, patient: bool) -> None:
        connection.exec_driver_sql(f"set local lock_timeout = '{0 if patient else PATIENCE}s'")
        try:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": crc32(SCHEMA.encode())})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
                raise Occupied from error
            raise
        connection.exec_driver_sql("set local lock_timeout = 0")


def _create(connection: Connection) -> None:
    """The empty tables, without keys: those are made when the rows are in."""
    shaped = MetaData()
    for table in tables.metadata.sorted_tables:
        Table(table.name, shaped, *(_column(column) for column in table.columns))
    shaped.create_all(connection, checkfirst=False)


def _column(column: Column) -> Column:
    # Codes compare by their bytes, as in DuckDB, whatever language the database speaks.
    kind = VARCHAR(collation="C") if isinstance(column.type, String) else column.type
    return Column(column.name, kind, nullable=column.nullable)


def _finish(connection: Connection) -> None:
    # Everything has a name, since Citus names nothing by itself.
    for fact, key in tables.KEYS.items():
        connection.exec_driver_sql(f"alter table {fact} add constraint {fact}_key primary key ({', '.join(key)})")
    for fact, *columns in tables.LOOKED_UP:
        connection.exec_driver_sql(f"create index {fact}_{'_'.join(columns)} on {fact} ({', '.join(columns)})")
    for table in tables.metadata.sorted_tables:
        connection.exec_driver_sql(f"analyze {table.name}")


def _is_whole(connection: Connection) -> bool:
    statement = "select table_name, column_name from information_schema.columns where table_schema = :schema"
    present = {(row[0], row[1]) for row in connection.execute(text(statement), {"schema": SCHEMA})}
    return present >= {(table.name, column.name) for table in tables.metadata.sorted_tables for column in table.columns}
