"""Keeping the change log short: readers say how far they have come, and what all of them have taken in is removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select, tuple_, update
from sqlalchemy.orm import Session

from db.models.change import Change, ModelReader
from db.queries import change_feed
from db.queries.change_feed import Position

# A reader that hasn't been seen for so long holds the log back no more; should it come back, it is rebuilt.
FORGOTTEN_AFTER = timedelta(days=7)
# Another machine's clock, or one that was put right, may be ahead by this much.
AHEAD = timedelta(hours=1)


@dataclass(frozen=True)
class Pruning:
    """What one pruning did: changes and readers removed, and how many readers held the log."""

    changes: int
    forgotten: int
    readers: int


def note(session: Session, slot: str, point: Position, now: datetime) -> None:
    """Keeps how far the reader of `slot` has come."""
    said = {"transaction_id": point.transaction_id, "position": point.position, "seen_at": now}
    changed = session.execute(update(ModelReader).where(ModelReader.slot == slot).values(**said))
    if isinstance(changed, CursorResult) and not changed.rowcount:
        session.add(ModelReader(slot=slot, **said))
        session.flush()


def prune(session: Session, now: datetime) -> Pruning:
    """Removes what every live reader has taken in, but never the last change of it.

    Kept, that change shows where the log begins: whoever stands before it has missed something (`misses`).
    """
    forgotten = session.execute(delete(ModelReader).where(ModelReader.seen_at < now - FORGOTTEN_AFTER))
    # After a clock was set back, readers seem to have been seen in the future; they are as alive as any other.
    session.execute(update(ModelReader).where(ModelReader.seen_at > now + AHEAD).values(seen_at=now))
    points = [Position(*row) for row in session.execute(select(ModelReader.transaction_id, ModelReader.position))]
    slowest = min([*points, change_feed.head(session)])
    here = tuple_(Change.transaction_id, Change.position)
    removed = session.execute(delete(Change).where(here < tuple_(slowest.transaction_id, slowest.position)))
    return Pruning(_count(removed), _count(forgotten), len(points))


def misses(session: Session, point: Position) -> bool:
    """Whether changes after `point` may have been pruned: the oldest one kept lies beyond it."""
    oldest = session.execute(
        select(Change.transaction_id, Change.position).order_by(Change.transaction_id, Change.position).limit(1)
    ).first()
    return oldest is not None and Position(*oldest) > point


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
