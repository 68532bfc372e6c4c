"""What imports did to rows: whole rows as they were, kept for a while, and the way back."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import Table, delete, func, inspect, select, update
from sqlalchemy.orm import Session

from db.models import (
    AccountabilityAction,
    AccountabilityEvent,
    Area,
    AreaAlias,
    Base,
    DataSource,
    ImportBatch,
    ImportChange,
    IndicatorReturn,
    Matter,
    MatterEvent,
    MatterRevision,
    MediationCase,
    MediationEvent,
    MediationRoom,
    MemberUnit,
)
from db.queries.intake import chunks, insert_rows

ENTITIES: dict[str, type[Base]] = {
    model.__tablename__: model
    for model in (
        *(AccountabilityAction, MediationCase, Matter, IndicatorReturn),
        *(MediationRoom, MemberUnit, AreaAlias, Area, DataSource),
    )
}
TRAILS: dict[type[Base], tuple[type[Base], str]] = {
    Matter: (MatterEvent, "matter_id"),
    MediationCase: (MediationEvent, "mediation_case_id"),
    AccountabilityAction: (AccountabilityEvent, "action_id"),
}
# Counts writes, says nothing of the content.
UNSAID = ("version",)
Rows = dict[int, dict[str, Any]]


def snapshot(session: Session, model: type[Base], ids: Collection[int]) -> Rows:
    """Some rows as their columns, those of matters and cases with their trail (`events`)."""
    found: Rows = {}
    for part in chunks(list(ids)):
        statement = select(*_columns(model)).where(_table(model).c.id.in_(part))
        found |= {row["id"]: dict(row) for row in session.execute(statement).mappings()}
    if model in TRAILS:
        trail, owner = TRAILS[model]
        for row in found.values():
            row["events"] = []
        for part in chunks(list(found)):
            events = select(*_columns(trail)).where(_table(trail).c[owner].in_(part))
            for row in session.execute(events.order_by(_table(trail).c.at, _table(trail).c.id)).mappings():
                found[row[owner]]["events"].append({name: row[name] for name in row if name != "id"})
    return found


def written(row: Mapping[str, Any]) -> str:
    return json.dumps(row, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(row: Mapping[str, Any]) -> str:
    """A hash of the content: equal as long as nobody has touched the row."""
    return sha256(written({name: row[name] for name in row if name not in UNSAID}).encode()).hexdigest()


def note_added(session: Session, batch_id: int, model: type[Base], ids: Iterable[int]) -> None:
    """Keeps which rows a batch has added, in runs of keys that follow each other."""
    runs = groupby(enumerate(sorted(ids)), key=lambda pair: pair[1] - pair[0])
    for _, run in runs:
        keys = [key for _, key in run]
        row = {"entity": model.__tablename__, "first_id": keys[0], "last_id": keys[-1], "before": None}
        insert_rows(session, ImportChange, [row | {"import_batch_id": batch_id, "after_hash": None}])


def note_changed(session: Session, batch_id: int, model: type[Base], before: Rows) -> None:
    """Keeps whole rows as they were before a change that has just been made."""
    after = snapshot(session, model, list(before))
    rows = [
        {
            "import_batch_id": batch_id,
            "entity": model.__tablename__,
            "first_id": key,
            "last_id": key,
            "before": written(row),
            "after_hash": fingerprint(after[key]),
        }
        for key, row in before.items()
    ]
    insert_rows(session, ImportChange, rows)


def changes(session: Session, batch_id: int) -> Sequence[ImportChange]:
    """What a batch did, in its order."""
    statement = select(ImportChange).where(ImportChange.import_batch_id == batch_id).order_by(ImportChange.id)
    return session.scalars(statement).all()


def later(session: Session, batch_id: int, entity: str, ids: Collection[int]) -> dict[int, int]:
    """Which of the rows a later batch, not undone itself, has changed: the row's key by that batch."""
    statement = (
        select(ImportChange.first_id, ImportChange.import_batch_id)
        .join(ImportBatch, ImportBatch.id == ImportChange.import_batch_id)
        .where(
            ImportChange.import_batch_id > batch_id,
            ImportBatch.undone_at.is_(None),
            ImportChange.entity == entity,
            ImportChange.before.is_not(None),
        )
    )
    wanted = set(ids)
    return {key: batch for key, batch in session.execute(statement) if key in wanted}


def referring(session: Session, model: type[Base], ids: Collection[int]) -> dict[int, str]:
    """Which of the rows others stand on: the row's key with the name of one table that names it."""
    target, found = _table(model), {}
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is target and key.ondelete != "CASCADE":
                for part in chunks(list(ids)):
                    statement = select(key.parent).where(key.parent.in_(part)).distinct()
                    found |= dict.fromkeys(session.scalars(statement), table.name)
    return found


def remove(session: Session, model: type[Base], ids: Collection[int]) -> None:
    """Deletes rows, and with them what hangs on them."""
    for part in chunks(list(ids)):
        session.execute(delete(model).where(_table(model).c.id.in_(part)))


def restore(session: Session, model: type[Base], batch_id: int, before: Mapping[int, str]) -> None:
    """Gives rows back what they held, a matter its trail too; the same content has the same version again."""
    for key, text in before.items():
        row = json.loads(text)
        events = row.pop("events", None)
        session.execute(update(_table(model)).where(_table(model).c.id == key).values(_typed(model, row)))
        if events is not None:
            session.execute(delete(MatterEvent).where(MatterEvent.matter_id == key))
            insert_rows(session, MatterEvent, [_typed(MatterEvent, event) for event in events])
    if model is Matter:
        for part in chunks(list(before)):
            mine = MatterRevision.import_batch_id == batch_id
            session.execute(delete(MatterRevision).where(mine, MatterRevision.matter_id.in_(part)))


def forget(session: Session, before: datetime) -> int:
    """Removes what was kept of batches that began before an instant; gives how many of them could still be undone."""
    old = select(ImportBatch.id).where(ImportBatch.started_at < before)
    count = select(func.count(ImportChange.import_batch_id.distinct())).where(ImportChange.import_batch_id.in_(old))
    found = session.scalar(count) or 0
    session.execute(delete(ImportChange).where(ImportChange.import_batch_id.in_(old)))
    return found


def _typed(model: type[Base], row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row read back from JSON, as the columns take them."""
    table = _table(model)
    return {name: _value(table.c[name].type.python_type, value) for name, value in row.items() if name != "id"}


def _value(kind: type, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if kind is datetime:
        return datetime.fromisoformat(value).astimezone(UTC)
    if kind is date:
        return date.fromisoformat(value)
    return Decimal(value) if kind is Decimal else value


def _columns(model: type[Base]) -> list[Any]:
    return list(inspect(model).columns)


def _table(model: type[Base]) -> Table:
    return inspect(model).local_table  # type: ignore[return-value]
