"""Many writers who commit in another order than they wrote: does a copy that is kept up meanwhile miss a row?

python -m faults.commit_order        a server of its own, 8 writers, 60,000 rows; the naive feed beside it
"""

import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, literal, select, update

from db.models import DataSource, Matter, MatterEvent
from db.models.change import Change
from db.queries import change_feed, change_log
from db.queries.change_feed import Position
from db.read_model.model import ReadModel
from db.read_model.tables import fact_matter
from db.session import Records, Session
from faults.town import Figure
from tests import postgresql

WRITERS = 8
ROWS = 60_000
LEVELS = ("high", "medium", "low")
DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """What the writers committed and what the copy holds in the end: matters lost, left over, doubled, or of old."""

    written: int
    deleted: int
    rolled_back: int
    syncs: int
    lost: int
    ghosts: int
    doubled: int
    stale: int
    seconds: float

    @property
    def exact(self) -> bool:
        return not (self.lost or self.ghosts or self.doubled or self.stale)

    def told(self) -> str:
        wrong = f"{self.lost} lost, {self.ghosts} left over, {self.doubled} doubled, {self.stale} of old"
        rows = f"{self.written} rows, {self.deleted} deleted, {self.rolled_back} rolled back"
        return f"{wrong} ({rows}, {self.syncs} syncs, {self.seconds:.0f} s)"


class RolledBack(Exception):
    """Thrown by a writer that changes its mind."""


class Writer:
    """One office: inserts matters, changes and deletes its own earlier ones, dawdles, and sometimes rolls back."""

    def __init__(self, records: Records, source_id: int, number: int, rows: int) -> None:
        self._records, self._source_id, self._number, self._rows = records, source_id, number, rows
        self._random = random.Random(number)  # noqa: S311 - no secret
        self._mine: list[int] = []
        self.done: Counter[str] = Counter()

    def run(self) -> None:
        while self.done["written"] < self._rows:
            counted, fresh, gone = Counter[str](), [], []
            try:
                with self._records.writing() as session:
                    self._insert(session, counted, fresh)
                    self._dawdle()
                    self._change(session, counted, gone)
                    if self._random.random() < 0.1:
                        raise RolledBack
            except RolledBack:
                self.done["rolled_back"] += 1
                continue
            self.done += counted
            self._mine = [key for key in [*self._mine, *fresh] if key not in gone]

    def _insert(self, session: Session, counted: Counter[str], fresh: list[int]) -> None:
        refs = [f"{self._number}-{self._random.getrandbits(60)}" for _ in range(self._random.randint(1, 20))]
        said = {"data_source_id": self._source_id, "matter_class": "dispute", "status": "reported", "version": 1}
        rows = [{"code": ref, "source_ref": ref, "risk_level": "low"} | said for ref in refs]
        fresh += session.scalars(insert(Matter).returning(Matter.id), rows)
        event = {"status": "reported", "at": DAY, "dated": True}
        session.execute(insert(MatterEvent), [{"matter_id": key} | event for key in fresh])
        counted["written"] += len(fresh)

    def _change(self, session: Session, counted: Counter[str], gone: list[int]) -> None:
        some = self._random.sample(self._mine, min(3, len(self._mine)))
        for key in some[:1] if self._random.random() < 0.5 else ():
            session.execute(delete(Matter).where(Matter.id == key))
            gone.append(key)
            counted["deleted"] += 1
        for key in some[1:]:
            session.execute(update(Matter).where(Matter.id == key).values(risk_level=self._random.choice(LEVELS)))

    def _dawdle(self) -> None:
        # Most are quick; a few stay open while hundreds of later ones commit.
        chance = self._random.random()
        time.sleep(0.3 if chance < 0.02 else 0.02 if chance < 0.2 else 0)


def race(records: Records, folder: Path, rows: int, writers: int = WRITERS) -> Outcome:
    """All writers at once, at least `rows` matters together, and beside them one copy that never stops taking in."""
    with records.writing() as session:
        session.add(source := DataSource(key=f"order-{time.monotonic_ns()}", name="order", mode="feed"))
        session.flush()
    began, crowd = time.monotonic(), [Writer(records, source.id, n, -(-rows // writers)) for n in range(writers)]
    model, over = ReadModel(records, folder), threading.Event()
    with ThreadPoolExecutor(writers + 1) as pool:
        syncing = pool.submit(_keep_up, model, over)
        writing = [pool.submit(writer.run) for writer in crowd]
        try:
            for future in writing:
                future.result()
        finally:
            over.set()
        syncs = syncing.result()
    model.catch_up()
    done = sum((writer.done for writer in crowd), Counter[str]())
    counts = (done["written"], done["deleted"], done["rolled_back"], syncs)
    outcome = Outcome(*counts, *_compared(records, model), seconds=time.monotonic() - began)
    model.close()
    return outcome


def _keep_up(model: ReadModel, over: threading.Event) -> int:
    syncs = 0
    while not over.is_set():
        model.catch_up()
        syncs += 1
    return syncs


def _compared(records: Records, model: ReadModel) -> tuple[int, int, int, int]:
    with records.reading() as session:
        stored = {row.id: row.risk_level for row in session.execute(select(Matter.id, Matter.risk_level))}
    copied = [tuple(row) for row in model.execute(select(fact_matter.c.matter_id, fact_matter.c.risk_level))]
    held = dict(copied)
    stale = sum(held[key] != level for key, level in stored.items() if key in held)
    return len(stored.keys() - held.keys()), len(held.keys() - stored.keys()), len(copied) - len(held), stale


@contextmanager
def naive_feed() -> Iterator[None]:
    """For as long as this lasts, the feed goes by the log's numbers alone, as a cursor over ids would."""
    kept = change_feed.head, change_feed.after, change_feed.beyond, change_feed.waiting, change_log.misses
    change_feed.head, change_feed.after, change_log.misses = _last_number, _numbers_after, _never
    change_feed.beyond, change_feed.waiting = _nothing, _none
    try:
        yield
    finally:
        change_feed.head, change_feed.after, change_feed.beyond, change_feed.waiting, change_log.misses = kept


def _last_number(session: Session) -> Position:
    return Position(0, session.scalar(select(Change.position).order_by(Change.position.desc()).limit(1)) or 0)


def _numbers_after(session: Session, point: Position, limit: int) -> Sequence[Any]:
    columns = (literal(0).label("transaction_id"), Change.position, Change.entity, Change.entity_id)
    beyond = select(*columns).where(Change.position > point.position)
    return session.execute(beyond.order_by(Change.position).limit(limit)).all()


def _nothing(session: Session, head: Position) -> list[Position]:
    return []


def _none(session: Session, head: Position) -> int:
    return 0


def _never(session: Session, point: Position) -> bool:
    return False


def run(rows: int = ROWS) -> list[Figure]:
    """The long form, on a server of its own: our feed must be exact, and the naive one must be seen to lose rows."""
    with postgresql.running() as cluster:
        template = postgresql.prepared(cluster)
        return [_figure(cluster.database(template), rows, naive) for naive in (False, True)]


def _figure(url: str, rows: int, naive: bool) -> Figure:
    records = Records(url)
    with tempfile.TemporaryDirectory() as folder, naive_feed() if naive else nullcontext():
        outcome = race(records, Path(folder), rows)
    records.close()
    good = outcome.lost > 0 if naive else outcome.exact
    fault = f"{WRITERS} writers, {'an id cursor (must lose)' if naive else 'our feed'}"
    return Figure(fault, outcome.told(), good)
