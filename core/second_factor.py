"""The second factor: one-time codes of a phone (TOTP), recovery codes, and the encryption of the secret at rest."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from pyotp import random_base32
from pyotp.totp import TOTP

from core import access, accounts, audit, catalogue, clock, secret_file
from core.access import Person
from core.accounts import AccountRefused
from core.sign_in_rules import rules
from db.models import Account
from db.queries import accounts as rows
from db.queries import sign_in
from db.session import Records, Session

SECONDS = 30
# Half minutes that a phone's clock may be off.
TOLERANCE = 1
RECOVERY_CODES = 8
LEGIBLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class KeyLost(RuntimeError):
    """The secrets can't be read with the key file that is here: another installation's, or it was lost."""


@dataclass(frozen=True)
class Offer:
    """What a phone is given: the secret as text, and the address that its QR code holds."""

    secret: str
    uri: str


def key_file(home: Path) -> Path:
    """The key of the secrets, apart from the database: whoever copies one of the two can't make codes."""
    return home / "second_factor.key"


def is_asked(account: Account) -> bool:
    """Whether a code is part of this account's sign-in."""
    return account.totp_since is not None and rules().totp != "off"


def must_be_set_up(account: Account) -> bool:
    """Whether the role asks for one that isn't there yet; the password of demo accounts is public anyway."""
    wanted = rules().totp == "required" and access.needs_second_factor(account.role)
    return wanted and account.totp_since is None and not account.demo


def offer(records: Records, account_id: int, key: Path) -> Offer:
    """The secret that the account's phone is to take over; the same until its first code is given.

    Raises AccountRefused where the account has one already: it is reset first.
    """
    with records.writing() as session:
        account = _account(session, account_id)
        if account.totp_since is not None:
            raise AccountRefused("second_factor_there")
        if account.totp_secret is None:
            account.totp_secret = _cipher(key).encrypt(random_base32().encode()).decode()
        secret = _secret(account, key)
        uri = TOTP(secret).provisioning_uri(name=account.username, issuer_name=catalogue.say("common.product"))
        return Offer(secret, uri)


def confirm(records: Records, account_id: int, code: str, key: Path) -> list[str] | None:
    """Takes the first code; from then on one is asked for. Returns the recovery codes, None for a wrong code."""
    with records.writing() as session:
        account = _account(session, account_id)
        if account.totp_since is not None or not _takes(session, account, code, key):
            return None
        account.totp_since = clock.now()
        codes = [_legible() for _ in range(RECOVERY_CODES)]
        sign_in.put_recovery_codes(session, account_id, [_digest(one) for one in codes])
        _record(session, "set_second_factor", account, accounts.person(account))
        return codes


def check(records: Records, account_id: int, code: str, key: Path, address: str | None = None) -> bool:
    """Whether this is the phone's code of now, not taken before, or a recovery code, which is then used up.

    Failures count towards the lock-out like wrong passwords.
    """
    with records.writing() as session:
        account = _account(session, account_id)
        locked = accounts.charge(session, account_id, address)
        right = (
            not locked
            and account.enabled
            and (_takes(session, account, code, key) or _recovers(session, account, code))
        )
        if right:
            rows.forgive(session, account_id)
            if address is not None:
                rows.take_back_address(session, address)
        else:
            _record(session, "second_factor", account, accounts.person(account), locked or "wrong_code")
        return right


def reset(session: Session, *, username: str, by: Person) -> None:
    """Forgets the phone and its recovery codes: the next sign-in sets up a new one. Raises AccountRefused."""
    account = accounts.known(session, username)
    account.totp_secret = account.totp_since = account.totp_step = None
    sign_in.put_recovery_codes(session, account.id, [])
    _record(session, "reset_second_factor", account, by)


def _takes(session: Session, account: Account, code: str, key: Path) -> bool:
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return False
    phone, now = TOTP(_secret(account, key)), int(clock.now().timestamp()) // SECONDS
    steps = range(now - TOLERANCE, now + TOLERANCE + 1)
    found = [step for step in steps if compare_digest(phone.at(step * SECONDS), digits)]
    # The latest that fits: a code that was taken in the half minute before isn't taken in this one.
    return bool(found) and sign_in.take_totp_step(session, account.id, found[-1])


def _recovers(session: Session, account: Account, code: str) -> bool:
    plain = "".join(filter(str.isalnum, code)).upper()
    return len(plain) == 12 and sign_in.use_recovery_code(session, account.id, _digest(plain))


def _secret(account: Account, key: Path) -> str:
    if account.totp_secret is None:
        raise KeyLost(account.username)
    try:
        return _cipher(key).decrypt(account.totp_secret.encode()).decode()
    except InvalidToken:
        raise KeyLost(account.username) from None


def _cipher(key: Path) -> Fernet:
    return Fernet(secret_file.kept(key, Fernet.generate_key))


def _account(session: Session, account_id: int) -> Account:
    account = rows.by_id(session, account_id)
    if account is None:
        raise AccountRefused("unknown_account")
    return account


def _legible() -> str:
    return "".join(secrets.choice(LEGIBLE) for _ in range(12))


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _record(session: Session, action: str, account: Account, by: Person, refused: str | None = None) -> None:
    result = "refused" if refused else "ok"
    audit.append(
        session,
        action=action,
        object_kind="account",
        object_key=account.username,
        by=by,
        result=result,
        detail=refused,
    )
