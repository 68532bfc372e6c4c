"""Spreading the read model over several machines: facts by county, all else on each of them (PostgreSQL with Citus)."""

from sqlalchemy import Connection, text

from db.read_model import tables
from db.read_model.tables import DISTRIBUTED_BY, KEYS, OF_THE_MODEL


class NoCitus(RuntimeError):
    """The server can't distribute anything; `place` names the model."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"no Citus: {place}")


class AlreadyDistributed(RuntimeError):
    """There is nothing left to do; `place` names the model."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"distributed already: {place}")


_INSTALLED = text("select to_regproc('create_distributed_table') is not null")
_KNOWN = text("select to_regclass('pg_dist_partition') is not null")
_SPREAD = text("select count(*) from pg_dist_partition where logicalrelid = to_regclass(:fact)")


def statements() -> list[str]:
    """What makes the model a distributed one, in order, whether its tables have rows or not.

    The facts are spread in one and the same way, so that what belongs to one county lies on one machine. They stay in
    rows: Citus' columnar tables take no DELETE, which is how a changed matter's rows are replaced.
    """
    facts = list(KEYS)
    # What facts are derived with is on every machine; how far the model has come is asked of the first one alone.
    small = [table.name for table in tables.metadata.sorted_tables if table.name not in (*KEYS, *OF_THE_MODEL)]
    first = [f"select create_distributed_table('{facts[0]}', '{DISTRIBUTED_BY}')"]
    others = [
        f"select create_distributed_table('{fact}', '{DISTRIBUTED_BY}', colocate_with => '{facts[0]}')"
        for fact in facts[1:]
    ]
    return [*(f"select create_reference_table('{name}')" for name in small), *first, *others]


def is_possible(connection: Connection) -> bool:
    """Whether the server has Citus."""
    return bool(connection.scalar(_INSTALLED))


def is_done(connection: Connection) -> bool:
    """Whether the facts that the connection sees are distributed."""
    if not (is_possible(connection) and connection.scalar(_KNOWN)):
        return False
    return bool(connection.scalar(_SPREAD, {"fact": next(iter(KEYS))}))


def distribute(connection: Connection, place: str) -> None:
    """Makes the tables that the connection sees distributed ones. Raises NoCitus, AlreadyDistributed."""
    if not is_possible(connection):
        raise NoCitus(place)
    if is_done(connection):
        raise AlreadyDistributed(place)
    spread(connection)


def spread(connection: Connection) -> None:
    """The same without a question: for the new tables of a model that was distributed."""
    for statement in statements():
        connection.execute(text(statement))
