"""Accounts in the records: finding them, and counting failed sign-ins in one statement each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, joinedload

from db.models import Account, Area


def by_name(session: Session, username: str) -> Account | None:
    """The account, held until the transaction ends, so that two who count its failures count one after the other."""
    statement = select(Account).where(Account.username == username).with_for_update(of=Account)
    return session.scalars(statement.options(joinedload(Account.area))).first()


def listed(session: Session) -> Sequence[Account]:
    """All accounts with their areas, in the order they were made."""
    return session.scalars(select(Account).options(joinedload(Account.area)).order_by(Account.id)).all()


def demo(session: Session) -> Sequence[Account]:
    """The demo accounts that may sign in, in the order they were made."""
    statement = select(Account).where(Account.demo, Account.enabled).options(joinedload(Account.area))
    return session.scalars(statement.order_by(Account.id)).all()


def any_enabled(session: Session) -> bool:
    return session.scalar(select(exists().where(Account.enabled))) or False


def present_area(session: Session, code: str) -> Area | None:
    """The area that has this code today."""
    return session.scalars(select(Area).where(Area.code == code, Area.valid_to.is_(None))).first()


def charge(session: Session, account: Account, now: datetime, window: timedelta, limit: int) -> None:
    """Counts one attempt against the account before its password is looked at, and locks it at the limit.

    Counted first and forgiven on success: however many attempts run at once, no more than `limit` are looked at.
    """
    if account.failed_since is None or now - account.failed_since > window:
        account.failed_since, account.failed_count = now, 0
    account.failed_count += 1
    if account.failed_count >= limit and (account.locked_until is None or account.locked_until <= now):
        account.locked_until = now + window
    session.flush()


def forgive(session: Session, account_id: int) -> None:
    """Forgets the failures of an account whose password was just given."""
    session.execute(
        update(Account).where(Account.id == account_id).values(failed_count=0, failed_since=None, locked_until=None)
    )
