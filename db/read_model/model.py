"""The read model of one process: opened, kept level with the records, and asked for figures."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Connection, Engine, Executable, Row, create_engine, delete, event, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import full_disk
from db.queries import change_feed, change_log
from db.queries.change_feed import Position
from db.read_model import damage, derivation, loading, slots, tables
from db.read_model.derivation import DERIVATIONS
from db.read_model.dialect import DRIVER
from db.read_model.dimensions import DIMENSIONS
from db.read_model.loading import Progress
from db.session import Records

# Beyond this many changes at once, copying everything is quicker than looking rows up one by one.
REBUILD_BEYOND = 200_000
# Seconds between two notes of how far this reader has come; what is held back meanwhile is only pruned later.
NOTE_EVERY = 600.0
log = logging.getLogger(__name__)
FORM = tables.form(derivation.text)


class ReadModel:
    """Figures come from here. `version` grows with every change taken in, so it is part of every cache's key."""

    def __init__(self, records: Records, folder: Path) -> None:
        self._records = records
        self._lock = threading.Lock()
        self._slot = slots.claim(folder)
        self._position: Position | None = None
        self._installation = ""
        self._noted: float | None = None
        try:
            self._engine = self._open()
        except BaseException:
            self._slot.release()
            raise

    @property
    def version(self) -> tuple[int, int]:
        """The last change taken in; (0, 0) before the first."""
        point = self._position or Position()
        return (point.transaction_id, point.position)

    def catch_up(self, progress: Progress | None = None) -> tuple[int, int]:
        """Takes in every change committed before the call and returns the version reached.

        Whoever calls this after their own commit reads their own writes.
        """
        with self._lock:
            try:
                self._take_in(progress)
            except DBAPIError as error:
                if not damage.is_damage(error):
                    raise
                self._start_over()
                self._take_in(progress)
            self._note()
            return self.version

    def rebuild(self, progress: Progress | None = None) -> None:
        """Throws every row away and copies the records afresh; the result is the same model."""
        with self._lock, self._records.reading() as session:
            self._rebuild(session, progress)

    def execute(self, statement: Executable) -> Sequence[Row[*tuple[Any, ...]]]:
        """All rows of a statement over the model's tables, on one consistent version of it."""
        engine = self._engine
        try:
            with engine.connect() as connection:
                return connection.execute(statement).all()
        except DBAPIError as error:
            if not damage.is_damage(error):
                raise
        with self._lock:
            # Of several threads that met the damage, the first repairs it.
            if self._engine is engine:
                self._start_over()
        self.catch_up()
        with self._engine.connect() as connection:
            return connection.execute(statement).all()

    def close(self) -> None:
        """Frees the slot for the next process."""
        self._engine.dispose()
        self._slot.release()

    def _take_in(self, progress: Progress | None) -> None:
        with self._records.reading() as session:
            head = change_feed.head(session)
            if change_feed.installation(session) != self._installation:
                # Other records have been put in the place of those that this is a copy of.
                self._position = None
            while self._position != head:
                if not self._advance(session, head, progress):
                    break

    def _start_over(self) -> None:
        """Throws a broken file away; the next `catch_up` copies the records afresh."""
        log.warning("the read model %s was damaged and is built anew", self._slot.path)
        self._engine.dispose()
        self._slot.discard()
        self._position = None
        self._engine = self._connect()

    def _open(self) -> Engine:
        try:
            return self._connect()
        except (DBAPIError, duckdb.Error):
            # A torn, foreign or newer file: the model is disposable, the records are not.
            self._slot.discard()
            return self._connect()

    def _connect(self) -> Engine:
        engine = create_engine(
            f"{DRIVER}:///{self._slot.path}",
            connect_args={"config": {"enable_external_access": "false", "preserve_insertion_order": "false"}},
        )
        event.listen(engine, "handle_error", full_disk.translate)
        try:
            with engine.begin() as connection:
                damage.prove_whole(connection, self._slot.path)
                tables.metadata.create_all(connection)
                self._position = self._read_checkpoint(connection)
        except Exception:
            # As long as one connection is open, DuckDB gives the same file back, even when another took its place.
            engine.dispose()
            raise
        return engine

    def _read_checkpoint(self, connection: Connection) -> Position | None:
        with self._records.reading() as session:
            installation = change_feed.installation(session)
        self._installation = installation
        row = connection.execute(select(tables.checkpoint)).first()
        if row is None or row.form != FORM or row.installation != installation:
            return None
        return Position(row.transaction_id, row.position)

    def _advance(self, session: Session, head: Position, progress: Progress | None) -> bool:
        """One step towards the head; False where nothing was left to do."""
        # Beyond the head only where the records were put back to an earlier state: what was taken in since is void.
        # Before the log's beginning where this reader wasn't seen for so long that the log was pruned without it.
        if self._position is None or self._position > head or change_log.misses(session, self._position):
            self._rebuild(session, progress)
            return True
        changes = change_feed.after(session, self._position, REBUILD_BEYOND + 1)
        if not changes:
            return False
        touched: dict[str, set[int]] = defaultdict(set)
        for change in changes:
            touched[change.entity].add(change.entity_id)
        if "structure" in touched or len(changes) > REBUILD_BEYOND:
            self._rebuild(session, progress)
            return True
        reached = Position(changes[-1].transaction_id, changes[-1].position)
        with self._engine.begin() as connection:
            self._refresh_dimensions(connection, session, touched.keys())
            for step in DERIVATIONS:
                if ids := touched.get(step.entity):
                    loading.replace(connection, session, step, ids)
            self._write_checkpoint(connection, session, reached)
        self._position = reached
        return True

    def _rebuild(self, session: Session, progress: Progress | None) -> None:
        reached = change_feed.head(session)
        self._installation = change_feed.installation(session)
        with self._engine.begin() as connection:
            self._form_tables(connection)
            self._refresh_dimensions(connection, session, DIMENSIONS.keys())
            for step in DERIVATIONS:
                loading.fill(connection, session, step, progress)
            self._write_checkpoint(connection, session, reached)
        self._position = reached

    def _note(self) -> None:
        """Says now and then in the records how far this reader has come."""
        now = time.monotonic()
        if self._position is None or (self._noted is not None and now - self._noted < NOTE_EVERY):
            return
        self._noted = now
        try:
            with self._records.writing() as session:
                change_log.note(session, self._slot.name, self._position, datetime.now(UTC))
        except (DBAPIError, RuntimeError) as error:
            # Busy or read-only records can still be read. A reader that isn't known is at worst rebuilt.
            log.warning("the position in the change log could not be noted: %s", error)

    @staticmethod
    def _form_tables(connection: Connection) -> None:
        # Whatever an older form left goes, not only what this form knows.
        present = connection.execute(text("select table_name from duckdb_tables() where not temporary")).scalars().all()
        for name in present:
            connection.exec_driver_sql(f'drop table "{name}"')
        tables.metadata.create_all(connection, checkfirst=False)

    @staticmethod
    def _refresh_dimensions(connection: Connection, session: Session, entities: Iterable[str]) -> None:
        for entity in entities:
            if entity in DIMENSIONS:
                table, read = DIMENSIONS[entity]
                connection.execute(delete(table))
                if rows := read(session):
                    loading.load(connection, table, loading.arrow(table, rows))

    @staticmethod
    def _write_checkpoint(connection: Connection, session: Session, reached: Position) -> None:
        connection.execute(delete(tables.checkpoint))
        connection.execute(
            insert(tables.checkpoint).values(
                form=FORM,
                installation=change_feed.installation(session),
                position=reached.position,
                transaction_id=reached.transaction_id,
            )
        )
