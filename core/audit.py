"""Writing the audit trail: one event for one act, in the transaction of the change it tells of."""

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from core import clock
from db.models import AuditEvent
from db.session import Session

if TYPE_CHECKING:
    from core.access import Person

HASHED = (
    "at",
    "account_id",
    "actor",
    "role",
    "login_session_id",
    "action",
    "object_kind",
    "object_key",
    "scope",
    "purpose",
    "result",
    "detail",
    "before_hash",
    "after_hash",
    "algorithm",
)


def append(
    session: Session,
    *,
    action: str,
    object_kind: str,
    object_key: str,
    by: "Person",
    result: str = "ok",
    detail: str | None = None,
    scope: str | None = None,
    purpose: str | None = None,
    before: str | None = None,
    after: str | None = None,
) -> AuditEvent:
    """Adds one event to the session's transaction. `before` and `after` are kept as hashes only."""
    event = AuditEvent(
        at=clock.now(),
        account_id=by.account_id,
        actor=by.username,
        role=by.role,
        login_session_id=by.login_session_id,
        action=action,
        object_kind=object_kind,
        object_key=object_key[:128],
        scope=scope and scope[:400],
        purpose=purpose,
        result=result,
        detail=detail and detail[:1000],
        before_hash=before and _digest(before),
        after_hash=after and _digest(after),
        algorithm="sha256-v1",
    )
    event.own_hash = own_hash(event)
    session.add(event)
    return event


def own_hash(event: AuditEvent) -> str:
    """SHA-256 over every column but the key and the hash itself, as JSON with sorted names."""
    content = {name: getattr(event, name) for name in HASHED}
    content["at"] = event.at.isoformat()
    return _digest(json.dumps(content, ensure_ascii=False, sort_keys=True))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
