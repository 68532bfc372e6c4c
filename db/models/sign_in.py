"""What a sign-in goes through besides the account: steps done, addresses that fail, old passwords, recovery codes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime


class SignInStep(Base):
    """How far an anonymous browser has come: whose password it gave, and whether the second factor as well.

    It opens nothing by itself: the session begins with a ticket, once no step is left.
    """

    __tablename__ = "sign_in_step"

    login_session_id: Mapped[int] = mapped_column(
        ForeignKey("login_session.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    proven_at: Mapped[datetime] = mapped_column(UtcDateTime)
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outside: Mapped[bool] = mapped_column(default=False)
    """Proven by the single sign-on of the office, which asks for its own password."""


class SignInAddress(Base):
    """A network address from which sign-ins fail; offices share one, so its limit is high."""

    __tablename__ = "sign_in_address"

    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    failed_count: Mapped[int]
    failed_since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OldPassword(Base):
    """The hash of a password that an account had before, so that it isn't used again."""

    __tablename__ = "old_password"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    password_hash: Mapped[str] = mapped_column(String(128))


class RecoveryCode(Base):
    """A code that stands in for the second factor once; only its hash is kept, and it is removed when used."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))


class FirstRunCode(Base):
    """The code that `fengqiao serve` prints while there is no account: it makes the first one, once, within an hour."""

    __tablename__ = "first_run_code"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
