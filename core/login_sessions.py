"""Login sessions: one a browser, kept on the server, so that ending one ends it everywhere at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from core import accounts, audit, clock
from core.access import Person
from db.models import LoginSession, SignInTicket
from db.queries import login_sessions
from db.session import Records

ABSOLUTE = timedelta(hours=8)
IDLE = timedelta(minutes=15)
TICKET = timedelta(seconds=30)
# An anonymous session can do nothing but sign in, so a sign-in page left open over a holiday still works after it.
ANONYMOUS = timedelta(days=14)
# Being seen is written down at most this often.
TOUCH = timedelta(minutes=1)
KEEP = timedelta(days=1)
# Seen later than now: the clock was ahead and has been put right, and no end that was reckoned by it can be trusted.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class Login:
    """A live session. `person` is None before sign-in: then it may run the sign-in script and nothing else."""

    id: int
    token_hash: str
    person: Person | None
    last_seen_at: datetime


def digest(token: str) -> str:
    """What is stored of a secret: the tables give nobody a session."""
    return sha256(token.encode()).hexdigest()


def open_anonymous(records: Records) -> str:
    """A new pre-session; returns the value for its cookie (256 random bits)."""
    with records.writing() as session:
        token, _row = _opened(None)
        session.add(_row)
    return token


def find(records: Records, token: str) -> Login | None:
    """The live session of this cookie with its person as they are now (role, area, enabled), else None."""
    with records.reading() as session:
        row = login_sessions.by_token(session, digest(token))
        if row is None or ended(row, clock.now()) is not None:
            return None
        who = accounts.person(row.account, row.id) if row.account else None
        return Login(row.id, row.token_hash, who, row.last_seen_at)


def seen(records: Records, login: Login) -> None:
    """Puts off the idle end; call it for what a person does, never for what a page does by itself."""
    now = clock.now()
    if now - login.last_seen_at >= TOUCH:
        with records.writing() as session:
            login_sessions.touch(session, login.id, now)


def why_ended(records: Records, token: str) -> str | None:
    """Why a signed-in session is over ("idle", "expired", "revoked"); None where there was none or it lives."""
    with records.reading() as session:
        row = login_sessions.by_token(session, digest(token))
        return ended(row, clock.now()) if row is not None and row.account_id is not None else None


def ended(row: LoginSession, now: datetime) -> str | None:
    if row.revoked_at is not None or (row.account is not None and not row.account.enabled):
        return "revoked"
    if now >= row.expires_at or row.last_seen_at > now + AHEAD:
        return "expired"
    return "idle" if row.account_id is not None and now - row.last_seen_at >= IDLE else None


def issue_ticket(records: Records, login: Login, person: Person) -> str:
    """Proof that this browser has just given this person's password: good once, for half a minute."""
    ticket = secrets.token_urlsafe(32)
    with records.writing() as session:
        session.add(
            SignInTicket(
                token_hash=digest(ticket),
                login_session_id=login.id,
                account_id=person.account_id,
                expires_at=clock.now() + TICKET,
            )
        )
    return ticket


def exchange(
    records: Records, token: str, ticket: str, address: str | None = None, browser: str | None = None
) -> str | None:
    """Ends the pre-session and opens the person's own; returns the value for the new cookie.

    `address` and `browser` are where that is, for its person to know it again (core/browsers.py).
    None unless the ticket is fresh, unused and was issued to this very browser. A new cookie, so that one planted
    before the sign-in is worth nothing after it.
    """
    now = clock.now()
    with records.writing() as session:
        before = login_sessions.by_token(session, digest(token))
        if before is None or ended(before, now) is not None:
            return None
        if not login_sessions.use_ticket(session, digest(ticket), before.id, now):
            return None
        account = login_sessions.account_of_ticket(session, digest(ticket))
        if not account.enabled:
            return None
        login_sessions.revoke(session, before.id, now)
        fresh, row = _opened(account.id)
        row.address, row.browser = address and address[:64], browser and browser[:64]
        session.add(row)
        session.flush()
        who = accounts.person(account, row.id)
        audit.append(session, action="sign_in", object_kind="account", object_key=account.username, by=who)
        return fresh


def sign_out(records: Records, login: Login) -> None:
    """Ends the session in every tab; an act of a person is audited, the end of a pre-session isn't."""
    with records.writing() as session:
        if login_sessions.revoke(session, login.id, clock.now()) and login.person is not None:
            name = login.person.username
            audit.append(session, action="sign_out", object_kind="account", object_key=name, by=login.person)


def purge(records: Records) -> None:
    """Removes what ended more than a day ago."""
    with records.writing() as session:
        login_sessions.purge(session, clock.now() - KEEP)


def _opened(account_id: int | None) -> tuple[str, LoginSession]:
    token, now = secrets.token_urlsafe(32), clock.now()
    row = LoginSession(
        token_hash=digest(token),
        account_id=account_id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + (ABSOLUTE if account_id is not None else ANONYMOUS),
    )
    return token, row
