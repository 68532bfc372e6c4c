"""The change log as a feed: what was committed after a point, in an order in which nothing can be passed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Row, Select, Text, cast, func, select, tuple_
from sqlalchemy.orm import Session

from db.models.change import Change, Installation


@dataclass(frozen=True, order=True)
class Position:
    """A point in the feed: the writer's transaction (0 on SQLite), then the row."""

    transaction_id: int = 0
    position: int = 0


def installation(session: Session) -> str:
    """The identity of these records."""
    return session.scalars(select(Installation.identity)).one()


def head(session: Session) -> Position:
    """The last point behind which no change can appear any more."""
    newest_first = (Change.transaction_id.desc(), Change.position.desc())
    statement = select(Change.transaction_id, Change.position).order_by(*newest_first)
    row = session.execute(_settled(session, statement).limit(1)).first()
    return Position(*row) if row else Position()


def after(session: Session, point: Position, limit: int) -> Sequence[Row[int, int, str, int]]:
    """At most `limit` changes after `point`, in the feed's order, as (transaction, position, entity, its row)."""
    order = (Change.transaction_id, Change.position)
    statement = (
        select(*order, Change.entity, Change.entity_id)
        .where(tuple_(*order) > tuple_(point.transaction_id, point.position))
        .order_by(*order)
    )
    return session.execute(_settled(session, statement).limit(limit)).all()


def _settled(session: Session, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    # In PostgreSQL the order of a sequence is not the order of commits: a transaction that is still open may hold
    # lower numbers, so only those behind the oldest open one are read. SQLite has one writer at a time.
    if session.get_bind().dialect.name != "postgresql":
        return statement
    horizon = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    return statement.where(Change.transaction_id < horizon)
