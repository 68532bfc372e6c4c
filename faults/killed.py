"""kill -9 in import, sync and rebuild, at any moment and at every commit: nothing lost, nothing doubled, up at once."""

# ruff: noqa: S311 - chance, not secrets

import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import func, select

from core.intake import importing
from db import backup
from db.models import DataSource, Matter, MatterEvent
from db.read_model.model import ReadModel
from faults import town
from faults.town import DATABASES, Figure, Health, Town

KILLS = 200
ROWS = 2_000
PORTION = 200
# Towns grow with every kill; a new one keeps the comparison after each of them quick.
KILLS_A_TOWN = 20


@dataclass(frozen=True)
class Moment:
    """When to kill: so many seconds after the start, or at so many commits."""

    seconds: float = 60.0
    commit: int | None = None
    after: bool = False


def importing_a_table(place: Town, said: Connection) -> None:
    # Small portions: many transactions, so that a kill has many places to fall into.
    importing.PORTION = PORTION
    town.take(place, place.home / "table.csv")


def syncing(place: Town, said: Connection) -> None:
    """Writes and takes in without end; every write is told of once it is committed."""
    with place.opened() as records:
        model = ReadModel(records, place.folder)
        with records.reading() as session:
            source = session.scalars(select(DataSource.id)).first()
            first = (session.scalar(select(func.max(Matter.id))) or 0) + 1
        for number in count(first):
            with records.writing() as session:
                events = [MatterEvent(status="reported", at=datetime.now(UTC))]
                columns = {"code": f"S{number}", "source_ref": f"S{number}", "data_source_id": source, "events": events}
                session.add(Matter(matter_class="other", status="reported", **columns))
            said.send(f"S{number}")
            model.catch_up()


def rebuilding(place: Town, said: Connection) -> None:
    with place.opened() as records:
        model = ReadModel(records, place.folder)
        while True:
            model.rebuild()


@dataclass(frozen=True)
class Work:
    """What is killed; roughly how long it goes on and how often it commits, so that kills fall anywhere in it."""

    run: Callable[[Town, Connection], None]
    seconds: float
    commits: int


WORKS = {
    "import": Work(importing_a_table, 0.6, ROWS // PORTION + 2),
    "sync": Work(syncing, 0.5, 40),
    "rebuild": Work(rebuilding, 0.5, 4),
}


def run(kills: int = KILLS, seed: int = 1, databases: tuple[str, ...] = DATABASES) -> list[Figure]:
    """A figure for each work and database: a third of the kills each, and after every one a full comparison."""
    chance = random.Random(seed)
    shares = {name: kills // 3 + (n < kills % 3) for n, name in enumerate(WORKS)}
    figures = []
    for database in databases:
        with town.founding(database) as new:
            figures += [_work(name, database, share, new, chance) for name, share in shares.items()]
    return figures


def _work(name: str, database: str, kills: int, new: Callable[[], Town], chance: random.Random) -> Figure:
    healths: list[Health] = []
    unkept = hits = 0
    while hits < kills:
        place = new()
        town.write_table(place.home / "table.csv", 0, ROWS // 2, closed=False)
        town.take(place, place.home / "table.csv")
        for number in range(1, min(KILLS_A_TOWN, kills - hits) + 1):
            # Half of every table changes what the table before it brought, the other half is new.
            town.write_table(place.home / "table.csv", number * ROWS // 2 - ROWS // 2, ROWS, closed=number % 2 == 1)
            hit, promised = _kill(place, WORKS[name], _moment(WORKS[name], chance))
            hits += hit
            healths.append(town.examine(place))
            unkept += not _kept(place, promised)
            if name == "import":
                town.take(place, place.home / "table.csv")
                healths.append(town.examine(place, (number + 1) * (ROWS // 2)))
    return _figure(f"kill -9 in {name}, {database}", hits, unkept, healths)


def _moment(work: Work, chance: random.Random) -> Moment:
    if chance.random() < 0.5:
        return Moment(chance.uniform(0, work.seconds))
    return Moment(commit=chance.randint(1, work.commits), after=chance.random() < 0.7)


def _figure(fault: str, hits: int, unkept: int, healths: list[Health]) -> Figure:
    lost, doubled = sum(health.lost for health in healths) + unkept, sum(health.doubled for health in healths)
    slowest = max(health.restart for health in healths)
    differences = sum(health.differences for health in healths)
    result = f"{hits} kills: {lost} lost, {doubled} doubled, {differences} differences, slowest restart {slowest:.1f} s"
    return Figure(fault, result, not unkept and all(health.good for health in healths))


def _kill(place: Town, work: Work, moment: Moment) -> tuple[bool, str | None]:
    """Whether the work was still going on when it was killed, and the last write that it told of."""
    ours, theirs = context().Pipe(duplex=False)
    process = context().Process(target=doomed, args=(work, place, theirs, moment))
    process.start()
    theirs.close()
    process.join(moment.seconds)
    process.kill()
    process.join()
    last = None
    while ours.poll():
        try:
            last = ours.recv()
        except EOFError:
            break
    ours.close()
    if process.exitcode not in (0, -9):
        raise RuntimeError(f"{work.run.__name__} failed by itself: exit code {process.exitcode}")
    await_silence(place)
    return process.exitcode == -9, last


def doomed(work: Work, place: Town, said: Connection, moment: Moment) -> None:
    """What the killed process does."""
    with ExitStack() as stack:
        if moment.commit is not None:
            stack.enter_context(town.ended_at_commit(moment.commit, after=moment.after))
        work.run(place, said)


def await_silence(place: Town) -> None:
    """Until PostgreSQL has noticed that the other end of its connections is gone, their transactions are open."""
    with place.opened() as records:
        deadline = time.monotonic() + 10
        while not backup.is_sqlite(records) and backup.others(records) and time.monotonic() < deadline:
            time.sleep(0.01)


def _kept(place: Town, promised: str | None) -> bool:
    if promised is None:
        return True
    with place.opened() as records, records.reading() as session:
        return session.scalar(select(func.count()).where(Matter.source_ref == promised)) == 1


def context() -> Any:
    """Processes that start at once, with everything imported and nothing opened."""
    chosen = multiprocessing.get_context("forkserver")
    chosen.set_forkserver_preload(["faults.killed"])
    return chosen


def apart(work: Callable[..., Any], *given: Any) -> Any:
    # An executor says so when its process dies at birth; a Pool would start another one for ever.
    with ProcessPoolExecutor(1, mp_context=context()) as pool:
        return pool.submit(work, *given).result()
