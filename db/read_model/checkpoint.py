"""How far a read model has come, kept in the model itself, in the transaction that takes the changes in."""

from collections.abc import Collection
from typing import NamedTuple

import pyarrow as pa
from sqlalchemy import Connection, delete, insert, select

from db.queries.change_feed import Position, Version
from db.read_model import arrow_rows, tables


class State(NamedTuple):
    """What the model says of itself: in which form it is, of which records, and how far."""

    form: str
    installation: str
    version: Version


_READ = "select form, installation, transaction_id, position, beyond from checkpoint"


def read(connection: Connection) -> State | None:
    """None where nothing has been taken in yet."""
    # Every question begins with this one, so it is as short as can be.
    row = connection.exec_driver_sql(_READ).first()
    return State(row[0], row[1], Version(*row[2:])) if row else None


def taken_ahead(connection: Connection) -> set[Position]:
    """The changes beyond the checkpoint that are in already."""
    columns = (tables.ahead.c.transaction_id, tables.ahead.c.position)
    return {Position(*row) for row in connection.execute(select(*columns))}


def write(
    connection: Connection, form: str, installation: str, reached: Position, beyond: Collection[Position]
) -> Version:
    """Puts the checkpoint at `reached`, with the changes `beyond` it that are in too."""
    at = {"position": reached.position, "transaction_id": reached.transaction_id, "beyond": len(beyond)}
    connection.execute(delete(tables.checkpoint))
    connection.execute(insert(tables.checkpoint).values(form=form, installation=installation, **at))
    connection.execute(delete(tables.ahead))
    if beyond:
        columns = [[point.transaction_id for point in beyond], [point.position for point in beyond]]
        arrow_rows.load(connection, tables.ahead, pa.table(columns, names=list(tables.ahead.columns.keys())))
    return Version(reached.transaction_id, reached.position, len(beyond))
