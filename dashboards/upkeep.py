"""What the server does by itself: open the stores before the first visitor, collect garbage, drop ended sessions."""

import asyncio
import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from core import login_sessions
from dashboards import stores

GARBAGE_EVERY = 60.0
SESSIONS_EVERY = 3600.0
# Imported while nobody waits: together they take about a second.
HEAVY = ("altair", "pandas", "pyarrow", "dashboards.sign_in", "dashboards.frame")


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any]]:
    await run_in_threadpool(_warm_up)
    tasks = [
        asyncio.create_task(_every(GARBAGE_EVERY, _collect)),
        asyncio.create_task(_every(SESSIONS_EVERY, _purge)),
    ]
    try:
        yield {}
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        stores.records().close()


def _warm_up() -> None:
    # A first start copies all the records, so nobody's first page has to wait for it.
    stores.read_model().catch_up()
    # A library that streamlit-authenticator imports asks for the running script, and there is none yet.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    for name in HEAVY:
        importlib.import_module(name)
    # What is loaded now stays until the end, so that no collection has to look through it again.
    gc.collect()
    gc.freeze()


async def _every(seconds: float, work: Any) -> None:
    while True:
        await asyncio.sleep(seconds)
        await run_in_threadpool(work)


def _collect() -> None:
    # Streamlit would do it after every run of every session, holding everybody up (runner.postScriptGC is off).
    gc.collect()


def _purge() -> None:
    login_sessions.purge(stores.records())
