"""Accounts in the records: finding them, and counting failed sign-ins in one statement each."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, delete, exists, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from db.models import Account, Area, OldPassword, SignInAddress
from db.models.base import UtcDateTime
from db.queries import areas


def by_name(session: Session, username: str) -> Account | None:
    """The account, held until the transaction ends, so that two who change it change it one after the other."""
    return session.scalars(_named(username).with_for_update(of=Account)).first()


def look_up(session: Session, username: str) -> Account | None:
    """The account, for transactions that only read."""
    return session.scalars(_named(username)).first()


def _named(username: str) -> Select[Account]:
    return select(Account).where(Account.username == username).options(joinedload(Account.area))


def listed(session: Session) -> Sequence[Account]:
    """All accounts with their areas, in the order they were made."""
    return session.scalars(select(Account).options(joinedload(Account.area)).order_by(Account.id)).all()


def demo(session: Session) -> Sequence[Account]:
    """The demo accounts that may sign in, in the order they were made."""
    statement = select(Account).where(Account.demo, Account.enabled).options(joinedload(Account.area))
    return session.scalars(statement.order_by(Account.id)).all()


def display_names(session: Session) -> dict[str, str]:
    """What the accounts are called, by user name."""
    rows = session.execute(select(Account.username, Account.display_name))
    return {row.username: row.display_name for row in rows}


def any_enabled(session: Session) -> bool:
    return session.scalar(select(exists().where(Account.enabled))) or False


def present_area(session: Session, code: str, on: date) -> Area | None:
    """The area that has this code on a day."""
    return session.scalars(select(Area).where(Area.code == code, areas.valid(on))).first()


def charge(session: Session, account_id: int, now: datetime, window: timedelta, limit: int) -> bool:
    """Counts one attempt against the account before its password is looked at; False where that is locked already.

    One statement, so none of many at once goes uncounted. Counted first and forgiven on success: no more than `limit`
    are looked at within the window.
    """
    statement = update(Account).where(Account.id == account_id).values(_charged(Account, now, window, limit))
    return _may_try(_locked_until(session, statement.returning(Account.locked_until)), now, window)


def charge_address(session: Session, address: str, now: datetime, window: timedelta, limit: int) -> bool:
    """The same for a network address."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(SignInAddress).values(address=address, failed_count=1, failed_since=now)
    statement = first.on_conflict_do_update(
        index_elements=[SignInAddress.address], set_=_charged(SignInAddress, now, window, limit)
    )
    return _may_try(_locked_until(session, statement.returning(SignInAddress.locked_until)), now, window)


def take_back(session: Session, account_id: int) -> None:
    """One attempt was no failure, but what came before it isn't forgiven yet. Lifts the lock that it may have set."""
    session.execute(
        update(Account)
        .where(Account.id == account_id, Account.failed_count > 0)
        .values(failed_count=Account.failed_count - 1, locked_until=None)
    )


def take_back_address(session: Session, address: str) -> None:
    """One attempt from there was no failure; those of the neighbours stay."""
    session.execute(
        update(SignInAddress)
        .where(SignInAddress.address == address, SignInAddress.failed_count > 0)
        .values(failed_count=SignInAddress.failed_count - 1, locked_until=None)
    )


def purge_addresses(session: Session, before: datetime) -> None:
    session.execute(delete(SignInAddress).where(SignInAddress.failed_since < before))


def _charged(of: type[Account] | type[SignInAddress], now: datetime, window: timedelta, limit: int) -> dict[str, Any]:
    fresh = or_(of.failed_since.is_(None), of.failed_since < now - window)
    count = case((fresh, 1), else_=of.failed_count + 1)
    locks = and_(count >= limit, or_(of.locked_until.is_(None), of.locked_until <= now))
    return {
        "failed_count": count,
        "failed_since": case((fresh, literal(now, UtcDateTime)), else_=of.failed_since),
        "locked_until": case((locks, literal(now + window, UtcDateTime)), else_=of.locked_until),
    }


def _locked_until(session: Session, statement: Any) -> datetime | None:
    # What the session has loaded of the account is told apart from what the database now counts.
    return session.scalar(statement, execution_options={"synchronize_session": False})


def _may_try(locked_until: datetime | None, now: datetime, window: timedelta) -> bool:
    """The attempt that reaches the limit sets the lock and is the last one that is looked at."""
    return locked_until is None or locked_until <= now or locked_until == now + window


def forgive(session: Session, account_id: int) -> None:
    """Forgets the failures of an account whose password was just given."""
    session.execute(
        update(Account).where(Account.id == account_id).values(failed_count=0, failed_since=None, locked_until=None)
    )


def old_passwords(session: Session, account_id: int, number: int) -> Sequence[str]:
    """The hashes of the last passwords that the account had before its present one, newest first."""
    statement = select(OldPassword.password_hash).where(OldPassword.account_id == account_id)
    return session.scalars(statement.order_by(OldPassword.id.desc()).limit(number)).all()


def by_id(session: Session, account_id: int) -> Account | None:
    """As `by_name`, held until the transaction ends."""
    statement = select(Account).where(Account.id == account_id).with_for_update(of=Account)
    return session.scalars(statement.options(joinedload(Account.area))).first()


def any_at_all(session: Session) -> bool:
    """Whether there is any account, enabled or not."""
    return session.scalar(select(exists().where(Account.id.is_not(None)))) or False


def others_enabled(session: Session, role: str, account_id: int) -> bool:
    """Whether somebody else of this role may sign in."""
    statement = select(exists().where(Account.enabled, Account.role == role, Account.id != account_id))
    return session.scalar(statement) or False
