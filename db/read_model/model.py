"""The read model: opened, kept level with the records, and asked for figures."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, Executable, Row, delete
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.queries import change_feed, change_log
from db.queries.change_feed import Position, Version
from db.read_model import arrow_rows, checkpoint, daily, derivation, loading, tables
from db.read_model.checkpoint import State
from db.read_model.derivation import DERIVATIONS
from db.read_model.dimensions import DIMENSIONS
from db.read_model.duckdb_file import DuckdbFile
from db.read_model.loading import Progress
from db.read_model.postgresql_schema import PostgresqlSchema
from db.read_model.store import Occupied, Store
from db.session import WHOLE, Records

__all__ = ["ReadModel", "Reading", "Version"]

# Beyond this many changes at once, copying everything is quicker than looking rows up one by one.
REBUILD_BEYOND = 200_000
# Seconds between two notes of how far this reader has come; what is held back meanwhile is only pruned later.
NOTE_EVERY = 600.0
log = logging.getLogger(__name__)
FORM = tables.form(derivation.text() + daily.text())
Found = TypeVar("Found")


class Reading(Protocol):
    """What figures are read from: the model as it stands at each moment, or one version of it."""

    @property
    def version(self) -> Version: ...

    def execute(self, statement: Executable) -> Sequence[Row[*tuple[Any, ...]]]: ...


@dataclass(frozen=True)
class Snapshot:
    """One version of a model; equal to every other of the same one."""

    model: "ReadModel"
    version: Version
    _connection: Connection = field(compare=False, repr=False)

    def execute(self, statement: Executable) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._connection.execute(statement).all()


class ReadModel:
    """Figures come from here. `version` grows with every change taken in, so it is part of every cache's key."""

    def __init__(self, records: Records, place: Path | str) -> None:
        """`place` is the folder of the slot files, or the address of a PostgreSQL database that processes share."""
        self._records = records
        self._lock = threading.Lock()
        self._noted: float | None = None
        beside = isinstance(place, Path)
        self._store: Store = DuckdbFile(place, loading.SHAPES) if beside else PostgresqlSchema(place)
        try:
            self._version = self._last_seen()
        except BaseException:
            self._store.close()
            raise

    @property
    def name(self) -> str:
        """Which copy this is: the machine and the file, or the database and the schema."""
        return self._store.name

    @property
    def version(self) -> Version:
        """What this process has last seen taken in; (0, 0, 0) before the first. What is read is never older."""
        return self._version

    def catch_up(self, progress: Progress | None = None) -> Version:
        """Takes in every change committed before the call and returns the version reached.

        Whoever calls this after their own commit reads their own writes.
        """
        with self._lock:
            self._mended(lambda: self._take_in(progress))
            self._note()
            return self._version

    def rebuild(self, progress: Progress | None = None) -> None:
        """Throws every row away and copies the records afresh; the result is the same model."""
        with self._lock, self._applying(patient=True) as (connection, session):
            version = self._rebuild(connection, session, progress)
        self._version = version

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction on the model's tables while nobody else changes them: for what is done to them as a whole."""
        with self._lock, self._store.applying(patient=True) as connection:
            yield connection

    def execute(self, statement: Executable) -> Sequence[Row[*tuple[Any, ...]]]:
        """All rows of a statement over the model's tables, on one consistent version of it."""
        return self.read(lambda seen: seen.execute(statement))

    def read(self, work: Callable[[Snapshot], Found]) -> Found:
        """What `work` finds on one version of the model, whatever is taken in meanwhile; tried again after damage."""
        engine = self._store.engine
        try:
            return self._read(work)
        except DBAPIError as error:
            if not self._store.is_damaged(error):
                raise
        with self._lock:
            # Of several threads that met the damage, the first repairs it.
            if self._store.engine is engine:
                self._store.start_over()
        self.catch_up()
        return self._read(work)

    def close(self) -> None:
        self._store.close()

    @property
    def _engine(self) -> Engine:
        return self._store.engine

    def _read(self, work: Callable[[Snapshot], Found]) -> Found:
        with self._store.reading() as connection:
            state = checkpoint.read(connection)
            return work(Snapshot(self, state.version if state else Version(), connection))

    def _mended(self, work: Callable[[], None]) -> None:
        try:
            work()
        except DBAPIError as error:
            if not self._store.is_damaged(error):
                raise
            self._store.start_over()
            work()

    def _state(self) -> State | None:
        with self._store.reading() as connection:
            return checkpoint.read(connection)

    def _last_seen(self) -> Version:
        state = self._state()
        with self._records.reading() as session:
            return state.version if state and self._is_ours(session, state) else Version()

    def _take_in(self, progress: Progress | None) -> None:
        state = self._state()
        with self._records.reading() as session:
            if state and self._is_ours(session, state) and state.version == change_feed.version(session):
                self._version = state.version
                return
        try:
            with self._applying(patient=state is None) as (connection, session):
                version = self._advance(connection, session, progress)
        except Occupied:
            # Somebody else is copying everything; until that is done, what is there is shown.
            log.warning("the read model is being changed by another process for longer than we wait")
            return
        self._version = version

    @contextmanager
    def _applying(self, patient: bool) -> Iterator[tuple[Connection, Session]]:
        # The records are read after it is our turn: never an older state of them than others took in.
        with self._store.applying(patient) as connection, self._records.reading(patient=True, within=WHOLE) as session:
            yield connection, session

    @staticmethod
    def _is_ours(session: Session, state: State) -> bool:
        return state.form == FORM and state.installation == change_feed.installation(session)

    def _advance(self, connection: Connection, session: Session, progress: Progress | None) -> Version:
        """One step up to what the session sees."""
        state, head = checkpoint.read(connection), change_feed.head(session)
        if state is None or not self._continues(session, state, head):
            return self._rebuild(connection, session, progress)
        known = checkpoint.taken_ahead(connection)
        changes = change_feed.after(session, state.version.point, REBUILD_BEYOND + len(known) + 1)
        touched: dict[str, set[int]] = defaultdict(set)
        for change in changes:
            if Position(change.transaction_id, change.position) not in known:
                touched[change.entity].add(change.entity_id)
        if "structure" in touched or len(changes) - len(known) > REBUILD_BEYOND:
            return self._rebuild(connection, session, progress)
        self._refresh_dimensions(connection, session, touched.keys())
        loading.replace(connection, session, touched)
        points = (Position(change.transaction_id, change.position) for change in changes)
        return checkpoint.write(connection, FORM, state.installation, head, [point for point in points if point > head])

    def _continues(self, session: Session, state: State, head: Position) -> bool:
        """Whether these rows are those of an earlier state of these records, from which the log leads here."""
        # Beyond the head only where the records were put back to an earlier state: what was taken in since is void.
        # Before the log's beginning where this reader wasn't seen for so long that the log was pruned without it.
        point = state.version.point
        return self._is_ours(session, state) and point <= head and not change_log.misses(session, point)

    def _rebuild(self, connection: Connection, session: Session, progress: Progress | None) -> Version:
        reached = change_feed.head(session)
        with self._store.renewing(connection):
            self._refresh_dimensions(connection, session, DIMENSIONS.keys())
            for step in DERIVATIONS:
                loading.fill(connection, session, step, progress)
            ahead = change_feed.beyond(session, reached)
            return checkpoint.write(connection, FORM, change_feed.installation(session), reached, ahead)

    def _note(self) -> None:
        """Says now and then in the records how far this reader has come."""
        now = time.monotonic()
        if self._version == Version() or (self._noted is not None and now - self._noted < NOTE_EVERY):
            return
        self._noted = now
        try:
            with self._records.writing() as session:
                change_log.note(session, self._store.name, self._version.point, datetime.now(UTC))
        except (DBAPIError, RuntimeError) as error:
            # Busy or read-only records can still be read. A reader that isn't known is at worst rebuilt.
            log.warning("the position in the change log could not be noted: %s", error)

    @staticmethod
    def _refresh_dimensions(connection: Connection, session: Session, entities: Iterable[str]) -> None:
        for entity in entities:
            if entity in DIMENSIONS:
                table, read = DIMENSIONS[entity]
                connection.execute(delete(table))
                if rows := read(session):
                    arrow_rows.load(connection, table, arrow_rows.arrow(table, rows))
