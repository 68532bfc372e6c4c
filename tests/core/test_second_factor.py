"""The second factor: set up once, asked for at every sign-in, never taken twice, and locked like a password."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from pyotp.totp import TOTP
from sqlalchemy import select, update

from core import access, accounts, clock, second_factor
from core.accounts import AccountRefused
from core.second_factor import KeyLost
from db.models import Account, AuditEvent, RecoveryCode
from db.session import Records
from tests.core.test_accounts import PASSWORD, make, quick, simplify


def account(records: Records) -> Account:
    with records.reading() as session:
        return session.scalars(select(Account)).one()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return second_factor.key_file(tmp_path / "home")


@pytest.fixture
def phone(records: Records, key: Path) -> TOTP:
    """The phone of the account `zhang`, set up with the code of half a minute ago."""
    make(records)
    simplify(records)
    phone = TOTP(second_factor.offer(records, account(records).id, key).secret)
    assert second_factor.confirm(records, account(records).id, earlier(phone, 1), key)
    return phone


def earlier(phone: TOTP, halves: int) -> str:
    return phone.at(clock.now() - timedelta(seconds=30 * halves))


def test_a_phone_is_set_up_with_its_first_code(records: Records, key: Path) -> None:
    make(records)
    offered = second_factor.offer(records, account(records).id, key)
    assert offered == second_factor.offer(records, account(records).id, key)
    assert offered.secret in offered.uri
    assert second_factor.confirm(records, account(records).id, "000000", key) is None
    assert account(records).totp_since is None
    codes = second_factor.confirm(records, account(records).id, TOTP(offered.secret).now(), key)
    assert codes is not None
    assert len(set(codes)) == 8
    assert account(records).totp_since is not None
    with pytest.raises(AccountRefused):
        second_factor.offer(records, account(records).id, key)


def test_a_code_is_good_for_now_and_half_a_minute_either_way(records: Records, phone: TOTP, key: Path) -> None:
    mine = account(records).id
    assert not second_factor.check(records, mine, earlier(phone, 3), key)
    assert not second_factor.check(records, mine, earlier(phone, -3), key)
    assert second_factor.check(records, mine, phone.now(), key)
    assert second_factor.check(records, mine, earlier(phone, -1), key)


def test_no_code_is_taken_twice_even_by_twenty_at_once(records: Records, phone: TOTP, key: Path) -> None:
    mine, code = account(records).id, phone.now()
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: second_factor.check(records, mine, code, key), range(20)))
    assert sum(taken) <= 1
    assert not second_factor.check(records, mine, code, key)


def test_an_older_code_than_the_last_is_not_taken(records: Records, phone: TOTP, key: Path) -> None:
    assert second_factor.check(records, account(records).id, earlier(phone, -1), key)
    assert not second_factor.check(records, account(records).id, phone.now(), key)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６七", "' or 1=1", "x" * 5000])
def test_what_is_no_code_is_refused(records: Records, phone: TOTP, key: Path, code: str) -> None:
    assert not second_factor.check(records, account(records).id, code, key)


def test_a_recovery_code_opens_once(records: Records, key: Path) -> None:
    make(records)
    mine = account(records).id
    phone = TOTP(second_factor.offer(records, mine, key).secret)
    codes = second_factor.confirm(records, mine, phone.now(), key)
    assert codes is not None
    assert second_factor.check(records, mine, f" {codes[3].lower()[:6]}-{codes[3][6:]} ", key)
    assert not second_factor.check(records, mine, codes[3], key)
    with records.reading() as session:
        kept = list(session.scalars(select(RecoveryCode.code_hash)))
    assert len(kept) == 7
    assert not set(kept) & set(codes)


def test_wrong_codes_lock_the_account_like_wrong_passwords(records: Records, phone: TOTP, key: Path) -> None:
    mine = account(records).id
    for _ in range(5):
        assert not second_factor.check(records, mine, "000000", key)
    assert not second_factor.check(records, mine, phone.now(), key)
    assert accounts.verify(records, "zhang", PASSWORD, quick) is None


def test_the_password_alone_forgives_no_wrong_codes(records: Records, phone: TOTP, key: Path) -> None:
    """Else whoever has the password could try codes for ever."""
    mine = account(records).id
    tries = 0
    while accounts.verify(records, "zhang", PASSWORD, quick) and tries < 20:
        second_factor.check(records, mine, "000000", key)
        tries += 1
    assert tries <= 5


def test_both_together_forgive_earlier_failures(records: Records, phone: TOTP, key: Path) -> None:
    for _ in range(3):
        accounts.verify(records, "zhang", "wrong", quick)
    assert accounts.verify(records, "zhang", PASSWORD, quick)
    assert second_factor.check(records, account(records).id, phone.now(), key)
    assert account(records).failed_count == 0


def test_the_secret_is_unreadable_without_the_key_file(records: Records, phone: TOTP, key: Path) -> None:
    stored = account(records).totp_secret
    assert stored is not None
    assert phone.secret not in stored
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [one.name for one in key.parent.iterdir()] == [key.name]
    key.unlink()
    with pytest.raises(KeyLost):
        second_factor.check(records, account(records).id, phone.now(), key)


def test_an_administrator_resets_a_lost_phone(records: Records, phone: TOTP, key: Path) -> None:
    with records.writing() as session:
        second_factor.reset(session, username="zhang", by=access.operator())
    assert account(records).totp_secret is None
    assert not second_factor.is_asked(account(records))
    with records.reading() as session:
        assert session.scalars(select(RecoveryCode)).all() == []
        actions = [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert actions[-2:] == ["set_second_factor", "reset_second_factor"]


@pytest.mark.parametrize(
    ("role", "asked"),
    [("system_manager", True), ("audit_manager", True), ("leader", True), ("mediation_room", False)],
)
def test_who_exports_or_manages_must_set_one_up(records: Records, role: str, asked: bool) -> None:
    make(records)
    with records.writing() as session:
        session.execute(update(Account).values(role=role))
    assert second_factor.must_be_set_up(account(records)) is asked
    with records.writing() as session:
        session.execute(update(Account).values(demo=True))
    assert not second_factor.must_be_set_up(account(records))
