"""The audit trail: who did what to which object, with what result; each row its own hash, each link the one before."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime


class AuditEvent(Base):
    """Append-only (triggers refuse update and delete); written in the same transaction as the change it tells of.

    `own_hash` covers every other column of the row. Committed rows are linked into a chain afterwards (`AuditSeal`), so
    that writers don't wait for each other at its end.
    """

    __tablename__ = "audit_event"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(32))
    login_session_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(48), index=True)
    object_kind: Mapped[str] = mapped_column(String(32))
    object_key: Mapped[str] = mapped_column(String(128))
    scope: Mapped[str | None] = mapped_column(String(400))
    purpose: Mapped[str | None] = mapped_column(String(200))
    result: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str | None] = mapped_column(String(1000))
    before_hash: Mapped[str | None] = mapped_column(String(64))
    after_hash: Mapped[str | None] = mapped_column(String(64))
    algorithm: Mapped[str] = mapped_column(String(16), default="sha256-v1")
    own_hash: Mapped[str] = mapped_column(String(64))


class AuditSeal(Base):
    """One link of the chain over the trail: number 1, 2 … without a gap, each holding the hash of the one before it.

    Append-only as well. `own_hash` covers the number, the event, its hash, the hash before and the time.
    """

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    audit_event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), unique=True)
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    own_hash: Mapped[str] = mapped_column(String(64))
