"""The first administrator: while there is no account, a one-time code from the server's own terminal makes it."""

import secrets
from hashlib import sha256

from core import access, accounts, clock
from core.accounts import AccountRefused
from core.second_factor import LEGIBLE
from core.sign_in_rules import FIRST_RUN
from db.models import FirstRunCode
from db.queries import accounts as rows
from db.queries import sign_in
from db.session import Records

ROLE = "system_manager"


def new_code(records: Records) -> str | None:
    """A code to print, good once and for an hour, in place of any before; None once there is an account."""
    with records.writing() as session:
        if rows.any_at_all(session):
            return None
        code = "".join(secrets.choice(LEGIBLE) for _ in range(16))
        expires_at = clock.now() + FIRST_RUN
        sign_in.put_first_run_code(session, FirstRunCode(code_hash=_digest(code), expires_at=expires_at))
        return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def is_open(records: Records) -> bool:
    """Whether there is no account at all yet."""
    with records.reading() as session:
        return not rows.any_at_all(session)


def use(
    records: Records, *, code: str, username: str, display_name: str, password: str, address: str | None = None
) -> None:
    """Makes the first system manager. Raises AccountRefused ("first_run" for a wrong code) or WeakPassword.

    A weak password doesn't use the code up. Wrong codes count against the address they come from.
    """
    with records.writing() as session:
        locked = accounts.charge(session, None, address)
    if locked:
        raise AccountRefused("first_run")
    with records.writing() as session:
        if rows.any_at_all(session) or not sign_in.use_first_run_code(session, _digest(code), clock.now()):
            raise AccountRefused("first_run")
        wanted = {"username": username, "display_name": display_name, "password": password}
        account = accounts.create(session, role=ROLE, area_code=None, by=access.operator(), **wanted)
        # Chosen by its owner just now.
        account.must_change_password = False
        if address is not None:
            rows.take_back_address(session, address)


def _digest(code: str) -> str:
    # Typed from a terminal: neither case nor dashes and spaces count.
    return sha256("".join(filter(str.isalnum, code)).upper().encode()).hexdigest()
