"""What the server does by itself: open the stores before the first visitor, collect garbage, keep the records tidy."""

import asyncio
import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from core import audit_chain, change_log, retention
from core.accountability import proposing
from core.alarms import evaluating
from core.cadence import generating
from core.settings import settings
from dashboards import listening, stores
from dashboards.journal import log
from dashboards.wall import screens
from db import wal
from db.unavailable import RecordsUnavailable

GARBAGE_EVERY = 60.0
PURGE_EVERY = 3600.0
CHANGES_EVERY = 3600.0
CHECKPOINT_EVERY = 60.0
SEAL_EVERY = 5.0
REPORTS_EVERY = 60.0
# A rule that was saved is promised to be looked at within a minute.
ALARMS_EVERY = 30.0
PROPOSALS_EVERY = 900.0
WALLS_EVERY = 3.0
# Imported while nobody waits: together they take about a second.
HEAVY = ("altair", "pandas", "pyarrow", "dashboards.sign_in", "dashboards.frame")


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any]]:
    # Before the warming up freezes what is there: frozen objects can't be found any more.
    listening.send_at_once()
    await run_in_threadpool(_warm_up)
    tasks = [
        asyncio.create_task(_every(GARBAGE_EVERY, _collect)),
        asyncio.create_task(_every(PURGE_EVERY, _purge)),
        asyncio.create_task(_every(CHANGES_EVERY, _prune)),
        asyncio.create_task(_every(CHECKPOINT_EVERY, _checkpoint)),
        asyncio.create_task(_every(SEAL_EVERY, _seal)),
        asyncio.create_task(_every(REPORTS_EVERY, _generate)),
        asyncio.create_task(_every(ALARMS_EVERY, _watch, first=0.0)),
        asyncio.create_task(_every(PROPOSALS_EVERY, _propose)),
        asyncio.create_task(_every(WALLS_EVERY, screens.keep)),
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
    # What other processes wrote while no server was there to seal it, however long ago.
    audit_chain.extend(stores.records(), stores.anchors(), all_of_them=True)
    generating.keep(stores.records())
    # A first start copies all the records, so nobody's first page has to wait for it.
    stores.read_model().catch_up()
    _propose()
    # A library that streamlit-authenticator imports asks for the running script, and there is none yet.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    for name in HEAVY:
        importlib.import_module(name)
    # What is loaded now stays until the end, so that no collection has to look through it again.
    gc.collect()
    gc.freeze()


async def _every(seconds: float, work: Any, first: float | None = None) -> None:
    """Does the work again and again, the first time after `first` seconds."""
    wait = seconds if first is None else first
    while True:
        await asyncio.sleep(wait)
        wait = seconds
        try:
            await run_in_threadpool(work)
        except RecordsUnavailable as away:
            # Somebody writes for long, or the database is away: the next turn does it, and the log stays readable.
            log.warning("upkeep put off", work=work.__name__, reason=away.reason)
        except Exception as error:
            # A full disk or a database that is away for an hour doesn't end the upkeep for good.
            log.error("upkeep failed", work=work.__name__, exc_info=error)


def _collect() -> None:
    # Streamlit would do it after every run of every session, holding everybody up (runner.postScriptGC is off).
    gc.collect()


def _purge() -> None:
    retention.keep(stores.records(), settings().home.resolve())


def _prune() -> None:
    # A server that nobody visits has taken nothing in; as a reader it would hold the log back.
    stores.read_model().catch_up()
    change_log.prune(stores.records())


def _generate() -> None:
    # What bodies owe begins with a day; that it is done once a day, whoever does it, is kept in the records.
    generating.keep(stores.records())


def _watch() -> None:
    # Of several processes one looks, and only at what it hasn't seen yet.
    evaluating.keep(stores.records(), stores.read_model())


def _propose() -> None:
    # What was proposed once isn't proposed again, so any number of processes may look.
    proposing.keep(stores.records(), stores.read_model())


def _checkpoint() -> None:
    wal.checkpoint(stores.records())


def _seal() -> None:
    audit_chain.extend(stores.records(), stores.anchors())
