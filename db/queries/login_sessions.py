"""Login sessions and sign-in tickets in the records; only hashes of their secrets are ever compared or kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from db.models import Account, LoginSession, SignInStep, SignInTicket
from db.queries.one_row import changed


def by_token(session: Session, token_hash: str) -> LoginSession | None:
    """The row with its account and area: one indexed query."""
    whole = joinedload(LoginSession.account).joinedload(Account.area)
    return session.scalars(select(LoginSession).where(LoginSession.token_hash == token_hash).options(whole)).first()


def touch(session: Session, login_session_id: int, now: datetime) -> None:
    session.execute(update(LoginSession).where(LoginSession.id == login_session_id).values(last_seen_at=now))


def revoke(session: Session, login_session_id: int, now: datetime) -> bool:
    """Ends the session; False where it had been ended already."""
    return changed(
        session,
        update(LoginSession)
        .where(LoginSession.id == login_session_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now),
    )


def revoke_account(session: Session, account_id: int, now: datetime, but: int | None = None) -> None:
    """Ends every session of the account but one, in all its browsers, and voids what is on its way in."""
    live = update(LoginSession).where(LoginSession.account_id == account_id, LoginSession.revoked_at.is_(None))
    session.execute((live if but is None else live.where(LoginSession.id != but)).values(revoked_at=now))
    session.execute(delete(SignInTicket).where(SignInTicket.account_id == account_id))
    session.execute(delete(SignInStep).where(SignInStep.account_id == account_id))


def of_account(session: Session, account_id: int) -> Sequence[LoginSession]:
    """The sessions of an account that nobody has ended, with it; they may be over by their age."""
    kept = select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.revoked_at.is_(None))
    return session.scalars(kept.options(joinedload(LoginSession.account))).all()


def revoke_of(session: Session, account_id: int, login_session_id: int, now: datetime) -> bool:
    """Ends one session if it is this account's and lives."""
    mine = update(LoginSession).where(LoginSession.id == login_session_id, LoginSession.account_id == account_id)
    return changed(session, mine.where(LoginSession.revoked_at.is_(None)).values(revoked_at=now))


def use_ticket(session: Session, ticket_hash: str, login_session_id: int, now: datetime) -> bool:
    """Uses up the ticket; False unless it is fresh, unused and of this pre-session. Of two at once, one succeeds."""
    return changed(
        session,
        update(SignInTicket)
        .where(
            SignInTicket.token_hash == ticket_hash,
            SignInTicket.login_session_id == login_session_id,
            SignInTicket.used_at.is_(None),
            SignInTicket.expires_at > now,
        )
        .values(used_at=now),
    )


def account_of_ticket(session: Session, ticket_hash: str) -> Account:
    statement = select(Account).join(SignInTicket, SignInTicket.account_id == Account.id)
    return session.scalars(statement.where(SignInTicket.token_hash == ticket_hash)).one()


def purge(session: Session, before: datetime) -> None:
    """Removes the sessions that ended before then, and with them their tickets."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at < before))
    session.execute(delete(LoginSession).where(LoginSession.revoked_at < before))
