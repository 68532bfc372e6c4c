"""The change log: one row for each write to a fact's source, made by triggers in the writer's own transaction."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime


class Change(Base):
    """`entity` names a fact's source (matter, centre_post, …), `entity_id` its row; what changed is read afresh."""

    __tablename__ = "change_log"
    # Positions are never used twice, even after the log has been pruned to nothing.
    __table_args__ = (
        Index("ix_change_log_transaction_id", "transaction_id", "position"),
        {"sqlite_autoincrement": True},
    )

    position: Mapped[int] = mapped_column(Key, primary_key=True)
    transaction_id: Mapped[int] = mapped_column(Key, default=0)
    """The writer's transaction (PostgreSQL's xid, where sequence order is not commit order); 0 on SQLite."""
    entity: Mapped[str] = mapped_column(String(24))
    entity_id: Mapped[int] = mapped_column(Key)


class Installation(Base):
    """The identity of this database: a read model of another one is foreign and is rebuilt."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    identity: Mapped[str] = mapped_column(String(36))


class ModelReader(Base):
    """One read model: up to where it has taken the change log in, as of `seen_at`; behind the slowest it is pruned."""

    __tablename__ = "model_reader"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slot: Mapped[str] = mapped_column(String(255), unique=True)
    """The machine's name and the slot file's path."""
    transaction_id: Mapped[int] = mapped_column(Key, default=0)
    position: Mapped[int] = mapped_column(Key)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
