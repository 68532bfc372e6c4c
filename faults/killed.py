"""kill -9 at random moments of import, sync and rebuild: nothing lost, nothing doubled, up again within seconds."""

# ruff: noqa: S311 - chance, not secrets

import multiprocessing
import random
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from db.models import DataSource, Matter, MatterEvent
from db.read_model.model import ReadModel
from db.session import Records, sqlite_url
from faults import town
from faults.town import Figure, Health

KILLS = 200
ROWS = 4_000
SECONDS = {"import": 1.0, "sync": 0.6, "rebuild": 0.6}
"""Roughly how long the work goes on, so that kills fall anywhere in it."""


def importing(home: Path, said: Connection) -> None:
    town.take(home, home / "table.csv")


def syncing(home: Path, said: Connection) -> None:
    """Writes and takes in without end; every write is told of once it is committed."""
    records = Records(sqlite_url(home))
    model = ReadModel(records, home / "read_model")
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


def rebuilding(home: Path, said: Connection) -> None:
    model = ReadModel(Records(sqlite_url(home)), home / "read_model")
    while True:
        model.rebuild()


WORKS: dict[str, Callable[[Path, Connection], None]] = {
    "import": importing,
    "sync": syncing,
    "rebuild": rebuilding,
}


def run(kills: int = KILLS, rows: int = ROWS, seed: int = 1) -> list[Figure]:
    """A figure for each work: a third of the kills each, and after every one a restart and a full comparison."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-killed-") as folder:
        home = Path(folder)
        town.found(home)
        chance = random.Random(seed)
        shares = {name: kills // 3 + (n < kills % 3) for n, name in enumerate(WORKS)}
        return [_work(name, home, share, rows, chance) for name, share in shares.items()]


def _work(name: str, home: Path, kills: int, rows: int, chance: random.Random) -> Figure:
    healths: list[Health] = []
    unkept = hits = tries = 0
    while hits < kills:
        # Half of every table changes what the table before it brought, the other half is new.
        town.write_table(home / "table.csv", tries * rows // 2, rows, closed=tries % 2 == 1)
        tries += 1
        hit, promised = _kill(name, home, chance.uniform(0, SECONDS[name]))
        hits += hit
        healths.append(apart(town.examine, home))
        unkept += not _kept(home, promised)
        if name == "import":
            apart(town.take, home, home / "table.csv")
            healths.append(apart(town.examine, home, (tries + 1) * (rows // 2)))
    return _figure(name, hits, unkept, healths)


def _figure(name: str, hits: int, unkept: int, healths: list[Health]) -> Figure:
    lost, doubled = sum(health.lost for health in healths) + unkept, sum(health.doubled for health in healths)
    slowest = max(health.restart for health in healths)
    differences = sum(health.differences for health in healths)
    result = f"{hits} kills: {lost} lost, {doubled} doubled, {differences} differences, slowest restart {slowest:.1f} s"
    return Figure(f"kill -9 in {name}", result, not unkept and all(health.good for health in healths))


def _kill(name: str, home: Path, after: float) -> tuple[bool, str | None]:
    """Whether the work was still going on when it was killed, and the last write that it told of."""
    ours, theirs = context().Pipe(duplex=False)
    process = context().Process(target=WORKS[name], args=(home, theirs))
    process.start()
    theirs.close()
    process.join(after)
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
        raise RuntimeError(f"{name} failed by itself: exit code {process.exitcode}")
    return process.exitcode == -9, last


def _kept(home: Path, promised: str | None) -> bool:
    if promised is None:
        return True
    records = Records(sqlite_url(home))
    with records.reading() as session:
        found = session.scalar(select(func.count()).where(Matter.source_ref == promised))
    records.close()
    return found == 1


def context() -> Any:
    """Processes that start at once, with everything imported and nothing opened."""
    chosen = multiprocessing.get_context("forkserver")
    chosen.set_forkserver_preload(["faults.killed"])
    return chosen


def apart(work: Callable[..., Any], *given: Any) -> Any:
    # An executor says so when its process dies at birth; a Pool would start another one for ever.
    with ProcessPoolExecutor(1, mp_context=context()) as pool:
        return pool.submit(work, *given).result()
