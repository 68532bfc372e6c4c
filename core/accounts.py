"""Accounts: who may sign in, made and changed with their audit events, and the check of a password."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core import access, audit, clock, passwords
from core.access import Person
from core.sign_in_rules import ACCOUNT_FAILURES, ADDRESS_FAILURES, HISTORY, WINDOW
from db.models import Account, Area, OldPassword
from db.models.account import ROLES
from db.queries import accounts, login_sessions
from db.session import Records, Session

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
    version: int
    second_factor: bool
    must_change_password: bool


@dataclass(frozen=True)
class Own:
    """What a person sees of their own account."""

    password_since: datetime
    second_factor_since: datetime | None
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
    """A new account, whose password its owner changes at the first sign-in.

    Raises AccountRefused (bad or taken name, unknown role or area, a manager with an area, an office without one) or
    WeakPassword.
    """
    name = plain_name(username)
    if not USERNAME.fullmatch(name):
        raise AccountRefused("bad_username")
    if accounts.by_name(session, name) is not None:
        raise AccountRefused("username_taken")
    area = place(session, role, area_code)
    passwords.check_strength(password, name)
    now = clock.now()
    account = Account(
        username=name,
        display_name=display_name,
        role=role,
        area=area,
        password_hash=passwords.hashed(password),
        password_changed_at=now,
        must_change_password=True,
        created_at=now,
    )
    session.add(account)
    audit.append(
        session, action="create_account", object_kind="account", object_key=name, by=by, detail=f"{role} {area_code}"
    )
    return account


def place(session: Session, role: str, area_code: str | None) -> Area | None:
    """The area of an account of this role, if the two go together. Raises AccountRefused."""
    if role not in ROLES:
        raise AccountRefused("unknown_role")
    if area_code and access.is_manager(role):
        raise AccountRefused("manager_area")
    if not area_code and not access.is_manager(role):
        raise AccountRefused("office_area")
    area = accounts.present_area(session, area_code, clock.today()) if area_code else None
    if area_code and area is None:
        raise AccountRefused("unknown_area")
    return area


def set_password(session: Session, *, username: str, password: str, by: Person) -> None:
    """A new password, which ends every session under the old one but that of `by`.

    One that somebody else has set is changed at the next sign-in. Raises AccountRefused or WeakPassword ("reused").
    """
    account, now = known(session, username), clock.now()
    passwords.check_strength(password, account.username)
    before = [account.password_hash, *accounts.old_passwords(session, account.id, HISTORY)]
    if any(passwords.matches(passwords.prepared(password), one) for one in before):
        raise passwords.WeakPassword("reused")
    session.add(OldPassword(account_id=account.id, password_hash=account.password_hash))
    account.password_hash = passwords.hashed(password)
    account.password_changed_at = now
    account.must_change_password = by.account_id != account.id
    # From here on its password isn't public any more.
    account.demo = False
    accounts.forgive(session, account.id)
    login_sessions.revoke_account(session, account.id, now, by.login_session_id)
    audit.append(session, action="set_password", object_kind="account", object_key=account.username, by=by)


def disable(session: Session, *, username: str, by: Person) -> None:
    """Nobody signs in with it any more, and who is signed in is out at once."""
    account = known(session, username)
    account.enabled = False
    login_sessions.revoke_account(session, account.id, clock.now())
    audit.append(session, action="disable_account", object_kind="account", object_key=account.username, by=by)


def enable(session: Session, *, username: str, by: Person) -> None:
    account = known(session, username)
    account.enabled = True
    accounts.forgive(session, account.id)
    audit.append(session, action="enable_account", object_kind="account", object_key=account.username, by=by)


def verify(
    records: Records,
    username: str,
    password: str,
    check: Callable[[str, str], bool] = passwords.matches,
    address: str | None = None,
) -> Person | None:
    """The person whose name and password these are; None for a wrong, unknown, disabled or locked one, all alike.

    Five failures within fifteen minutes lock the account for fifteen, fifty from one `address` lock that.
    `check(password, hash)` compares with bcrypt, outside any transaction, since it takes a quarter of a second; it is
    run for unknown names as well, so that the time taken tells nothing.
    """
    name = plain_name(username)
    with records.writing() as session:
        account = accounts.by_name(session, name)
        locked = charge(session, account.id if account else None, address)
    stored = account.password_hash if account is not None else passwords.NOBODY
    right = check(passwords.prepared(password), stored) and account is not None
    with records.writing() as session:
        account = accounts.by_name(session, name)
        # The password was compared with what was read before: one that has been changed since doesn't count.
        if account is not None and right and not locked and account.enabled and account.password_hash == stored:
            _succeeded(session, account, address)
            return person(account)
        _record_refusal(session, account, locked or ("disabled" if right else "wrong_password"))
        return None


def charge(session: Session, account_id: int | None, address: str | None) -> str | None:
    """Counts an attempt against the account and the address it comes from; why it isn't looked at, if it isn't."""
    now = clock.now()
    # Both are counted, whichever is locked, and always in this order.
    mine = account_id is None or accounts.charge(session, account_id, now, WINDOW, ACCOUNT_FAILURES)
    theirs = address is None or accounts.charge_address(session, address, now, WINDOW, ADDRESS_FAILURES)
    return None if mine and theirs else "address_locked" if mine else "locked"


def _succeeded(session: Session, account: Account, address: str | None) -> None:
    # With a second factor to come, the password alone forgives nothing: its codes could be tried for ever.
    if account.totp_since is None:
        accounts.forgive(session, account.id)
    else:
        accounts.take_back(session, account.id)
    if address is not None:
        accounts.take_back_address(session, address)


def person(account: Account, login_session_id: int | None = None) -> Person:
    area_code = account.area.code if account.area else None
    return Person(account.id, account.username, account.display_name, account.role, area_code, login_session_id)


def find(records: Records, username: str) -> Person | None:
    """The person of an enabled account, without a sign-in: for the server's own command line."""
    with records.reading() as session:
        account = accounts.look_up(session, plain_name(username))
        return person(account) if account is not None and account.enabled else None


def listed(records: Records) -> list[Listed]:
    """All accounts, in the order they were made."""
    now = clock.now()
    with records.reading() as session:
        return [_as_listed(account, now) for account in accounts.listed(session)]


def purge_addresses(records: Records) -> None:
    """Forgets where failures came from once they lock nothing any more."""
    with records.writing() as session:
        accounts.purge_addresses(session, clock.now() - 2 * WINDOW)


def exist(records: Records) -> bool:
    """Whether anybody at all may sign in."""
    with records.reading() as session:
        return accounts.any_enabled(session)


def own(records: Records, who: Person) -> Own:
    """Raises AccountRefused for somebody without an account."""
    with records.reading() as session:
        account = accounts.look_up(session, who.username)
        if account is None:
            raise AccountRefused("unknown_account")
        return Own(account.password_changed_at, account.totp_since, account.demo)


def area_name(records: Records, who: Person) -> str | None:
    """The name of the place whose matters this person may see; None for those who see none."""
    with records.reading() as session:
        area = accounts.present_area(session, who.area_code, clock.today()) if who.area_code else None
        return area.name if area else None


def plain_name(username: str) -> str:
    """User names know no case, no width and no spaces around them."""
    return unicodedata.normalize("NFKC", username).strip().lower()


def _as_listed(account: Account, now: datetime) -> Listed:
    return Listed(
        account.username,
        account.display_name,
        account.role,
        account.area.code if account.area else None,
        account.area.name if account.area else None,
        account.enabled,
        account.locked_until is not None and account.locked_until > now,
        account.demo,
        account.version,
        account.totp_since is not None,
        account.must_change_password,
    )


def known(session: Session, username: str) -> Account:
    """The account of this name. Raises AccountRefused ("unknown_account")."""
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
