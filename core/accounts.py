"""Accounts: who may sign in, made and changed with their audit events, and the check of a password."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from core import audit, clock, passwords
from core.access import Person
from db.models import Account
from db.models.account import ROLES
from db.queries import accounts, login_sessions
from db.session import Records, Session

FAILURES = 5
WINDOW = timedelta(minutes=15)
USERNAME = re.compile(r"[\w.\-]{2,32}")
ANONYMOUS = Person(None, "anonymous", "", "anonymous", None)


@dataclass(frozen=True)
class Listed:
    """What an administrator sees of an account."""

    username: str
    display_name: str
    role: str
    area_code: str | None
    area_name: str | None
    enabled: bool
    locked: bool
    demo: bool


class AccountRefused(ValueError):
    """What was asked can't be done with this account; `reason` is its code (catalogue: accounts.refused)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def create(
    session: Session,
    *,
    username: str,
    display_name: str,
    role: str,
    area_code: str | None,
    password: str,
    by: Person,
) -> Account:
    """A new account. Raises AccountRefused (bad or taken name, unknown role or area) or WeakPassword."""
    name = plain_name(username)
    if not USERNAME.fullmatch(name):
        raise AccountRefused("bad_username")
    if role not in ROLES:
        raise AccountRefused("unknown_role")
    if accounts.by_name(session, name) is not None:
        raise AccountRefused("username_taken")
    area = accounts.present_area(session, area_code) if area_code else None
    if area_code and area is None:
        raise AccountRefused("unknown_area")
    passwords.check_strength(password, name)
    now = clock.now()
    account = Account(
        username=name,
        display_name=display_name,
        role=role,
        area=area,
        password_hash=passwords.hashed(password),
        password_changed_at=now,
        created_at=now,
    )
    session.add(account)
    audit.append(
        session, action="create_account", object_kind="account", object_key=name, by=by, detail=f"{role} {area_code}"
    )
    return account


def set_password(session: Session, *, username: str, password: str, by: Person) -> None:
    """A new password, which ends every session under the old one. Raises AccountRefused or WeakPassword."""
    account = _known(session, username)
    passwords.check_strength(password, account.username)
    account.password_hash = passwords.hashed(password)
    account.password_changed_at = clock.now()
    # From here on its password isn't public any more.
    account.demo = False
    accounts.forgive(session, account.id)
    login_sessions.revoke_account(session, account.id, clock.now())
    audit.append(session, action="set_password", object_kind="account", object_key=account.username, by=by)


def disable(session: Session, *, username: str, by: Person) -> None:
    """Nobody signs in with it any more, and who is signed in is out at once."""
    account = _known(session, username)
    account.enabled = False
    login_sessions.revoke_account(session, account.id, clock.now())
    audit.append(session, action="disable_account", object_kind="account", object_key=account.username, by=by)


def enable(session: Session, *, username: str, by: Person) -> None:
    account = _known(session, username)
    account.enabled = True
    accounts.forgive(session, account.id)
    audit.append(session, action="enable_account", object_kind="account", object_key=account.username, by=by)


def verify(
    records: Records, username: str, password: str, check: Callable[[str, str], bool] = passwords.matches
) -> Person | None:
    """The person whose name and password these are; None for a wrong, unknown, disabled or locked one, all alike.

    Five failures within fifteen minutes lock the account for fifteen. `check(password, hash)` compares with bcrypt,
    outside any transaction, since it takes a quarter of a second; it is run for unknown names as well, so that the time
    taken tells nothing.
    """
    name, now = plain_name(username), clock.now()
    with records.writing() as session:
        account = accounts.by_name(session, name)
        locked = account is not None and account.locked_until is not None and account.locked_until > now
        if account is not None:
            accounts.charge(session, account, now, WINDOW, FAILURES)
    stored = account.password_hash if account is not None else passwords.NOBODY
    right = check(passwords.prepared(password), stored) and account is not None
    with records.writing() as session:
        account = accounts.by_name(session, name)
        # The password was compared with what was read before: one that has been changed since doesn't count.
        if account is not None and right and not locked and account.enabled and account.password_hash == stored:
            accounts.forgive(session, account.id)
            return person(account)
        _record_refusal(session, account, "locked" if locked else "disabled" if right else "wrong_password")
        return None


def person(account: Account, login_session_id: int | None = None) -> Person:
    area_code = account.area.code if account.area else None
    return Person(account.id, account.username, account.display_name, account.role, area_code, login_session_id)


def find(records: Records, username: str) -> Person | None:
    """The person of an enabled account, without a sign-in: for the server's own command line."""
    with records.reading() as session:
        account = accounts.by_name(session, plain_name(username))
        return person(account) if account is not None and account.enabled else None


def listed(records: Records) -> list[Listed]:
    """All accounts, in the order they were made."""
    now = clock.now()
    with records.reading() as session:
        return [
            Listed(
                account.username,
                account.display_name,
                account.role,
                account.area.code if account.area else None,
                account.area.name if account.area else None,
                account.enabled,
                account.locked_until is not None and account.locked_until > now,
                account.demo,
            )
            for account in accounts.listed(session)
        ]


def exist(records: Records) -> bool:
    """Whether anybody at all may sign in."""
    with records.reading() as session:
        return accounts.any_enabled(session)


def area_name(records: Records, who: Person) -> str | None:
    """The name of the place whose matters this person may see; None for those who see none."""
    with records.reading() as session:
        area = accounts.present_area(session, who.area_code) if who.area_code else None
        return area.name if area else None


def plain_name(username: str) -> str:
    """User names know no case, no width and no spaces around them."""
    return unicodedata.normalize("NFKC", username).strip().lower()


def _known(session: Session, username: str) -> Account:
    account = accounts.by_name(session, plain_name(username))
    if account is None:
        raise AccountRefused("unknown_account")
    return account


def _record_refusal(session: Session, account: Account | None, reason: str) -> None:
    # A name that doesn't exist isn't written down: people type their password there by mistake.
    audit.append(
        session,
        action="sign_in",
        object_kind="account",
        object_key=account.username if account else "unknown",
        by=person(account) if account else ANONYMOUS,
        result="refused",
        detail=reason if account else "unknown_account",
    )
