"""A process that stands still while others write and prune, and processes whose clocks jump: each is level again."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from unittest import mock

from sqlalchemy import delete

from core import change_log, clock, parity
from db.models import ModelReader
from db.queries import change_log as log
from db.read_model import model as models
from db.read_model.model import ReadModel
from faults import town
from faults.killed import context
from faults.town import DATABASES, Figure, Town

ROWS = 300
JUMPS = (-400, -8, -1, 1, 8, 400)
"""Days by which a clock is wrong at once."""


def reading(place: Town, asked: Connection) -> None:
    """A server that is asked now and then: told how wrong its clock is, it says how far apart its copy is."""
    note = log.note
    with place.opened() as records, mock.patch.object(models, "NOTE_EVERY", 0):
        model = ReadModel(records, place.folder)
        while (days := asked.recv()) is not None:
            ahead = timedelta(days=days)
            with mock.patch.object(log, "note", lambda s, slot, point, now, by=ahead: note(s, slot, point, now + by)):
                model.catch_up()
            asked.send(len(parity.check(records, model).differences))
        model.close()


def run(databases: tuple[str, ...] = DATABASES) -> list[Figure]:
    """On each database the sleeper, then the jumping clocks."""
    figures = []
    for database in databases:
        with town.founding(database) as new:
            figures += [_asleep(new(), database), _jumping(new(), database)]
    return figures


def _asleep(place: Town, database: str) -> Figure:
    """Held still as by a suspended machine, taken for dead, and the log pruned without it."""
    with _reader(place) as (asked, process):
        _write(place, 0)
        before = _apart(asked)
        os.kill(process, signal.SIGSTOP)
        _write(place, 1)
        with place.opened() as records:
            with records.writing() as session:
                session.execute(delete(ModelReader))
            pruned = change_log.prune(records).changes
        _write(place, 2)
        os.kill(process, signal.SIGCONT)
        after = _apart(asked)
    result = f"{pruned} changes pruned that it hadn't taken in; differences before {before}, after {after}"
    return Figure(
        f"a reader asleep while the log is pruned, {database}", result, pruned > ROWS and not (before or after)
    )


def _jumping(place: Town, database: str) -> Figure:
    """Reader and pruner disagree by days about the hour, forward and back."""
    differences = []
    with _reader(place) as (asked, _), place.opened() as records:
        for number, days in enumerate(JUMPS):
            _write(place, number)
            differences.append(_apart(asked, days))
            for wrong in (days, -days):
                _write(place, number + 1)
                with _clock(wrong):
                    change_log.prune(records)
                differences.append(_apart(asked))
    result = f"{len(JUMPS)} jumps of {JUMPS[0]} to {JUMPS[-1]} days: differences {differences}"
    return Figure(f"clocks that jump, {database}", result, not any(differences))


@contextmanager
def _reader(place: Town) -> Iterator[tuple[Connection, int]]:
    ours, theirs = context().Pipe()
    process = context().Process(target=reading, args=(place, theirs))
    process.start()
    theirs.close()
    try:
        yield ours, process.pid
        ours.send(None)
        process.join()
    finally:
        process.kill()
        process.join()


@contextmanager
def _clock(days: int) -> Iterator[None]:
    now = clock.now

    def wrong() -> datetime:
        return now() + timedelta(days=days)

    with mock.patch.object(clock, "now", wrong):
        yield


def _apart(asked: Connection, days: int = 0) -> int:
    asked.send(days)
    return asked.recv()


def _write(place: Town, number: int) -> None:
    town.write_table(place.home / "table.csv", number * ROWS // 2, ROWS, closed=number % 2 == 1)
    town.take(place, place.home / "table.csv")
