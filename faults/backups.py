"""Backups while offices write, each restored elsewhere: always a committed state; a million come back soon."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count, pairwise
from typing import Any

import numpy as np
from sqlalchemy import func, select

from core import access, audit, backup, parity
from core.demo import load, plan
from db.models import AuditEvent, Matter, MatterEvent
from db.read_model.model import ReadModel
from db.session import Records
from faults import town
from faults.town import DATABASES, Figure, Town

BACKUPS = 20
WRITERS = 2
PAUSE = 0.01
MILLION = 1_000_000
LIMIT = 600
"""Seconds in which a million matters have to be back."""


class Writer:
    """Writes numbered pairs, both halves in one transaction, without end; `committed` is the last that is there."""

    def __init__(self, records: Records, name: str) -> None:
        self._records, self.name, self.committed = records, name, 0

    def run(self, over: threading.Event) -> None:
        while not over.is_set():
            with self._records.writing() as session:
                for half in ("first", "second"):
                    key, by = str(self.committed + 1), access.operator()
                    audit.append(session, action=half, object_kind=self.name, object_key=key, by=by)
                    session.flush()
            self.committed += 1
            # Writers take turns in no order: who never pauses may take the import's, too.
            over.wait(PAUSE)


def run(backups: int = BACKUPS, million: int = MILLION, databases: tuple[str, ...] = DATABASES) -> list[Figure]:
    """On each database the backups under load, then the million (0 leaves it out)."""
    figures = [_under_load(database, backups) for database in databases]
    return figures + [_million(database, million) for database in databases if million]


def _under_load(database: str, backups: int) -> Figure:
    began = time.monotonic()
    with town.founding(database) as new, (place := new()).opened() as records:
        with _writing(records, place) as writers:
            found = [_once(records, new(), writers) for _ in range(backups)]
        wrong = [why for _, why in found if why]
        numbers = [pairs for pairs, _ in found]
    rising = all(min(np.subtract(later, earlier)) >= 0 for earlier, later in pairwise(numbers))
    seconds = time.monotonic() - began
    result = (
        f"{backups} restored beside {WRITERS} writers and an import: {len(wrong)} not a committed state {wrong[:2]}"
    )
    pairs = f"pairs in the first {numbers[0]}, in the last {numbers[-1]}, never fewer: {rising}"
    return Figure(f"backup under load, {database}", f"{result}; {pairs} ({seconds:.0f} s)", not wrong and rising)


@contextmanager
def _writing(records: Records, place: Town) -> Iterator[list[Writer]]:
    over, writers = threading.Event(), [Writer(records, f"pair-{number}") for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        work = [pool.submit(writer.run, over) for writer in writers] + [pool.submit(_import, place, over)]
        try:
            yield writers
        finally:
            over.set()
        for future in work:
            future.result()


def _import(place: Town, over: threading.Event) -> None:
    for number in count():
        if over.is_set():
            return
        town.write_table(place.home / "table.csv", number * 50, 100, closed=number % 2 == 1)
        town.take(place, place.home / "table.csv")


def _once(records: Records, other: Town, writers: list[Writer]) -> tuple[tuple[int, ...], str]:
    """One backup, restored in another place: how many pairs of each writer it holds, and what is wrong with it."""
    before = [writer.committed for writer in writers]
    backup.make(records, other.home / "saved")
    after = [writer.committed for writer in writers]
    with other.opened() as restored:
        backup.restore(restored, other.home / "saved", other.home, access.operator())
        halves = [_halves(restored, writer.name) for writer in writers]
        wrong = _apart(restored, other)
    pairs = tuple(len(found) for found in halves)
    if any(found != {str(n): 2 for n in range(1, len(found) + 1)} for found in halves):
        wrong += "half a pair "
    # What was committed before the backup began is in it; what wasn't begun when it ended can't be.
    if not all(low <= number <= high + 1 for low, number, high in zip(before, pairs, after, strict=True)):
        wrong += f"{before} {pairs} {after} "
    return pairs, wrong


def _halves(records: Records, name: str) -> dict[str, int]:
    numbers = select(AuditEvent.object_key, func.count()).where(AuditEvent.object_kind == name)
    with records.reading() as session:
        return {row[0]: row[1] for row in session.execute(numbers.group_by(AuditEvent.object_key))}


def _apart(records: Records, place: Town) -> str:
    """What is told of matters without any step, and of sums that the read model has differently."""
    # Asked for each matter by its index; in a list, PostgreSQL would go through millions for each.
    step = select(MatterEvent.id).where(MatterEvent.matter_id == Matter.id)
    bare = select(func.count()).select_from(Matter).where(~step.exists())
    model = ReadModel(records, place.folder)
    try:
        model.catch_up()
        differences = len(parity.check(records, model).differences)
    finally:
        model.close()
    with records.reading() as session:
        alone = session.scalar(bare)
    return f"{differences} differences, {alone} bare matters " if differences or alone else ""


def _million(database: str, matters: int) -> Figure:
    """Generated matters, backed up, restored into an installation that has the same already, and compared."""
    with town.founding(database) as new, (place := new()).opened() as records:
        load.create(records, plan.plan(None, matters, plan.SEED))
        file = place.home / "saved"
        saved, size = _timed(lambda: backup.make(records, file))
        with (other := new()).opened() as restored:
            back, _ = _timed(lambda: backup.restore(restored, file, other.home, access.operator()))
            built, wrong = _timed(lambda: _apart(restored, other))
            with restored.reading() as session:
                found = session.scalar(select(func.count()).select_from(Matter))
    result = (
        f"{found:,} matters backed up in {saved:.0f} s ({size / 1e6:.0f} MB), restored in {back:.0f} s (<= {LIMIT})"
    )
    return Figure(
        f"restore, {database}",
        f"{result}; model built and compared in {built:.0f} s {wrong}",
        not wrong and back <= LIMIT,
    )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    outcome = work()
    return time.monotonic() - began, outcome
