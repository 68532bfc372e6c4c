"""Undoing an import: what it added goes, what it changed is as before, as far as nobody has built on it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core import audit, catalogue, clock
from core.access import Person
from core.intake.history import KEPT, Batch
from core.intake.line import shown
from core.intake.refusal import Refusal
from db.models import Base, ImportChange
from db.queries import import_changes as queries
from db.queries import import_history
from db.session import Records, Session

# What came along with the rows of a kind goes with them as far as it can; nobody needs to hear where it can't.
QUIET = {"units": ("area_alias", "data_source")}
USUALLY_QUIET = ("member_unit", "area_alias", "data_source")
MOST_NAMED = 500


class NotUndone(Refusal):
    """Nothing was undone; the Chinese text says why."""


@dataclass(frozen=True)
class Kept:
    """A row that stays as it is: what it is called, and why."""

    name: str
    reason: str


@dataclass
class Undoing:
    """What undoing comes to: rows removed, rows given back what they held, and those that stay."""

    removed: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)


class _OnlyLooking(Exception):
    """Ends the transaction of a look, so that nothing of it stays."""


def look(records: Records, batch: Batch) -> Undoing:
    """What undoing the batch would come to, found by doing it and taking it back. Raises NotUndone."""
    found = Undoing()
    try:
        with records.writing() as session:
            found = _undo(session, batch)
            raise _OnlyLooking
    except _OnlyLooking:
        return found


def undo(records: Records, batch: Batch, *, by: Person) -> Undoing:
    """Undoes the batch in one transaction with its audit event. Raises NotUndone (once is enough, or too late)."""
    with records.writing() as session:
        if not import_history.mark_undone(session, batch.id, clock.now(), by.display_name):
            raise NotUndone("already_undone")
        done = _undo(session, batch)
        counts = f"removed={done.removed} restored={done.restored} kept={len(done.kept)}"
        audit.append(
            session, action="import.undone", object_kind="import_batch", object_key=str(batch.id), by=by, detail=counts
        )
    return done


@dataclass
class _Rows:
    """What a batch did to one table: keys added, and rows changed with what they first held and last came to."""

    added: set[int] = field(default_factory=set)
    before: dict[int, str] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)


def _undo(session: Session, batch: Batch) -> Undoing:
    if clock.now() - batch.started_at >= KEPT:
        raise NotUndone("too_old", days=KEPT.days)
    changes = queries.changes(session, batch.id)
    done = Undoing()
    # What came last goes first: matters before the bodies that handle them, places from the bottom up.
    for entity, rows in _gathered(changes).items():
        _undo_table(session, batch, entity, rows, done)
    return done


def _gathered(changes: Sequence[ImportChange]) -> dict[str, _Rows]:
    tables: dict[str, _Rows] = {entity: _Rows() for entity in queries.ENTITIES}
    for change in changes:
        rows = tables[change.entity]
        if change.before is None:
            rows.added |= set(range(change.first_id, change.last_id + 1))
        else:
            rows.before.setdefault(change.first_id, change.before)
            rows.after[change.first_id] = change.after_hash or ""
    return tables


def _undo_table(session: Session, batch: Batch, entity: str, rows: _Rows, done: Undoing) -> None:
    model = queries.ENTITIES[entity]
    present = queries.snapshot(session, model, rows.added | set(rows.before))
    reasons = _built_upon(session, batch, entity, rows, present)
    _restore(session, model, batch, rows, present, reasons, done)
    added = [key for key in sorted(rows.added, reverse=True) if key in present and key not in reasons]
    removed = _remove(session, model, added, reasons)
    if entity not in QUIET.get(batch.kind, USUALLY_QUIET):
        done.removed += removed
        done.kept += [Kept(_name(entity, present[key]), reason) for key, reason in sorted(reasons.items())][:MOST_NAMED]


def _built_upon(
    session: Session, batch: Batch, entity: str, rows: _Rows, present: Mapping[int, dict[str, Any]]
) -> dict[int, str]:
    """The rows that somebody has changed since, each with the reason."""
    later = queries.later(session, batch.id, entity, list(present))
    reasons = {key: catalogue.say("imports.kept.later", batch=number) for key, number in later.items()}
    for key, row in present.items():
        untouched = queries.fingerprint(row) == rows.after[key] if key in rows.after else row.get("version", 1) == 1
        if not untouched:
            reasons.setdefault(key, catalogue.say("imports.kept.touched"))
    return reasons


def _restore(
    session: Session,
    model: type[Base],
    batch: Batch,
    rows: _Rows,
    present: Mapping[int, Any],
    reasons: Mapping[int, str],
    done: Undoing,
) -> None:
    wanted = {k: text for k, text in rows.before.items() if k in present and k not in rows.added and k not in reasons}
    queries.restore(session, model, batch.id, wanted)
    if model.__tablename__ not in QUIET.get(batch.kind, USUALLY_QUIET):
        done.restored += len(wanted)


def _remove(session: Session, model: type[Base], keys: Sequence[int], reasons: dict[int, str]) -> int:
    """Deletes rows as far as nothing stands on them, round by round: a place goes after the places in it."""
    left, removed = set(keys), 0
    while left:
        standing = queries.referring(session, model, left)
        free = left - set(standing)
        if not free:
            reasons |= {key: _used_by(standing[key]) for key in left}
            break
        queries.remove(session, model, free)
        removed += len(free)
        left -= free
    return removed


def _used_by(table: str) -> str:
    known = catalogue.document("text/imports")["kept"]["tables"]
    return catalogue.say("imports.kept.used", what=known.get(table, known["other"]))


def _name(entity: str, row: Mapping[str, Any]) -> str:
    """What a row is called in the tables of those who brought it."""
    names = {
        "matter": ("source_ref",),
        "mediation_case": ("code",),
        "accountability_action": ("source_ref",),
        "indicator_return": ("indicator", "period_start", "period_end"),
    }
    parts = [str(row[name]) for name in names.get(entity, ("code", "name"))]
    return f"{catalogue.say(f'imports.entity.{entity}')} {shown(' '.join(parts))}"
