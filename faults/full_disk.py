"""A disk that fills up under an import and under a rebuild: said in Chinese, nothing lost, and on it goes with room."""

# ruff: noqa: S603, S607

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults import town
from faults.killed import apart
from faults.town import Figure, Town

ROOT = Path(__file__).parent.parent
ROWS = 3_000
WORDS = "\u78c1\u76d8\u7a7a\u95f4\u5df2\u6ee1"
"""What the message must say (disk full)."""


def run(rows: int = ROWS, *, mounting: bool = True) -> list[Figure]:
    """Files that may not grow, then a file system with no room (mounting one takes root)."""
    works = (("records", "import"), ("read model", "rebuild"))
    figures = [_figure(store, work, rows, mounted=False) for store, work in works]
    if mounting and os.geteuid() == 0:
        figures += [_figure(store, work, rows, mounted=True) for store, work in works]
    return figures


def _figure(store: str, work: str, rows: int, *, mounted: bool) -> Figure:
    with _file_system(mounted) as home:
        town.found(Town.at(home))
        town.write_table(home / "table.csv", 0, rows, closed=False)
        apart(town.take, Town.at(home), home / "table.csv")
        before = apart(town.examine, Town.at(home), rows)
        town.write_table(home / "more.csv", rows // 2, rows, closed=True)
        run = (_filled if mounted else _limited)(home, work)
        said = run.returncode == 1 and WORDS in run.stderr
        during = apart(town.examine, Town.at(home)) if not mounted else None
        apart(town.take, Town.at(home), home / "more.csv")
        after = apart(town.examine, Town.at(home), rows + rows // 2)
    good = said and before.good and after.good and (during is None or during.good)
    how = "no room on the disk" if mounted else "files may not grow"
    words = "said in Chinese" if said else f"exit {run.returncode}: {run.stderr[-300:]}"
    result = f"{words}, then {after.lost} lost, {after.doubled} doubled, {after.differences} differences"
    return Figure(f"{how}: {store}", result, good)


def _limited(home: Path, work: str) -> "subprocess.CompletedProcess[str]":
    """No file may become larger than the largest of the store is now."""
    store = home / "records.sqlite" if work == "import" else home / "read_model" / "slot-0.duckdb"
    largest = store.stat().st_size if work == "import" else 100_000
    return _command(home, work, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)))


def _filled(home: Path, work: str) -> "subprocess.CompletedProcess[str]":
    """All the room is taken by another file, which is removed afterwards."""
    ballast = home / "ballast"
    with ballast.open("wb") as stream:
        try:
            while True:
                stream.write(b"0" * 100_000)
                stream.flush()
        except OSError:
            pass
    try:
        return _command(home, work, None)
    finally:
        ballast.unlink()


def _command(home: Path, work: str, before: object) -> "subprocess.CompletedProcess[str]":
    words = ["check", "--rebuild"]
    if work == "import":
        words = ["import", "matters", str(home / "more.csv"), "--mapping", str(town.MAPPING)]
    return subprocess.run(
        [sys.executable, "-c", "from dashboards.cli import app; app()", *words],
        cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=before,  # pyright: ignore
        env={**os.environ, "FENGQIAO_HOME": str(home), "PYTHONUTF8": "1"},
    )  # fmt: skip


@contextmanager
def _file_system(mounted: bool) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fengqiao-full-") as folder:
        if mounted:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            if mounted:
                subprocess.run(["umount", folder], check=True)
