"""Takes every guard away in turn, in a copy of the tree, and runs the test that must go red for it.

Each test runs in a process forked from one that has loaded the libraries already, but nothing of ours; two at a time,
each in a tree of its own. Before anything is taken away all the tests are run once, and must be green.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from queue import SimpleQueue

from trust import (
    guards_of_accountability,
    guards_of_alarms,
    guards_of_cadence,
    guards_of_care,
    guards_of_entry,
    guards_of_mediation,
    guards_of_scoring,
    guards_of_use,
    guards_of_walls,
)
from trust.figure import Figure
from trust.guard import Guard

GUARDS = (
    *guards_of_accountability.GUARDS,
    *guards_of_alarms.GUARDS,
    *guards_of_cadence.GUARDS,
    *guards_of_care.GUARDS,
    *guards_of_entry.GUARDS,
    *guards_of_mediation.GUARDS,
    *guards_of_scoring.GUARDS,
    *guards_of_use.GUARDS,
    *guards_of_walls.GUARDS,
)
ROOT = Path(__file__).parents[1]
LONGEST = 240
TREES = 2
PASSED, FAILED = 0, 1
OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "--assert=plain", "-n0", "-k", "not postgresql")
LIBRARIES = ["pytest", "streamlit", "streamlit.web.bootstrap", "sqlalchemy.orm", "duckdb"]
LIBRARIES += ["alembic", "altair", "hypothesis", "pandas", "requests", "streamlit.testing.v1", "websockets.sync.client"]


def run(guards: tuple[Guard, ...] = GUARDS) -> Iterator[Figure]:
    """A line for each test that is red by itself or stays green without its guard, and one for all."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-guards-") as folder:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(TREES):
            trees.put(copied(Path(folder) / f"tree{number}"))
        with ThreadPoolExecutor(TREES) as pool:
            whole = list(pool.map(lambda tests: _outcome_in_one(trees, tests), _shared_out(guards)))
            caught = list(pool.map(lambda guard: _caught_in_one(trees, guard), guards))
    if set(whole) != {PASSED}:
        yield Figure("the tests of the guards with every guard in place", f"pytest says {whole}", False)
    for guard, red in zip(guards, caught, strict=True):
        if not red:
            yield Figure(f"without: {guard.name}", "the tests stay green", False)
    yield Figure(f"{len(guards)} guards taken away in turn", f"{sum(caught)} turn the tests red", all(caught))


def is_caught(tree: Path, guard: Guard) -> bool:
    """Whether the guard's test fails in a tree without it."""
    file = tree / guard.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(without(whole, guard), encoding="utf-8")
    try:
        # Anything but "tests failed", such as no test found, has proved nothing.
        return outcome(tree, [guard.tests]) == FAILED
    finally:
        file.write_text(whole, encoding="utf-8")


def without(whole: str, guard: Guard) -> str:
    """The file's text with the guard gone. Raises ValueError where it isn't there once."""
    if whole.count(guard.text) != 1:
        raise ValueError(f"{guard.file} holds the guard {guard.name!r} {whole.count(guard.text)} times")
    return whole.replace(guard.text, guard.gone)


def outcome(tree: Path, tests: Iterable[str]) -> int | None:
    """What pytest ends with for these tests of a tree; None where it had to be ended."""
    child = _warm().Process(target=_pytest, args=(str(tree), list(tests)))
    child.start()
    child.join(LONGEST)
    if child.exitcode is None and child.pid:
        os.killpg(child.pid, signal.SIGKILL)
        child.join()
        return None
    return child.exitcode


def copied(tree: Path) -> Path:
    """The tree as it is now, without what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree


def _warm() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(LIBRARIES)
    return context


def _pytest(tree: str, tests: list[str]) -> None:
    """In the forked process, in a group of its own with all that it starts."""
    os.setsid()
    os.chdir(tree)
    os.environ.update(PYTHONPATH=tree, PYTHONDONTWRITEBYTECODE="1")
    # What it says is of no interest, only how it ends.
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    for name in [name for name in sys.modules if name.partition(".")[0] == "trust"]:
        del sys.modules[name]
    sys.path[:] = [tree, *(one for one in sys.path if Path(one or ".").resolve() != ROOT)]
    import pytest

    os._exit(
        pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--assert=plain", "-n0", "-k", "not postgresql", *tests])
    )


def _shared_out(guards: tuple[Guard, ...]) -> list[list[str]]:
    """Every test once, in as many parts as there are trees, one file's in the same part."""
    parts: list[list[str]] = [[] for _ in range(TREES)]
    files = sorted({guard.tests.partition("::")[0] for guard in guards})
    for test in sorted({guard.tests for guard in guards}):
        parts[files.index(test.partition("::")[0]) % TREES].append(test)
    return [part for part in parts if part]


def _caught_in_one(trees: "SimpleQueue[Path]", guard: Guard) -> bool:
    tree = trees.get()
    try:
        return is_caught(tree, guard)
    finally:
        trees.put(tree)


def _outcome_in_one(trees: "SimpleQueue[Path]", tests: list[str]) -> int | None:
    tree = trees.get()
    try:
        return outcome(tree, tests)
    finally:
        trees.put(tree)
