"""The chain over the audit trail in the records: what isn't linked yet, the last link, and all of them in order."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, exists, func, select, text
from sqlalchemy.orm import Session

from db.models import AuditEvent, AuditSeal

# Any number that no other advisory lock of ours has; on SQLite writers exclude each other anyway.
LOCK = 5_720_610_001
AT_ONCE = 5_000


class Link(NamedTuple):
    """A link with its event; `event` is None where somebody has removed it."""

    link: AuditSeal
    event: AuditEvent | None


def alone(session: Session) -> bool:
    """Whether this transaction is the only sealer until it ends."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(text("select pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}))


def unsealed(session: Session, since: datetime | None, limit: int | None) -> Sequence[AuditEvent]:
    """Committed events without a link, oldest first; only those told of `since` an instant, where given."""
    without = ~exists().where(AuditSeal.audit_event_id == AuditEvent.id)
    statement = select(AuditEvent).where(without).order_by(AuditEvent.id).limit(limit)
    return session.scalars(statement if since is None else statement.where(AuditEvent.at >= since)).all()


def last(session: Session) -> AuditSeal | None:
    return session.scalars(select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1)).first()


def holds(session: Session, first: int, last: int, action: str) -> bool:
    """Whether one of the links from `first` to `last` is of such an act."""
    linked = select(AuditSeal).join(AuditEvent, AuditEvent.id == AuditSeal.audit_event_id)
    found = linked.where(AuditSeal.number.between(first, last), AuditEvent.action == action)
    return session.scalar(select(found.exists())) or False


def count_events(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def links(session: Session) -> Iterator[Link]:
    """Every link in the order of its number, AT_ONCE rows at a time."""
    reached = None
    while rows := _page(session, reached):
        for link, event in rows:
            yield Link(link, event)
        reached = rows[-1][0].number
        session.expunge_all()


def _page(session: Session, after: int | None) -> Sequence[Row[AuditSeal, AuditEvent]]:
    statement = select(AuditSeal, AuditEvent).outerjoin(AuditEvent, AuditEvent.id == AuditSeal.audit_event_id)
    if after is not None:
        statement = statement.where(AuditSeal.number > after)
    return session.execute(statement.order_by(AuditSeal.number).limit(AT_ONCE)).all()
