"""Imports: one row a file taken in, the uploads that wait for a yes, and what each import changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime


class ImportBatch(Base):
    """One import of one file with one mapping: counts and where its report lies."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    data_source_id: Mapped[int | None] = mapped_column(ForeignKey("data_source.id"))
    file_name: Mapped[str] = mapped_column(String(255))
    file_hash: Mapped[str] = mapped_column(String(64), index=True)
    mapping_hash: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[str | None] = mapped_column(String(40))
    """The mapping's name or file name."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_added: Mapped[int] = mapped_column(default=0)
    rows_changed: Mapped[int] = mapped_column(default=0)
    rows_unchanged: Mapped[int] = mapped_column(default=0)
    rows_refused: Mapped[int] = mapped_column(default=0)
    rows_doubtful: Mapped[int] = mapped_column(default=0)
    report_path: Mapped[str | None] = mapped_column(String(255))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(64))
    """The name of the account that took it back."""


class ImportUpload(Base):
    """A file that somebody has handed in and looks at before it is imported; `token` lets it be taken once."""

    __tablename__ = "import_upload"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token: Mapped[str] = mapped_column(String(36), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(24))
    mapping: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(255))
    file_hash: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class ImportChange(Base):
    """What an import did to rows of one table, newest last: rows `first_id` … `last_id` added, or one row changed.

    `before` is the whole row as it was (JSON), None for rows added. `after_hash` tells whether anybody has touched it
    since. Kept as long as an import may be undone (core/intake/undoing.py), then removed.
    """

    __tablename__ = "import_change"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    entity: Mapped[str] = mapped_column(String(24))
    first_id: Mapped[int] = mapped_column(Key)
    last_id: Mapped[int] = mapped_column(Key)
    before: Mapped[str | None] = mapped_column(Text)
    after_hash: Mapped[str | None] = mapped_column(String(64))
