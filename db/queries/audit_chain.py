"""The chain over the audit trail in the records: what isn't linked yet, the last link, and all of them in order."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, delete, exists, func, or_, select, text
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


def first(session: Session) -> AuditSeal | None:
    return session.scalars(select(AuditSeal).order_by(AuditSeal.number).limit(1)).first()


def last_before(session: Session, instant: datetime) -> AuditSeal | None:
    """The last link up to which all links and their events are older; the chain's end always stays."""
    joined = select(func.min(AuditSeal.number)).join(AuditEvent, AuditEvent.id == AuditSeal.audit_event_id)
    young = joined.where(or_(AuditEvent.at >= instant, AuditSeal.sealed_at >= instant)).scalar_subquery()
    end = select(func.max(AuditSeal.number)).scalar_subquery()
    before = select(AuditSeal).where(AuditSeal.number < func.coalesce(young, end))
    return session.scalars(before.order_by(AuditSeal.number.desc()).limit(1)).first()


def retire(session: Session, number: int) -> int:
    """Removes the links up to a number with their events; gives how many. The database refuses younger ones."""
    removed = session.scalar(select(func.count()).where(AuditSeal.number <= number)) or 0
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(func.retire_audit(number)))
        return removed
    events = select(AuditSeal.audit_event_id).where(AuditSeal.number <= number)
    keys = list(session.scalars(events))
    session.execute(delete(AuditSeal).where(AuditSeal.number <= number))
    for at in range(0, len(keys), AT_ONCE):
        session.execute(delete(AuditEvent).where(AuditEvent.id.in_(keys[at : at + AT_ONCE])))
    return removed


def told(session: Session, action: str, object_key: str) -> list[tuple[AuditEvent, int | None]]:
    """The events of such an act on an object, each with the number of its link, if it has one yet."""
    statement = select(AuditEvent, AuditSeal.number).outerjoin(AuditSeal, AuditSeal.audit_event_id == AuditEvent.id)
    found = session.execute(statement.where(AuditEvent.action == action, AuditEvent.object_key == object_key))
    return [(event, number) for event, number in found]


def done_since(session: Session, action: str, instant: datetime) -> bool:
    """Whether somebody has done such an act since an instant."""
    found = select(AuditEvent.id).where(AuditEvent.action == action, AuditEvent.at >= instant)
    return session.scalar(select(found.exists())) or False


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
