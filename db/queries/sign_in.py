"""The steps of a sign-in in the records: how far a browser has come, recovery codes, the first administrator's code."""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session, joinedload

from db.models import Account, FirstRunCode, RecoveryCode, SignInStep
from db.queries.one_row import changed


def step(session: Session, login_session_id: int, since: datetime) -> tuple[SignInStep, Account] | None:
    """What this browser has proven since then, with the account it proved it for."""
    statement = (
        select(SignInStep, Account)
        .join(Account, Account.id == SignInStep.account_id)
        .where(SignInStep.login_session_id == login_session_id, SignInStep.proven_at > since)
        .options(joinedload(Account.area))
    )
    row = session.execute(statement).first()
    return (row[0], row[1]) if row else None


def forget_browser(session: Session, login_session_id: int) -> None:
    session.execute(delete(SignInStep).where(SignInStep.login_session_id == login_session_id))


def take_totp_step(session: Session, account_id: int, totp_step: int) -> bool:
    """Uses up a half minute: False where a code of it or of a later one was taken before."""
    later = or_(Account.totp_step.is_(None), Account.totp_step < totp_step)
    return changed(session, update(Account).where(Account.id == account_id, later).values(totp_step=totp_step))


def put_recovery_codes(session: Session, account_id: int, hashes: list[str]) -> None:
    """Replaces those that were there; none for an empty list."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session.add_all(RecoveryCode(account_id=account_id, code_hash=one) for one in hashes)


def use_recovery_code(session: Session, account_id: int, code_hash: str) -> bool:
    """Uses the code up; of two at once, one succeeds."""
    mine = (RecoveryCode.account_id == account_id, RecoveryCode.code_hash == code_hash)
    return changed(session, delete(RecoveryCode).where(*mine))


def put_first_run_code(session: Session, code: FirstRunCode) -> None:
    """The only one that is good from now on."""
    session.execute(delete(FirstRunCode))
    session.add(code)


def use_first_run_code(session: Session, code_hash: str, now: datetime) -> bool:
    good = (FirstRunCode.code_hash == code_hash, FirstRunCode.used_at.is_(None), FirstRunCode.expires_at > now)
    return changed(session, update(FirstRunCode).where(*good).values(used_at=now))


def first_run_waits(session: Session, now: datetime) -> bool:
    """Whether there is a code that is still good."""
    statement = select(exists().where(FirstRunCode.used_at.is_(None), FirstRunCode.expires_at > now))
    return session.scalar(statement) or False
