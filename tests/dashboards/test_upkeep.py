"""The server's upkeep goes on whatever one turn of it meets."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from structlog.testing import capture_logs

from dashboards import upkeep
from db.unavailable import RecordsUnavailable

# What the turns of the work meet, one after the other.
MET = [RecordsUnavailable("busy", "x.sqlite"), ValueError("unforeseen"), None, None]


def test_what_is_due_at_the_start_is_not_waited_for() -> None:
    turns: list[int] = []

    async def run() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(upkeep._every(60.0, lambda: turns.append(1), first=0.0), 0.2)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()
    assert turns == [1]


def test_a_turn_that_fails_is_told_and_the_next_one_comes() -> None:
    turns, left = [], iter(MET)

    def work() -> None:
        met = next(left, None)
        turns.append(met)
        if met is not None:
            raise met

    async def run() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(upkeep._every(0.01, work), 1)

    # In a thread of its own: the browser tests keep an event loop running in the main one.
    with capture_logs() as told, ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()
    assert len(turns) > len(MET)
    assert [(line["event"], "exc_info" in line) for line in told] == [
        ("upkeep put off", False),
        ("upkeep failed", True),
    ]
    assert told[0]["reason"] == "busy"
