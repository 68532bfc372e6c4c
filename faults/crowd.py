"""Several processes on one data folder at once: readers that keep up, a writer, and more of them than slots."""

import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from core import parity
from db.read_model import slots
from db.read_model.model import ReadModel
from db.session import Records
from faults import town
from faults.killed import context
from faults.town import DATABASES, Figure, Town

ROWS = 2_000


def serving(place: Town, seconds: float, said: Connection) -> None:
    """A server: takes in what changes for a while, then says how far apart it is from the records."""
    records = Records(place.url)
    model = ReadModel(records, place.folder)
    end = time.monotonic() + seconds
    rounds = 0
    while time.monotonic() < end:
        model.catch_up()
        rounds += 1
    said.send((rounds, len(parity.check(records, model).differences)))
    model.close()
    records.close()


def run(servers: int = 2, seconds: float = 5.0, databases: tuple[str, ...] = DATABASES) -> list[Figure]:
    """Two servers and the command line beside an import, on each database; then every slot taken."""
    figures = []
    for database in databases:
        with town.founding(database) as new:
            figures.append(_together(new(), database, servers, seconds))
    with tempfile.TemporaryDirectory(prefix="fengqiao-crowd-") as folder:
        return [*figures, _too_many(Path(folder))]


def _together(place: Town, database: str, servers: int, seconds: float) -> Figure:
    pipes, processes = [], []
    for _ in range(servers):
        ours, theirs = context().Pipe(duplex=False)
        process = context().Process(target=serving, args=(place, seconds, theirs))
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    town.write_table(place.home / "table.csv", 0, ROWS, closed=True)
    taken = town.take(place, place.home / "table.csv").counts.added
    health = town.examine(place, ROWS)
    told = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    good = taken == ROWS and health.good and all(differences == 0 and rounds for rounds, differences in told)
    rounds = ", ".join(str(rounds) for rounds, _ in told)
    fault = f"{servers} servers, an import and a check at once, {database}"
    return Figure(fault, f"{taken} rows; {rounds} rounds; all equal: {good}", good)


def _too_many(folder: Path) -> Figure:
    held = [slots.claim(folder) for _ in range(slots.SLOTS)]
    try:
        slots.claim(folder).release()
        refused = False
    except slots.NoFreeSlot:
        refused = True
    held.pop().release()
    again = slots.claim(folder)
    for slot in (*held, again):
        slot.release()
    return Figure(f"{slots.SLOTS} slots taken", "the next is refused, a freed one is given again", refused)
