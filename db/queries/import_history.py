"""The batches there have been with who brought them, the uploads that wait, and taking each of them once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from db.models import Account, Area, ImportBatch, ImportUpload
from db.queries.intake import chunks

BatchRow = Row[ImportBatch, str]
"""A batch and the display name of the account that brought it (None: the command line)."""


def batches(
    session: Session, limit: int, areas: Collection[str] | None, batch_id: int | None = None
) -> Sequence[BatchRow]:
    """The latest batches of accounts of some areas (None: all batches), or one of them."""
    statement = (
        select(ImportBatch, Account.display_name)
        .outerjoin(Account, Account.id == ImportBatch.account_id)
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    if batch_id is not None:
        statement = statement.where(ImportBatch.id == batch_id)
    if areas is not None:
        statement = statement.join(Area, Area.id == Account.area_id).where(Area.code.in_(areas))
    return session.execute(statement).all()


def mark_undone(session: Session, batch_id: int, at: datetime, by: str) -> bool:
    """Whether this call is the one that undoes the batch: of two at once only one is."""
    mine = update(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.undone_at.is_(None))
    return session.execute(mine.values(undone_at=at, undone_by=by)).rowcount == 1  # type: ignore[attr-defined]


def upload(session: Session, token: str) -> ImportUpload | None:
    return session.scalars(select(ImportUpload).where(ImportUpload.token == token)).one_or_none()


def take_upload(session: Session, token: str, at: datetime) -> bool:
    """Whether this call is the one that takes the upload: a double click takes it once."""
    mine = update(ImportUpload).where(ImportUpload.token == token, ImportUpload.taken_at.is_(None))
    return session.execute(mine.values(taken_at=at)).rowcount == 1  # type: ignore[attr-defined]


def note_batch(session: Session, token: str, batch_id: int) -> None:
    session.execute(update(ImportUpload).where(ImportUpload.token == token).values(import_batch_id=batch_id))


def forget_uploads(session: Session, before: datetime) -> list[str]:
    """Removes uploads from before an instant; gives their tokens."""
    tokens = list(session.scalars(select(ImportUpload.token).where(ImportUpload.uploaded_at < before)))
    for part in chunks(tokens):
        session.execute(delete(ImportUpload).where(ImportUpload.token.in_(part)))
    return tokens


def forget_reports(session: Session, before: datetime) -> list[str]:
    """Takes the reports of batches from before an instant off the books; gives their paths."""
    old = select(ImportBatch.report_path).where(ImportBatch.started_at < before, ImportBatch.report_path.is_not(None))
    paths = [path for path in session.scalars(old) if path]
    session.execute(update(ImportBatch).where(ImportBatch.started_at < before).values(report_path=None))
    return paths
