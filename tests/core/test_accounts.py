"""Accounts: who gets one, whose password opens the door, and what locks it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core import access, accounts, clock, passwords
from core.demo import accounts as demo_accounts
from db.models import Account, AuditEvent, SignInAddress
from db.session import Records
from tests import factories

PASSWORD = "Gu3-Cheng-Yue!"


def quick(prepared: str, stored: str) -> bool:
    """The slow hash is tested once; where only the counting matters, the password is its own hash."""
    return prepared == stored


def make(records: Records, username: str = "zhang", **columns: Any) -> None:
    with records.writing() as session:
        factories.areas(session)
        wanted = {
            "display_name": "古城区综治中心",
            "role": "county_office",
            "area_code": "530702",
            "password": PASSWORD,
        }
        accounts.create(session, username=username, by=access.operator(), **wanted | columns)


def simplify(records: Records) -> None:
    with records.writing() as session:
        for account in session.scalars(select(Account)):
            account.password_hash = passwords.prepared(PASSWORD)


def actions(records: Records) -> list[tuple[str, str, str | None]]:
    with records.reading() as session:
        return [(event.action, event.result, event.detail) for event in session.scalars(select(AuditEvent))]


def test_the_right_password_gives_the_person_with_role_and_area(records: Records) -> None:
    make(records)
    person = accounts.verify(records, " ZHANG ", PASSWORD)
    assert person is not None
    assert (person.username, person.role, person.area_code) == ("zhang", "county_office", "530702")


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_are_refused_alike(records: Records) -> None:
    make(records)
    simplify(records)
    assert accounts.verify(records, "zhang", "wrong", quick) is None
    assert accounts.verify(records, "nobody", PASSWORD, quick) is None
    with records.writing() as session:
        accounts.disable(session, username="zhang", by=access.operator())
    assert accounts.verify(records, "zhang", PASSWORD, quick) is None
    refused = [detail for action, result, detail in actions(records) if (action, result) == ("sign_in", "refused")]
    assert refused == ["wrong_password", "unknown_account", "disabled"]


def test_an_unknown_name_is_checked_against_a_hash_too(records: Records) -> None:
    seen: list[str] = []
    accounts.verify(records, "nobody", PASSWORD, lambda _prepared, stored: bool(seen.append(stored)))
    assert seen == [passwords.NOBODY]


def test_an_unknown_name_is_not_written_down(records: Records) -> None:
    accounts.verify(records, "MySecretPassword", "x", quick)
    with records.reading() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert "mysecretpassword" not in f"{event.actor} {event.object_key} {event.detail}".lower()


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(records: Records) -> None:
    make(records)
    simplify(records)
    for _ in range(5):
        accounts.verify(records, "zhang", "wrong", quick)
    assert accounts.verify(records, "zhang", PASSWORD, quick) is None
    with records.writing() as session:
        account = session.scalars(select(Account)).one()
        assert account.locked_until is not None
        assert timedelta(minutes=14) < account.locked_until - clock.now() <= timedelta(minutes=15)
        account.locked_until = clock.now()
    assert accounts.verify(records, "zhang", PASSWORD, quick) is not None


def test_failures_further_apart_than_a_quarter_of_an_hour_do_not_lock(records: Records) -> None:
    make(records)
    simplify(records)
    for _ in range(8):
        accounts.verify(records, "zhang", "wrong", quick)
        with records.writing() as session:
            account = session.scalars(select(Account)).one()
            assert account.locked_until is None
            account.failed_since = clock.now() - timedelta(minutes=16)


def test_success_forgives_earlier_failures(records: Records) -> None:
    make(records)
    simplify(records)
    for _ in range(3):
        for _ in range(4):
            accounts.verify(records, "zhang", "wrong", quick)
        assert accounts.verify(records, "zhang", PASSWORD, quick) is not None


def test_of_160_failures_at_once_none_goes_uncounted_and_no_more_than_five_are_looked_at(records: Records) -> None:
    make(records)
    simplify(records)
    # SQLite lets waiting writers in by chance: more of them on a busy machine could wait out its five seconds.
    with ThreadPoolExecutor(3 if records.url.get_backend_name() == "sqlite" else 16) as pool:
        list(pool.map(lambda _: accounts.verify(records, "zhang", "wrong", quick, "192.0.2.7"), range(160)))
    with records.reading() as session:
        assert session.scalars(select(Account)).one().failed_count == 160
        assert session.scalars(select(SignInAddress)).one().failed_count == 160
    details = [detail for action, _result, detail in actions(records) if action == "sign_in"]
    assert details.count("wrong_password") == 5
    assert details.count("locked") == 155


def test_fifty_failures_lock_an_address_for_everybody_there_and_nobody_elsewhere(records: Records) -> None:
    make(records)
    simplify(records)
    for number in range(50):
        assert accounts.verify(records, f"nobody{number}", "wrong", quick, "192.0.2.7") is None
    assert accounts.verify(records, "zhang", PASSWORD, quick, "192.0.2.7") is None
    assert accounts.verify(records, "zhang", PASSWORD, quick, "192.0.2.8") is not None
    assert [detail for _, _, detail in actions(records)][-1] == "address_locked"
    with records.writing() as session:
        session.execute(update(SignInAddress).values(locked_until=clock.now(), failed_since=_long_ago()))
    assert accounts.verify(records, "zhang", PASSWORD, quick, "192.0.2.7") is not None


def test_a_success_does_not_forgive_the_failures_of_the_neighbours(records: Records) -> None:
    """Else whoever has an account of their own could try all others for ever."""
    make(records)
    simplify(records)
    for number in range(49):
        accounts.verify(records, f"nobody{number}", "wrong", quick, "192.0.2.7")
        assert number % 10 or accounts.verify(records, "zhang", PASSWORD, quick, "192.0.2.7") is not None
    accounts.verify(records, "nobody", "wrong", quick, "192.0.2.7")
    assert accounts.verify(records, "zhang", PASSWORD, quick, "192.0.2.7") is None


def test_none_of_the_last_five_passwords_is_used_again(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    make(records)
    simplify(records)
    monkeypatch.setattr(passwords, "hashed", passwords.prepared)
    monkeypatch.setattr(passwords, "matches", quick)
    by = access.operator()

    def change(password: str) -> None:
        with records.writing() as session:
            accounts.set_password(session, username="zhang", password=password, by=by)

    for number in range(5):
        change(f"Yu{number}-Long-Shan!")
        for earlier in (PASSWORD, *(f"Yu{one}-Long-Shan!" for one in range(number + 1))):
            with pytest.raises(passwords.WeakPassword) as refused:
                change(earlier)
            assert refused.value.reason == "reused"
    change("Yu5-Long-Shan!")
    change(PASSWORD)


def _long_ago() -> datetime:
    return clock.now() - timedelta(hours=1)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"username": "a"}, "bad_username"),
        ({"username": "zhang san"}, "bad_username"),
        ({"role": "emperor"}, "unknown_role"),
        ({"area_code": "999999"}, "unknown_area"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_by_name(
    records: Records, columns: dict[str, Any], reason: str
) -> None:
    with pytest.raises(accounts.AccountRefused) as refusal:
        make(records, **columns)
    assert refusal.value.reason == reason


def test_a_user_name_is_given_once_whatever_its_case_and_width(records: Records) -> None:
    make(records)
    with records.writing() as session, pytest.raises(accounts.AccountRefused) as refusal:
        accounts.create(
            session,
            username="Ｚhang",
            display_name="",
            role="leader",
            area_code=None,
            password=PASSWORD,
            by=access.operator(),
        )
    assert refusal.value.reason == "username_taken"


def test_a_weak_password_makes_no_account(records: Records) -> None:
    with pytest.raises(passwords.WeakPassword):
        make(records, password="Lijiang@202611")
    with records.reading() as session:
        assert session.scalars(select(Account)).all() == []


def test_a_new_password_replaces_the_old_one(records: Records) -> None:
    make(records)
    with records.writing() as session:
        accounts.set_password(session, username="zhang", password="Yu3-Long-Shan!", by=access.operator())
    assert accounts.verify(records, "zhang", PASSWORD) is None
    assert accounts.verify(records, "zhang", "Yu3-Long-Shan!") is not None


def test_every_change_of_an_account_is_in_the_audit_trail(records: Records) -> None:
    make(records)
    by = access.operator()
    with records.writing() as session:
        accounts.set_password(session, username="zhang", password="Yu3-Long-Shan!", by=by)
        accounts.disable(session, username="zhang", by=by)
        accounts.enable(session, username="zhang", by=by)
    assert [action for action, _, _ in actions(records)] == [
        "create_account",
        "set_password",
        "disable_account",
        "enable_account",
    ]


def test_demo_accounts_are_made_once_and_only_for_areas_that_exist(records: Records) -> None:
    with records.writing() as session:
        factories.areas(session)
        made = {account.username for account in demo_accounts.create(session)}
    assert {"lijiang", "gucheng", "dayan", "quanyu", "xitong", "anquan", "shenji"} <= made
    assert made.isdisjoint({"dali", "zaozhuang"})
    with records.writing() as session:
        assert demo_accounts.create(session) == []


def test_the_public_demo_password_opens_demo_accounts_only(records: Records) -> None:
    with records.writing() as session:
        factories.areas(session)
        demo_accounts.create(session)
    person = accounts.verify(records, "dayan", demo_accounts.public_password())
    assert person is not None
    assert person.area_code == "530702002"
    with pytest.raises(passwords.WeakPassword):
        passwords.check_strength(demo_accounts.public_password(), "zhang")


def test_a_demo_account_with_a_password_of_its_own_is_no_demo_account(records: Records) -> None:
    with records.writing() as session:
        factories.areas(session)
        demo_accounts.create(session)
        accounts.set_password(session, username="dayan", password=PASSWORD, by=access.operator())
    with records.reading() as session:
        assert session.scalars(select(Account).where(Account.username == "dayan")).one().demo is False
