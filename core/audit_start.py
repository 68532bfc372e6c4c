"""Where the audit chain begins: at its first link, or after those that were older than the law asks to keep.

Removing the oldest links is an act of the trail itself: its event names the last link removed and that link's hash, so
the chain is proved from there on. What the anchors say of the time shows that nothing younger went.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core import audit, audit_anchors, clock
from core.access import Person
from core.audit_anchors import Anchor
from db.models import AuditEvent
from db.queries import audit_chain
from db.session import Session

GENESIS = "0" * 64
KEPT = timedelta(days=3 * 366)
"""So long every event is kept at least (the law asks for six months); the database itself refuses younger ones."""
SKEW = timedelta(hours=1)
"""By so much the clocks of two machines may differ."""
ACT = "audit.retired"


@dataclass(frozen=True)
class Start:
    """The number and hash of the link before the first one that is there."""

    number: int = 0
    hash: str = GENESIS


def retire(session: Session, *, by: Person) -> int:
    """Removes the links and events at the chain's beginning that are past their time; gives how many."""
    last = audit_chain.last_before(session, clock.now() - KEPT)
    if last is None:
        return 0
    count = audit_chain.retire(session, last.number)
    audit.append(
        session, action=ACT, object_kind="records", object_key=str(last.number), by=by, detail=last.own_hash
    )  # fmt: skip
    return count


def found(session: Session, noted: Sequence[Anchor]) -> Start | None:
    """Where the chain begins by right; None where its beginning was cut off otherwise."""
    first = audit_chain.first(session)
    if first is None or first.number == 1:
        return Start()
    acts = audit_chain.told(session, ACT, str(first.number - 1))
    if not any(_holds(act, sealed, first.previous_hash, noted) for act, sealed in acts):
        return None
    start = Start(first.number - 1, first.previous_hash)
    binding = [one for one in audit_anchors.binding(noted) if one.number == start.number]
    return start if all(one.hash == start.hash for one in binding) else None


def _holds(act: AuditEvent, sealed: int | None, previous: str, noted: Iterable[Anchor]) -> bool:
    """Whether the act is what was written and none of what it removed, nor itself, was of another time than it says."""
    if act.detail != previous or act.own_hash != audit.own_hash(act):
        return False
    removed, limit = int(act.object_key), act.at - KEPT
    young = any(one.first <= removed and one.at > limit for one in noted)
    later = [one.at for one in noted if sealed is not None and one.number >= sealed]
    return not young and all(at > act.at - SKEW for at in later)
