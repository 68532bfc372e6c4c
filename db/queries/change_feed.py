"""The change log as a feed: what was committed after a point, in an order in which nothing can be passed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Row, Select, Text, and_, cast, func, select, tuple_
from sqlalchemy.orm import Session

from db.models.change import Change, Installation


@dataclass(frozen=True, order=True)
class Position:
    """A point in the feed: the writer's transaction (0 on SQLite), then the row."""

    transaction_id: int = 0
    position: int = 0


class Version(NamedTuple):
    """One state of these records: the point up to which all is in, and how many changes beyond it are.

    It grows with every change committed. Two copies of one version hold the same rows.
    """

    transaction_id: int = 0
    position: int = 0
    ahead: int = 0

    @property
    def point(self) -> Position:
        return Position(self.transaction_id, self.position)


def version(session: Session) -> Version:
    """The state that this session sees."""
    reached = head(session)
    return Version(reached.transaction_id, reached.position, waiting(session, reached))


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
    """At most `limit` committed changes after `point`, in the feed's order: (transaction, position, entity, its row).

    Those beyond `head` may be taken in, but not passed: changes that are not committed yet may come before them.
    """
    order = (Change.transaction_id, Change.position)
    statement = select(*order, Change.entity, Change.entity_id).where(_later(session, point)).order_by(*order)
    return session.execute(statement.limit(limit)).all()


def beyond(session: Session, head: Position) -> list[Position]:
    """The committed changes beyond the head, in the feed's order: written while an older transaction is still open."""
    if session.get_bind().dialect.name != "postgresql":
        return []
    order = (Change.transaction_id, Change.position)
    return [Position(*row) for row in session.execute(select(*order).where(_later(session, head)).order_by(*order))]


def waiting(session: Session, head: Position) -> int:
    """How many they are."""
    if session.get_bind().dialect.name != "postgresql":
        return 0
    return session.scalar(select(func.count()).select_from(Change).where(_later(session, head))) or 0


def _later(session: Session, point: Position) -> ColumnElement[bool]:
    if session.get_bind().dialect.name != "postgresql":
        # SQLite looks up pairs by their first number only, which is 0 for all: it would read the whole log each time.
        return and_(Change.transaction_id == 0, Change.position > point.position)
    return tuple_(Change.transaction_id, Change.position) > tuple_(point.transaction_id, point.position)


def _settled(session: Session, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    # In PostgreSQL the order of a sequence is not the order of commits: a transaction that is still open may hold
    # lower numbers, so only those behind the oldest open one are settled. SQLite has one writer at a time.
    if session.get_bind().dialect.name != "postgresql":
        return statement
    horizon = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    return statement.where(Change.transaction_id < horizon)
