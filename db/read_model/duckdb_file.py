"""The read model in a DuckDB file that one process owns while it lives."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from db import full_disk
from db.read_model import arrow_rows, checkpoint, damage, slots, tables
from db.read_model.dialect import DRIVER

log = logging.getLogger(__name__)
SETTINGS = {"enable_external_access": "false", "preserve_insertion_order": "false"}


class DuckdbFile:
    """The first free slot file of a folder, where rows of the `shapes` can be shown. Raises NoFreeSlot."""

    def __init__(self, folder: Path, shapes: Mapping[Table, pa.Schema]) -> None:
        self._shapes = shapes
        self._slot = slots.claim(folder)
        self._new = False
        try:
            self._engine = self._open()
        except BaseException:
            self._slot.release()
            raise

    @property
    def name(self) -> str:
        return self._slot.name

    @property
    def engine(self) -> Engine:
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        # A transaction of DuckDB sees one state anyway, and none of them waits for another.
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def applying(self, patient: bool) -> Iterator[Connection]:
        # No other process can have the file open, and the threads of this one take turns in ReadModel.
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def renewing(self, connection: Connection) -> Iterator[None]:
        # The tables of a file that this process has just made are as they should be, and empty.
        if not self._new:
            # Whatever an older form left goes, not only what this form knows.
            for name in _tables(connection):
                connection.exec_driver_sql(f'drop table "{name}"')
            tables.metadata.create_all(connection, checkfirst=False)
        self._new = False
        yield

    def is_damaged(self, error: DBAPIError) -> bool:
        return damage.is_damage(error)

    def start_over(self) -> None:
        log.warning("the read model %s was damaged and is built anew", self._slot.path)
        self._engine.dispose()
        self._slot.discard()
        self._engine = self._connect()

    def close(self) -> None:
        """Frees the slot for the next process."""
        self._engine.dispose()
        self._slot.release()

    def _open(self) -> Engine:
        try:
            return self._connect()
        except (DBAPIError, duckdb.Error):
            # A torn, foreign or newer file: the model is disposable, the records are not.
            self._slot.discard()
            return self._connect()

    def _connect(self) -> Engine:
        engine = create_engine(f"{DRIVER}:///{self._slot.path}", connect_args={"config": SETTINGS})
        event.listen(engine, "handle_error", full_disk.translate)
        event.listen(engine, "connect", arrow_rows.showing(self._shapes))
        try:
            with engine.begin() as connection:
                damage.prove_whole(connection, self._slot.path)
                self._new = not _tables(connection)
                tables.metadata.create_all(connection, checkfirst=not self._new)
                checkpoint.read(connection)
        except Exception:
            # As long as one connection is open, DuckDB gives the same file back, even when another took its place.
            engine.dispose()
            raise
        return engine


def _tables(connection: Connection) -> Sequence[str]:
    return connection.execute(text("select table_name from duckdb_tables() where not temporary")).scalars().all()
