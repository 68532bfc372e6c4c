"""Slot files: each process owns one copy of the read model while it lives, since DuckDB shares no file."""

import fcntl
import socket
from pathlib import Path
from typing import IO

SLOTS = 64


class NoFreeSlot(RuntimeError):
    """More processes than slots use the same data folder."""


class Slot:
    """One file, held by an exclusive lock that the system frees when the process ends, however it ends."""

    def __init__(self, path: Path, lock: IO[bytes]) -> None:
        self.path = path
        self._lock = lock

    @property
    def name(self) -> str:
        """The machine and the file: who reads, wherever the records are."""
        return f"{socket.gethostname()}:{self.path.resolve()}"[-255:]

    def release(self) -> None:
        self._lock.close()

    def discard(self) -> None:
        """Removes the file and its log, to be built anew."""
        for path in (self.path, self.path.with_name(self.path.name + ".wal")):
            path.unlink(missing_ok=True)


def claim(folder: Path) -> Slot:
    """The first free slot in `folder` (made if need be). Raises NoFreeSlot."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(SLOTS):
        lock = (folder / f"slot-{number}.lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        return Slot(folder / f"slot-{number}.duckdb", lock)
    raise NoFreeSlot(str(folder))
