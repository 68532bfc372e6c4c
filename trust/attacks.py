"""All attacks, two at a time, each in a process of its own."""

import importlib
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from trust.figure import Figure

# The longest first, so that the others fill the second processor meanwhile.
TOGETHER = (
    "injections",
    "pages",
    "settings",
    "audit_chain",
    "anonymous_sweep",
    "scope",
    "session_attacks",
    "protected_figures",
    "cache",
    "score_runs",
)
# What compares times, and what has two processes of its own.
ALONE = ("sign_in_checks", "guards")
Took = tuple[str, list[Figure], float]


def attacked(names: list[str]) -> Iterator[Took]:
    """The name, the figures and the seconds of each attack, as it comes to its end."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=fresh, max_tasks_per_child=1) as pool:
        for done in as_completed([pool.submit(_attack, name) for name in names if name not in ALONE]):
            yield done.result()
        for name in (name for name in names if name in ALONE):
            yield pool.submit(_attack, name).result()


def _attack(name: str) -> Took:
    began = time.monotonic()
    return name, list(importlib.import_module(f"trust.{name}").run()), time.monotonic() - began
