"""A small database of its own, holding what an import looks at: there it can be tried without touching the records."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table, inspect, or_, select
from sqlalchemy.orm import Session

from db.models import (
    AccountabilityAction,
    AccountabilityEvent,
    AccountabilityNotice,
    Area,
    AreaAlias,
    Base,
    CalendarDay,
    Category,
    DataSource,
    ImportBatch,
    IndicatorReturn,
    Matter,
    MatterEvent,
    MatterRevision,
    MediationCase,
    MediationDeadline,
    MediationEvent,
    MediationPause,
    MediationRoom,
    MediationSession,
    Mediator,
    MemberUnit,
    MemberUnitAlias,
    Purpose,
)
from db.queries.intake import chunks
from db.session import WHOLE, Records, sqlite_url

# In the order in which they name each other.
LISTS = (Area, AreaAlias, Category, MemberUnit, MemberUnitAlias, DataSource, Purpose)


@contextmanager
def scratch(records: Records, folder: Path, source: str) -> Iterator[Records]:
    """A SQLite database in the folder with the lists of the records, the bodies, and the returns of one source."""
    made = Records(sqlite_url(folder))
    try:
        Base.metadata.create_all(made.engine)
        with records.reading() as session, made.writing() as target:
            for model in (*LISTS, MediationRoom, CalendarDay):
                _copy(session, target, model)
            _copy(session, target, Mediator, account_id=None)
            of_source = select(DataSource.id).where(DataSource.key == source).scalar_subquery()
            _copy(session, target, IndicatorReturn, IndicatorReturn.data_source_id == of_source)
        yield made
    finally:
        made.close()


def bring(records: Records, made: Records, source: str, refs: Collection[str]) -> None:
    """Copies the matters of a source with these references into the scratch database, with trail and revisions."""
    with records.reading() as session, made.writing() as target:
        for part in chunks(list(refs)):
            of_source = select(DataSource.id).where(DataSource.key == source).scalar_subquery()
            wanted = select(Matter.id).where(Matter.data_source_id == of_source, Matter.source_ref.in_(part))
            present = set(target.scalars(select(Matter.id).where(Matter.source_ref.in_(part))))
            ids = [id_ for id_ in session.scalars(wanted) if id_ not in present]
            _bring(session, target, ids)


def bring_cases(records: Records, made: Records, refs: Collection[str]) -> None:
    """Copies the cases with these keys of import, and the matters with these numbers and all their cases."""
    with records.reading(within=WHOLE) as session, made.writing() as target:
        for part in chunks(list(refs)):
            named = select(Matter.id).where(or_(Matter.code.in_(part), Matter.source_ref.in_(part)))
            known = select(MediationCase.matter_id).where(MediationCase.import_key.in_(part))
            wanted = set(session.scalars(named)) | set(session.scalars(known))
            present = set(target.scalars(select(Matter.id).where(Matter.id.in_(wanted))))
            ids = wanted - present
            _copy(session, target, Matter, Matter.id.in_(ids))
            _copy(session, target, MatterEvent, MatterEvent.matter_id.in_(ids))
            for model in (MediationCase, MediationEvent, MediationSession, MediationDeadline, MediationPause):
                _copy(session, target, model, model.matter_id.in_(ids))


def bring_acts(records: Records, made: Records) -> None:
    """Copies all acts with their notices and trails: there are a few thousand at most."""
    with records.reading(within=WHOLE) as session, made.writing() as target:
        for model in (AccountabilityAction, AccountabilityNotice, AccountabilityEvent):
            _copy(session, target, model)


def _bring(session: Session, target: Session, ids: Collection[int]) -> None:
    _copy(session, target, Matter, Matter.id.in_(ids))
    _copy(session, target, MatterEvent, MatterEvent.matter_id.in_(ids))
    revised = select(MatterRevision.import_batch_id).where(MatterRevision.matter_id.in_(ids))
    here = set(target.scalars(select(ImportBatch.id)))
    batches = [id_ for id_ in session.scalars(revised.distinct()) if id_ is not None and id_ not in here]
    _copy(session, target, ImportBatch, ImportBatch.id.in_(batches), account_id=None)
    _copy(session, target, MatterRevision, MatterRevision.matter_id.in_(ids))


def _copy(
    session: Session, target: Session, model: type[Base], which: ColumnElement[bool] | None = None, **instead: Any
) -> None:
    table: Table = inspect(model).local_table  # type: ignore[assignment]
    statement = select(*table.c) if which is None else select(*table.c).where(which)
    rows = [dict(row) | instead for row in session.execute(statement.order_by(table.c[0])).mappings()]
    for part in chunks(rows):
        target.execute(table.insert(), list(part))
