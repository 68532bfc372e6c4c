"""Telling a read-model file that is broken, and is built anew, from a statement that is wrong, and is shown."""

from pathlib import Path

import duckdb
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.full_disk import is_full

BROKEN = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
# Before its blocks a DuckDB file holds three headers of 4 KiB.
HEADERS = 3 * 4096


def is_damage(error: DBAPIError) -> bool:
    """Whether the file can't be read as it should, or a failed write has shut the database for this process."""
    cause = error.orig
    shut = isinstance(cause, duckdb.Error) and "invalidated" in str(cause)
    return shut or (isinstance(cause, BROKEN) and not is_full(cause))


def prove_whole(connection: Connection, file: Path) -> None:
    """Raises duckdb.IOException where the file is shorter than its own headers say: DuckDB notices when it reads."""
    size = text("select total_blocks * block_size from pragma_database_size()")
    if file.stat().st_size < HEADERS + (connection.scalar(size) or 0):
        raise duckdb.IOException(f"{file} was cut short")
