"""The first administrator: one code, one use, one hour, and only while there is no account."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core import accounts, clock, first_run
from core.accounts import AccountRefused
from core.passwords import WeakPassword
from db.models import Account, AuditEvent, FirstRunCode
from db.session import Records
from tests.core.test_accounts import PASSWORD, make


def use(records: Records, code: str, password: str = PASSWORD, username: str = "guanli") -> None:
    first_run.use(
        records, code=code, username=username, display_name="系统管理岗", password=password, address="192.0.2.7"
    )


def code_of(records: Records) -> str:
    code = first_run.new_code(records)
    assert code is not None
    return code


def test_the_code_makes_the_first_system_manager_and_is_told_in_the_trail(records: Records) -> None:
    code = code_of(records)
    assert re.fullmatch(r"\w{4}(-\w{4}){3}", code)
    use(records, f" {code.replace('-', ' ')} ")
    person = accounts.verify(records, "guanli", PASSWORD)
    assert person is not None
    assert (person.role, person.area_code) == ("system_manager", None)
    with records.reading() as session:
        assert session.scalars(select(Account)).one().must_change_password is False
        assert "create_account" in [event.action for event in session.scalars(select(AuditEvent))]
        assert code.replace("-", "") not in [row.code_hash for row in session.scalars(select(FirstRunCode))]


def test_a_code_is_good_once_even_for_ten_at_the_same_time(records: Records) -> None:
    code = code_of(records)

    def attempt(number: int) -> bool:
        try:
            use(records, code, username=f"guanli{number}")
        except AccountRefused:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(attempt, range(10))) == 1
    assert len(accounts.listed(records)) == 1


@pytest.mark.parametrize("wrong", ["", "x", "AAAA-BBBB-CCCC-DDDD", "' or 1=1 --", "x" * 5000])
def test_a_wrong_code_makes_nobody(records: Records, wrong: str) -> None:
    code_of(records)
    with pytest.raises(AccountRefused):
        use(records, wrong)
    assert accounts.listed(records) == []


def test_a_code_ends_after_an_hour_and_when_a_new_one_is_printed(records: Records) -> None:
    old = code_of(records)
    code = code_of(records)
    with pytest.raises(AccountRefused):
        use(records, old)
    with records.writing() as session:
        session.execute(update(FirstRunCode).values(expires_at=clock.now() - timedelta(seconds=1)))
    with pytest.raises(AccountRefused):
        use(records, code)


def test_a_weak_password_does_not_use_the_code_up(records: Records) -> None:
    code = code_of(records)
    with pytest.raises(WeakPassword):
        use(records, code, password="short")
    use(records, code)


def test_there_is_no_code_once_there_is_any_account(records: Records) -> None:
    code = code_of(records)
    make(records)
    assert first_run.new_code(records) is None
    assert not first_run.is_open(records)
    with pytest.raises(AccountRefused):
        use(records, code)


def test_an_address_that_tries_fifty_codes_is_locked(records: Records) -> None:
    code = code_of(records)
    for _ in range(50):
        with pytest.raises(AccountRefused):
            use(records, "wrong")
    with pytest.raises(AccountRefused):
        use(records, code)
    assert accounts.listed(records) == []


def test_a_code_typed_in_small_letters_is_the_same_code(records: Records) -> None:
    code = code_of(records)
    assert code == code.upper()
    use(records, code.lower())
    assert [one.username for one in accounts.listed(records)] == ["guanli"]
