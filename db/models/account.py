"""Who may sign in: accounts, their server-side sessions, and the one-time tickets that start a session."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.area import Area
from db.models.base import Base, Key, UtcDateTime, one_of

ROLES = (
    "leader",
    "command_desk",
    "county_office",
    "township_centre",
    "mediation_room",
    "service_office",
    "supervision_office",
    "system_manager",
    "security_manager",
    "audit_manager",
)


class Account(Base):
    """A person who works in an office. `display_name` names the office, never printed on walls or in statistics."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(32))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    """The subtree this person may see; the root area for the whole tree; None sees nothing."""
    password_hash: Mapped[str] = mapped_column(String(128))
    password_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    enabled: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    """Made by `fengqiao demo-data`: its password is public and it is removed with the demo data."""
    failed_count: Mapped[int] = mapped_column(default=0)
    failed_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    """Counts what administrators change, so that two who edit the same account don't undo each other unseen."""
    must_change_password: Mapped[bool] = mapped_column(default=False)
    """Its password was set by somebody else."""
    totp_secret: Mapped[str | None] = mapped_column(String(255))
    """The secret of the second factor, encrypted with the key file of the installation."""
    totp_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its first code was given; until then it is only offered."""
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    """The half minute of the last code that was taken: none is taken twice."""

    area: Mapped[Area | None] = relationship()


class LoginSession(Base):
    """One browser. A row without an account is the anonymous pre-session: it may run the sign-in script, no more."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the cookie's value: reading this table gives nobody a session."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str | None] = mapped_column(String(64))
    """The network address from which it was begun, and what kind of browser: for whose session it is to know it."""
    browser: Mapped[str | None] = mapped_column(String(64))

    account: Mapped[Account | None] = relationship()


class SignInTicket(Base):
    """Proof of a password just given, exchanged once and within seconds for a fresh cookie by the same browser."""

    __tablename__ = "sign_in_ticket"
    __table_args__ = (Index("ix_sign_in_ticket_expires_at", "expires_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login_session_id: Mapped[int] = mapped_column(ForeignKey("login_session.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
