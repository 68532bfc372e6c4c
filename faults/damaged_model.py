"""Read-model files that are torn, foreign or garbage: each is thrown away and built anew by the next start."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from faults import town
from faults.killed import apart
from faults.town import Figure, Town

ROWS = 2_000


def garbage(file: Path) -> None:
    file.write_bytes(os.urandom(200_000))


def empty(file: Path) -> None:
    file.write_bytes(b"")


def cut_in_half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_in_its_header(file: Path) -> None:
    os.truncate(file, 5_000)


def overwritten_inside(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2)
        stream.write(os.urandom(8_192))


def header_overwritten(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(4_096)
        stream.write(os.urandom(8_192))


def log_of_nobody(file: Path) -> None:
    file.with_name(file.name + ".wal").write_bytes(os.urandom(5_000))


def of_another_installation(file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder)
        _begin(other)
        shutil.copy(other / "read_model" / "slot-0.duckdb", file)


DAMAGES: tuple[Callable[[Path], None], ...] = (
    garbage,
    empty,
    cut_in_half,
    cut_in_its_header,
    overwritten_inside,
    header_overwritten,
    log_of_nobody,
    of_another_installation,
)


def run(damages: tuple[Callable[[Path], None], ...] = DAMAGES) -> list[Figure]:
    """One figure for each damage: whether the next start found everything equal."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-damaged-") as folder:
        home = Path(folder)
        _begin(home)
        return [_after(home, damage) for damage in damages]


def _after(home: Path, damage: Callable[[Path], None]) -> Figure:
    damage(home / "read_model" / "slot-0.duckdb")
    name = f"read model: {damage.__name__.replace('_', ' ')}"
    try:
        health = apart(town.examine, Town.at(home), ROWS)
    except Exception as error:
        return Figure(name, f"{type(error).__name__}: {error}"[:100], False)
    return Figure(name, f"up after {health.restart:.2f} s, {health.differences} differences", health.good)


def _begin(home: Path) -> None:
    town.found(Town.at(home))
    town.write_table(home / "table.csv", 0, ROWS, closed=True)
    town.take(Town.at(home), home / "table.csv")
    apart(town.examine, Town.at(home))
