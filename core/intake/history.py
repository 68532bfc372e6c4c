"""The imports there have been, as far as a person answers for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core import catalogue, clock
from core.access import Person
from core.areas import AreaTree
from db.models.area import ROOT_CODE
from db.queries import import_history as queries
from db.session import Records

# As long as uploads and what an import changed are kept.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Batch:
    """One import: what, when, by which account, with what result. `report` is a path, None where there is none."""

    id: int
    kind: str
    file_name: str
    mapping: str
    who: str
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    report: str | None
    undone_at: datetime | None
    undone_by: str | None

    @property
    def is_undoable(self) -> bool:
        return self.undone_at is None and clock.now() - self.started_at < KEPT


def history(records: Records, person: Person, areas: AreaTree, limit: int = 50) -> list[Batch]:
    """The latest imports of the accounts within the person's own area; those of the command line for the root only."""
    return _found(records, person, areas, limit)


def one(records: Records, person: Person, areas: AreaTree, batch_id: int) -> Batch | None:
    """One of them; None where it isn't the person's to see."""
    return next(iter(_found(records, person, areas, 1, batch_id)), None)


def _found(records: Records, person: Person, areas: AreaTree, limit: int, batch_id: int | None = None) -> list[Batch]:
    if person.area_code is None:
        return []
    own = None if person.area_code == ROOT_CODE else {area.code for area in areas.below(person.area_code)}
    with records.reading() as session:
        return [_batch(row) for row in queries.batches(session, limit, own, batch_id)]


def _batch(row: queries.BatchRow) -> Batch:
    batch, who = row
    names = ("read", "added", "changed", "unchanged", "refused", "doubtful")
    report = batch.report_path if batch.report_path and Path(batch.report_path).is_file() else None
    return Batch(
        batch.id,
        batch.kind,
        batch.file_name,
        batch.mapping or catalogue.say("common.none"),
        who or catalogue.say("imports.operator"),
        batch.started_at,
        batch.finished_at,
        {name: getattr(batch, f"rows_{name}") for name in names},
        report,
        batch.undone_at,
        batch.undone_by,
    )
