"""The stores of this process: opened once, shared by every session, thread and route."""

import atexit
import os
from functools import cache

from core import foundation
from core.audit_anchors import Anchors
from core.settings import settings
from db.read_model.model import ReadModel
from db.session import Records
from db.unavailable import RecordsUnavailable


@cache
def records() -> Records:
    """The system of record, prepared (created or upgraded) when first asked for: on start, before anybody is served."""
    opened = Records(settings().records_url)
    foundation.prepare(opened)
    return opened


def anchors() -> Anchors:
    """Where the end of the audit chain is noted."""
    return Anchors(settings().anchors_file)


def reachable() -> bool:
    """Whether the database answers just now."""
    try:
        with records().reading() as session:
            session.connection()
    except RecordsUnavailable:
        return False
    return True


@cache
def read_model() -> ReadModel:
    """This process's copy of what is counted. Ask it to `catch_up()` before reading, and read your own writes."""
    model = ReadModel(records(), settings().read_model)
    atexit.register(_mute)
    atexit.register(model.close)
    return model


def _mute() -> None:
    """The last thing that runs: DuckDB's binding ends with pages about references that it thinks are leaked."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
