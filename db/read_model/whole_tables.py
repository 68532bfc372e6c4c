"""Reading the records whole, on one snapshot: few rows through the session, millions by ADBC in a process beside it."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import IO
from urllib.parse import quote

import pyarrow as pa
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from db.read_model.staging import Stage
from db.session import WHOLE

# A process takes half a second to start, as long as the session takes for so many rows.
MANY = 100_000
# As many things at once as keep the staged rows and what is derived from them within a gigabyte.
SLICE = 500_000
Rows = Iterator[tuple[Stage, pa.RecordBatch]]
# What a value of each type looks like: ADBC tells SQLite's types by the first rows, and a first row may be empty.
_LIKE = {pa.types.is_integer: "0", pa.types.is_boolean: "0", pa.types.is_decimal: "0.5"}


class CopyFailed(RuntimeError):
    """The reading process ended before its rows did; its own last words say why."""


@contextmanager
def whole(session: Session, stages: Sequence[Stage]) -> Iterator[Iterable[Rows]]:
    """All rows of the stages, slice by slice: each holds some things with everything that belongs to them.

    What is read is never older than what the session sees. On PostgreSQL it is the same snapshot; on SQLite one as of
    now: what was written in between is in the change log beyond the session's head, and is taken in once more.
    Raises CopyFailed.
    """
    if not any(_is_large(session, stage) for stage in stages):
        yield [((stage, batch) for stage in stages for batch in stage.read(session))]
        return
    slices = list(_slices(session, stages[0]))
    statements = [_plain(session, stage, *ids) for ids in slices for stage in stages]
    with _process(_asked(session, statements, stages)) as process:
        yield (_arriving(process, stages, skipped=int(_is_sqlite(session))) for _ in slices)


def _is_large(session: Session, stage: Stage) -> bool:
    some = stage.statement.limit(MANY).subquery()
    return session.scalar(select(func.count()).select_from(some)) == MANY


def _slices(session: Session, stage: Stage) -> Iterator[tuple[int, int]]:
    """First and last key of each slice, in the order of the keys: things that came together stay together."""
    first, last = session.execute(select(func.min(stage.key), func.max(stage.key))).one()
    for start in range(first or 0, (last or 0) + 1, SLICE):
        yield start, start + SLICE - 1


def _plain(session: Session, stage: Stage, first: int, last: int) -> str:
    statement = stage.statement.where(stage.key.between(first, last))
    return str(statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))


def _asked(session: Session, statements: list[str], stages: Sequence[Stage]) -> dict[str, object]:
    url = session.get_bind().engine.url
    if _is_sqlite(session):
        typical = [_typical(stage) for stage in stages]
        statements = [f"select {like} union all {plain}" for like, plain in zip(cycle(typical), statements)]
        return {
            "kind": "sqlite",
            "uri": f"file:{quote(url.database or '')}?mode=ro",
            "first": [],
            "statements": statements,
        }
    # This transaction keeps the snapshot for the other, and stands still only for that.
    session.execute(text("set local idle_in_transaction_session_timeout = 0"))
    snapshot = session.scalar(text("select pg_export_snapshot()"))
    first = [
        "set transaction isolation level repeatable read, read only",
        f"set transaction snapshot '{snapshot}'",
        f"set local fengqiao.areas = '{WHOLE[0]}'",
    ]
    uri = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return {"kind": "postgresql", "uri": uri, "first": first, "statements": statements}


@contextmanager
def _process(asked: dict[str, object]) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "db.read_model.bulk_reader"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:  # noqa: S603 - our own program
        try:
            # By the input, not as an argument: an address may hold a password.
            _open(process.stdin).write(json.dumps(asked).encode())
            _open(process.stdin).close()
            yield process
        finally:
            process.kill()


def _arriving(process: "subprocess.Popen[bytes]", stages: Sequence[Stage], skipped: int) -> Rows:
    """One stream after the other, as they were asked for; the first `skipped` rows of each are no rows."""
    try:
        for stage in stages:
            with pa.ipc.open_stream(_open(process.stdout)) as batches:
                for number, batch in enumerate(batches):
                    yield stage, _as_declared(batch.slice(0 if number else skipped), stage.schema)
    except (pa.ArrowInvalid, OSError) as error:
        process.kill()
        raise CopyFailed(_open(process.stderr).read().decode(errors="replace").strip()[-500:]) from error


def _as_declared(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [column.storage if isinstance(column, pa.ExtensionArray) else column for column in batch.columns]
    return pa.record_batch([column.cast(kind.type) for column, kind in zip(columns, schema, strict=True)], schema)


def _typical(stage: Stage) -> str:
    return ", ".join(
        next((like for is_kind, like in _LIKE.items() if is_kind(column.type)), "''") for column in stage.schema
    )


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - all three are pipes
    return stream
