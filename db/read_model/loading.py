"""Moving rows into the read model: raw rows staged as Arrow, facts derived from them in the analytic store."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import starmap
from typing import Any

import pyarrow as pa
from sqlalchemy import Column, Connection, Delete, Insert, Row, Table, delete, insert, select
from sqlalchemy.orm import Session

from db.read_model import daily, staging
from db.read_model.arrow_rows import standing
from db.read_model.daily import DAILY
from db.read_model.derivation import DERIVATIONS, Derivation
from db.read_model.whole_tables import whole

Progress = Callable[[str, int], None]
"""Told the fact being copied and how many rows were staged since the last call."""
Rows = Sequence[Row[*tuple[Any, ...]]]
Batches = Mapping[str, list[pa.RecordBatch]]

IDS_AT_ONCE = 10_000
SHAPES: Mapping[Table, pa.Schema] = {
    staging.TOUCHED: staging.TOUCHED_SHAPE,
    **{counted.moved: counted.shape for counted in DAILY.values()},
    **{table: shape for step in DERIVATIONS for table, shape in step.shapes.items()},
}
"""All that stands in temporary tables while rows are moved."""
AHEAD = 2
"""Portions that are read while another is worked on: more of them would only fill the memory."""


def fill(connection: Connection, session: Session, step: Derivation, progress: Progress | None) -> None:
    """Derives all rows of a fact whose table is empty, so many things at a time that memory holds them."""
    things, come = step.stages[0].table.name, False
    with whole(session, step.stages) as slices, standing(connection, step.shapes) as put:
        for rows in slices:
            found: dict[str, list[pa.RecordBatch]] = defaultdict(list)
            for stage, batch in rows:
                found[stage.table.name].append(batch)
                if progress:
                    progress(step.fact.name, batch.num_rows)
            # Of no things there is nothing to derive.
            if any(batch.num_rows for batch in found[things]):
                come = True
                put(found)
                _derive(connection, step)
    if come and (counted := DAILY.get(step.fact.name)):
        daily.fill(connection, counted)


def replace(connection: Connection, session: Session, touched: Mapping[str, Collection[int]]) -> None:
    """Derives afresh the rows of the things that were `touched`, by their entities; what is gone goes here too."""
    portions = [(step, some) for step in DERIVATIONS for some in _portions(sorted(touched.get(step.entity, ())))]
    # The records are read while the store works: each waits for the other otherwise, and both take as long.
    with ThreadPoolExecutor(1) as reader:
        read = partial(reader.submit, _read, session)
        coming = deque(starmap(read, portions[:AHEAD]))
        for number, (step, ids) in enumerate(portions, AHEAD):
            _renew(connection, step, ids, coming.popleft())
            coming.extend(starmap(read, portions[number : number + 1]))


def _read(session: Session, step: Derivation, ids: list[int]) -> Batches:
    """The raw rows of the things in `ids`; of most matters there is no mediation, and nothing more to read."""
    things, *rest = step.stages
    if not (first := list(things.read(session, ids))):
        return {}
    return {things.table.name: first} | {stage.table.name: list(stage.read(session, ids)) for stage in rest}


def _renew(connection: Connection, step: Derivation, ids: list[int], coming: Future[Batches]) -> None:
    counted = DAILY.get(step.fact.name)
    told = [step.fact.c[name] for name in counted.told] if counted else []
    gone = _remove(connection, step, ids, told)
    come = _come(connection, step, coming.result(), told)
    if counted:
        daily.move(connection, counted, gone, come)


def _remove(connection: Connection, step: Derivation, ids: list[int], told: Sequence[Column[Any]]) -> Rows:
    """What is asked to be `told` of the rows that go."""
    # Joined with a table of them: a list of a thousand keys in a statement takes longer to understand than to follow.
    with standing(connection, {staging.TOUCHED: staging.TOUCHED_SHAPE}) as put:
        put({staging.TOUCHED.name: [pa.record_batch([ids], schema=staging.TOUCHED_SHAPE)]})
        gone = delete(step.fact).where(step.key.in_(select(staging.TOUCHED.c.id)))
        return _done(connection, gone, told)


def _come(connection: Connection, step: Derivation, rows: Batches, told: Sequence[Column[Any]]) -> Rows:
    if not rows:
        return []
    with standing(connection, step.shapes) as put:
        put(rows)
        return _derive(connection, step, told)


def _derive(connection: Connection, step: Derivation, told: Sequence[Column[Any]] = ()) -> Rows:
    """What is asked to be `told` of the rows that come."""
    come = insert(step.fact).from_select(list(step.fact.columns.keys()), step.statement)
    return _done(connection, come, told)


def _done(connection: Connection, change: Delete | Insert, told: Sequence[Column[Any]]) -> Rows:
    if told:
        return connection.execute(change.returning(*told)).all()
    connection.execute(change)
    return []


def _portions(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield ids[start : start + IDS_AT_ONCE]
