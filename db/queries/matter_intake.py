"""Matters arriving in bulk: what is known of them, adding them with their trails, and changing them with history."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Table, delete, inspect, select
from sqlalchemy.orm import Session

from db.models import Area, ImportBatch, Matter, MatterEvent, MatterRevision, MemberUnit
from db.queries import bulk
from db.queries.intake import chunks, insert_rows, update_rows

INSTANTS = ("at", "source_updated_at")
DAYS = ("due_on",)
EVENT_COLUMNS = ("status", "episode", "at", "dated", "due_on", "on_time", "satisfaction")
Event = tuple[Any, ...]
"""One step in the order of EVENT_COLUMNS."""


def known(session: Session, source_id: int, refs: Collection[str]) -> dict[str, Any]:
    """By reference: (source_ref, id, content_hash, area_id, category_key, handling_unit_id, source_updated_at)."""
    found: dict[str, Any] = {}
    for part in chunks(list(refs)):
        statement = select(
            Matter.source_ref,
            Matter.id,
            Matter.content_hash,
            Matter.area_id,
            Matter.category_key,
            Matter.handling_unit_id,
            Matter.source_updated_at,
        ).where(Matter.data_source_id == source_id, Matter.source_ref.in_(part))
        found |= {row.source_ref: row for row in session.execute(statement)}
    return found


def add(session: Session, matters: Sequence[Mapping[str, Any]], trails: Sequence[Sequence[Event]]) -> list[int]:
    """Adds matters (all with the same names) and, beside each, its trail; gives their keys."""
    if not matters:
        return []
    first = bulk.reserve_ids(session, Matter, len(matters))
    ids = list(range(first, first + len(matters)))
    bulk.insert_columns(session, Matter, {"id": ids} | _columns(matters))
    add_events(session, [(id_, event) for id_, trail in zip(ids, trails, strict=True) for event in trail])
    return ids


def add_events(session: Session, events: Sequence[tuple[int, Event]]) -> None:
    """Adds steps to the matters whose key stands beside them, in this order."""
    if events:
        rows: list[dict[str, Any]] = [dict(zip(EVENT_COLUMNS, event, strict=True)) for _, event in events]
        bulk.insert_columns(session, MatterEvent, {"matter_id": [id_ for id_, _ in events]} | _columns(rows))


def states(session: Session, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What is stored of some matters: their columns, with the codes of area and unit (`area`, `unit`)."""
    table: Table = inspect(Matter).local_table  # type: ignore[assignment]
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(list(ids)):
        statement = (
            select(*table.c, Area.code.label("area"), Area.name.label("area_name"), MemberUnit.code.label("unit"))
            .select_from(Matter)
            .outerjoin(Area, Area.id == Matter.area_id)
            .outerjoin(MemberUnit, MemberUnit.id == Matter.handling_unit_id)
            .where(Matter.id.in_(part))
        )
        found |= {row["id"]: dict(row) for row in session.execute(statement).mappings()}
    return found


def trails(session: Session, ids: Collection[int]) -> dict[int, list[tuple[int, Event]]]:
    """The stored steps of some matters, each with its own key, in their order."""
    found: dict[int, list[tuple[int, Event]]] = {id_: [] for id_ in ids}
    for part in chunks(list(ids)):
        columns = (getattr(MatterEvent, name) for name in EVENT_COLUMNS)
        statement = select(MatterEvent.matter_id, MatterEvent.id, *columns).where(MatterEvent.matter_id.in_(part))
        for matter_id, event_id, *event in session.execute(statement.order_by(MatterEvent.at, MatterEvent.id)):
            found[matter_id].append((event_id, tuple(event)))
    return found


def replaced(session: Session, batch_id: int, ids: Collection[int], until: int) -> dict[int, str]:
    """By matter, what earlier readings of this batch's file kept of it when a later row took its place.

    Only readings that came as far as row `until` tell: one that was killed before may have left a later row unread.
    What another file said since makes all rows news again. What this batch itself replaced is not among it: a file
    may say A, then B, then A again, and means A.
    """
    found: dict[int, str] = {}
    own = session.scalar(select(ImportBatch.file_hash).where(ImportBatch.id == batch_id))
    for part in chunks(list(ids)):
        statement = (
            select(MatterRevision.matter_id, MatterRevision.before, ImportBatch)
            .outerjoin(ImportBatch, ImportBatch.id == MatterRevision.import_batch_id)
            .where(MatterRevision.matter_id.in_(part))
            .order_by(MatterRevision.id)
        )
        for matter_id, before, batch in session.execute(statement):
            if batch is None or batch.file_hash != own:
                found[matter_id] = ""
            elif batch.id != batch_id and batch.rows_read >= until:
                found[matter_id] = found.get(matter_id, "") + before
    return found


def change(
    session: Session,
    matters: Sequence[Mapping[str, Any]],
    revisions: Sequence[Mapping[str, Any]],
    withdrawn: Collection[int],
    events: Sequence[tuple[int, Event]],
) -> None:
    """Keeps what the matters said before, then changes them: new columns, steps taken back, steps added."""
    insert_rows(session, MatterRevision, revisions)
    update_rows(session, Matter, matters)
    for part in chunks(list(withdrawn)):
        session.execute(delete(MatterEvent).where(MatterEvent.id.in_(part)))
    add_events(session, events)


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, bulk.Column]:
    return {name: _column(name, [row[name] for row in rows]) for name in rows[0]}


def _column(name: str, values: list[Any]) -> bulk.Column:
    if name in DAYS:
        return np.array(values, dtype="datetime64[D]")
    if name in INSTANTS:
        return np.array([_bare(value) for value in values], dtype="datetime64[us]")
    return values


def _bare(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC).replace(tzinfo=None) if value else None
