"""Administration of accounts: what the system manager and the security manager may do to other people's."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import access, accounts, audit, browsers, catalogue, clock, passwords, second_factor
from core.access import Person
from core.accounts import AccountRefused, Listed
from core.browsers import Browser
from db.models import Account
from db.models.account import ROLES
from db.queries import accounts as rows
from db.queries import login_sessions
from db.session import Records, Session

# Two managers share the work, so that neither can take over an account alone: one sets passwords, one resets phones.
ACCOUNTS = "manage_accounts"
SECURITY = "manage_security"
LAST = "system_manager"


class NotAllowed(PermissionError):
    """This person has no right to do this to accounts."""


def add(session: Session, *, username: str, display_name: str, role: str, area_code: str | None, by: Person) -> str:
    """A new account; returns its one-time password. Raises NotAllowed or AccountRefused."""
    _demand(by, ACCOUNTS)
    password = passwords.one_time()
    wanted = {"username": username, "display_name": display_name, "role": role, "area_code": area_code}
    accounts.create(session, password=password, by=by, **wanted)
    return password


def edit(
    session: Session, *, username: str, display_name: str, role: str, area_code: str | None, version: int, by: Person
) -> None:
    """A new name, role or area. A change of role ends every session; one of area counts from the next look.

    `version` is that of the account as it was shown. Raises NotAllowed or AccountRefused ("stale", "own_account",
    "last_manager", unknown role or area).
    """
    account = _of_others(session, username, version, (ACCOUNTS,), by)
    area = accounts.place(session, role, area_code)
    if account.role == LAST and role != LAST:
        _not_the_last(session, account)
    before = _told(account)
    if account.role != role:
        login_sessions.revoke_account(session, account.id, clock.now())
    account.display_name, account.role, account.area = display_name, role, area
    _record(session, "edit_account", account, by, before)


def set_enabled(session: Session, *, username: str, enabled: bool, version: int, by: Person) -> None:
    """Disables (whoever is signed in is out at once) or enables. Raises as `edit`."""
    account = _of_others(session, username, version, (ACCOUNTS,), by)
    if not enabled:
        if account.role == LAST:
            _not_the_last(session, account)
        accounts.disable(session, username=username, by=by)
    else:
        accounts.enable(session, username=username, by=by)
    account.version += 1


def reset_password(session: Session, *, username: str, version: int, by: Person) -> str:
    """A one-time password in place of a forgotten one; it ends every session. Raises as `edit`."""
    account = _of_others(session, username, version, (ACCOUNTS,), by)
    password = passwords.one_time()
    accounts.set_password(session, username=username, password=password, by=by)
    account.version += 1
    return password


def reset_second_factor(session: Session, *, username: str, version: int, by: Person) -> None:
    """Forgets a lost phone; the next sign-in sets up a new one. Ends every session. Raises as `edit`."""
    account = _of_others(session, username, version, (SECURITY,), by)
    second_factor.reset(session, username=username, by=by)
    login_sessions.revoke_account(session, account.id, clock.now())
    account.version += 1


def unlock(session: Session, *, username: str, version: int, by: Person) -> None:
    """Lifts a lock before its quarter of an hour is over. Raises as `edit`."""
    account = _of_others(session, username, version, (SECURITY,), by)
    rows.forgive(session, account.id)
    _record(session, "unlock_account", account, by, _told(account))


def end_sessions(session: Session, *, username: str, version: int, by: Person) -> None:
    """Whoever is signed in with it is out at once, in every browser; either manager may. Raises as `edit`."""
    account = _of_others(session, username, version, (ACCOUNTS, SECURITY), by)
    login_sessions.revoke_account(session, account.id, clock.now())
    _record(session, "end_sessions", account, by, _told(account))


def end_session(session: Session, *, username: str, login_session: int, version: int, by: Person) -> None:
    """One browser of theirs is out at once; nothing where it was already. Raises as `edit`."""
    account = _of_others(session, username, version, (ACCOUNTS, SECURITY), by)
    if login_sessions.revoke_of(session, account.id, login_session, clock.now()):
        _record(session, "end_session", account, by, _told(account))


def browsers_of(records: Records, username: str, by: Person) -> list[Browser]:
    """Where this account is signed in now. Raises NotAllowed."""
    _demand(by, ACCOUNTS, SECURITY)
    with records.reading() as session:
        account = rows.look_up(session, username)
    return browsers.listed(records, account.id) if account else []


def found(records: Records, words: str) -> list[Listed]:
    """The accounts whose name, office, role or area holds every one of these words; all for none."""
    wanted = words.casefold().split()
    return [one for one in accounts.listed(records) if all(word in _searched(one) for word in wanted)]


@dataclass(frozen=True)
class Right:
    """A line of the permission matrix: what it is called, and which role of accounts has it."""

    label: str
    kind: str
    second_factor: bool
    has: dict[str, bool]


def matrix() -> list[Right]:
    """The rights that there is something to do with; what is only planned has no line yet."""
    return [
        Right(
            row["label"],
            catalogue.label("right_kind", row["kind"]),
            row["second_factor"],
            {role: _has(role, right) for role in ROLES},
        )
        for right, row in catalogue.document("rights").items()
        if not row.get("planned")
    ]


def _has(role: str, right: str) -> bool:
    return right in catalogue.document("roles").get(role, {}).get("rights", ())


def _searched(one: Listed) -> str:
    role = catalogue.label("role", one.role)
    return f"{one.username} {one.display_name} {role} {one.area_name or ''} {one.area_code or ''}".casefold()


def _of_others(session: Session, username: str, version: int, rights: Sequence[str], by: Person) -> Account:
    _demand(by, *rights)
    account = accounts.known(session, username)
    if account.id == by.account_id:
        raise AccountRefused("own_account")
    if account.version != version:
        raise AccountRefused("stale")
    return account


def _demand(by: Person, *rights: str) -> None:
    if not any(access.may(by, right) for right in rights):
        raise NotAllowed(rights)


def _not_the_last(session: Session, account: Account) -> None:
    if account.enabled and not rows.others_enabled(session, LAST, account.id):
        raise AccountRefused("last_manager")


def _told(account: Account) -> str:
    return f"{account.display_name} {account.role} {account.area.code if account.area else None} {account.enabled}"


def _record(session: Session, action: str, account: Account, by: Person, before: str) -> None:
    account.version += 1
    after = _told(account)
    name = account.username
    detail = after if after != before else None
    audit.append(
        session,
        action=action,
        object_kind="account",
        object_key=name,
        by=by,
        detail=detail,
        before=before,
        after=after,
    )
