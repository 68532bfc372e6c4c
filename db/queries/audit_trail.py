"""The audit trail as it is read: newest first, page by page, with the number of the link that seals each event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models import AuditEvent, AuditSeal


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None takes all. `until` is the first instant that is left out."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    action: str | None = None
    result: str | None = None
    object_key: str | None = None


def count(session: Session, wanted: Wanted) -> int:
    return session.scalar(select(func.count()).select_from(AuditEvent).where(*_conditions(wanted))) or 0


def page(session: Session, wanted: Wanted, skip: int, limit: int) -> Sequence[tuple[AuditEvent, int | None]]:
    """(event, number of its link) of `limit` events after the first `skip`; the number is None before the sealing."""
    statement = select(AuditEvent, AuditSeal.number).outerjoin(AuditSeal, AuditSeal.audit_event_id == AuditEvent.id)
    newest = statement.where(*_conditions(wanted)).order_by(AuditEvent.id.desc())
    return [(event, number) for event, number in session.execute(newest.offset(skip).limit(limit))]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    tests: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "since": lambda instant: AuditEvent.at >= instant,
        "until": lambda instant: AuditEvent.at < instant,
        "actor": lambda name: AuditEvent.actor == name,
        "action": lambda code: AuditEvent.action == code,
        "result": lambda code: AuditEvent.result == code,
        "object_key": lambda part: AuditEvent.object_key.contains(part, autoescape=True),
    }
    return [test(value) for name, test in tests.items() if (value := getattr(wanted, name)) is not None]
