"""The steps of a sign-in: a password alone opens nothing while another step is left."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pyotp.totp import TOTP
from sqlalchemy import select, update

from core import access, accounts, clock, login_sessions, second_factor, sign_in, sign_in_rules
from core.login_sessions import Login
from core.passwords import WeakPassword
from core.sign_in import Step, StepsLeft
from db.models import Account, SignInStep
from db.session import Records
from tests.core.test_accounts import PASSWORD, make, simplify

FRESH = "Yu3-Long-Shan!"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return second_factor.key_file(tmp_path / "home")


@pytest.fixture
def browser(records: Records) -> Login:
    """An anonymous browser, and the account `zhang` of a township, whose password is its own."""
    make(records, role="township_centre")
    simplify(records)
    change(records, must_change_password=False)
    found = login_sessions.find(records, login_sessions.open_anonymous(records))
    assert found is not None
    return found


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Sets the environment of the rules; they are read anew."""
    sign_in_rules.rules.cache_clear()
    yield monkeypatch
    sign_in_rules.rules.cache_clear()


def change(records: Records, **columns: object) -> None:
    with records.writing() as session:
        session.execute(update(Account).values(**columns))


def given_password(records: Records, browser: Login) -> None:
    with records.reading() as session:
        person = accounts.person(session.scalars(select(Account)).one())
    sign_in.prove(records, browser, person)


def step(records: Records, browser: Login) -> Step:
    return sign_in.progress(records, browser).step


def test_nobody_is_anybody_before_the_password(records: Records, browser: Login) -> None:
    assert sign_in.progress(records, browser) == sign_in.NOTHING
    with pytest.raises(StepsLeft):
        sign_in.finish(records, browser)


def test_a_password_is_enough_where_nothing_else_is_asked(records: Records, browser: Login) -> None:
    given_password(records, browser)
    assert step(records, browser) is Step.DONE
    assert sign_in.finish(records, browser)
    assert step(records, browser) is Step.PASSWORD


def test_the_second_factor_is_asked_for_and_the_password_alone_gives_no_ticket(
    records: Records, browser: Login, key: Path
) -> None:
    given_password(records, browser)
    mine = sign_in.progress(records, browser).account_id
    phone = TOTP(second_factor.offer(records, mine, key).secret)
    second_factor.confirm(records, mine, phone.at(clock.now() - timedelta(seconds=30)), key)
    assert step(records, browser) is Step.SECOND_FACTOR
    with pytest.raises(StepsLeft):
        sign_in.finish(records, browser)
    assert not sign_in.second_step(records, browser, "000000", key)
    assert sign_in.second_step(records, browser, phone.now(), key)
    assert sign_in.finish(records, browser)


def test_a_manager_sets_up_a_phone_at_the_first_sign_in(records: Records, browser: Login, key: Path) -> None:
    change(records, role="system_manager")
    given_password(records, browser)
    assert step(records, browser) is Step.SET_UP
    with pytest.raises(StepsLeft):
        sign_in.finish(records, browser)
    phone = TOTP(second_factor.offer(records, sign_in.progress(records, browser).account_id, key).secret)
    assert sign_in.set_up(records, browser, "000000", key) is None
    assert sign_in.set_up(records, browser, phone.now(), key)
    assert step(records, browser) is Step.DONE


@pytest.mark.parametrize("policy", ["optional", "off"])
def test_the_second_factor_can_be_left_to_people_or_turned_off(
    records: Records, browser: Login, rules: pytest.MonkeyPatch, policy: str
) -> None:
    rules.setenv("FENGQIAO_TOTP", policy)
    change(records, role="system_manager")
    given_password(records, browser)
    assert step(records, browser) is Step.DONE
    change(records, totp_since=clock.now())
    assert step(records, browser) is (Step.SECOND_FACTOR if policy == "optional" else Step.DONE)


def test_a_password_that_somebody_else_has_set_is_changed_first(records: Records, browser: Login) -> None:
    change(records, must_change_password=True, password_hash=accounts.passwords.hashed(PASSWORD))
    given_password(records, browser)
    assert step(records, browser) is Step.NEW_PASSWORD
    with pytest.raises(WeakPassword) as refused:
        sign_in.new_password(records, browser, PASSWORD)
    assert refused.value.reason == "reused"
    sign_in.new_password(records, browser, FRESH)
    assert step(records, browser) is Step.DONE
    assert accounts.verify(records, "zhang", FRESH) is not None


def test_a_password_of_ninety_days_is_changed_unless_the_installation_says_otherwise(
    records: Records, browser: Login, rules: pytest.MonkeyPatch
) -> None:
    change(records, password_changed_at=clock.now() - timedelta(days=90))
    given_password(records, browser)
    assert step(records, browser) is Step.NEW_PASSWORD
    for days, expected in (("91", Step.DONE), ("0", Step.DONE), ("30", Step.NEW_PASSWORD)):
        rules.setenv("FENGQIAO_PASSWORD_DAYS", days)
        sign_in_rules.rules.cache_clear()
        assert step(records, browser) is expected


def test_a_step_is_forgotten_after_ten_minutes_and_when_the_account_changes(records: Records, browser: Login) -> None:
    given_password(records, browser)
    with records.writing() as session:
        session.execute(update(SignInStep).values(proven_at=clock.now() - timedelta(minutes=10)))
    assert step(records, browser) is Step.PASSWORD
    given_password(records, browser)
    with records.writing() as session:
        accounts.disable(session, username="zhang", by=access.operator())
    assert step(records, browser) is Step.PASSWORD
    given_password(records, browser)
    assert step(records, browser) is Step.PASSWORD


def test_steps_of_one_browser_are_worth_nothing_in_another(records: Records, browser: Login) -> None:
    given_password(records, browser)
    other = login_sessions.find(records, login_sessions.open_anonymous(records))
    assert other is not None
    assert step(records, other) is Step.PASSWORD


def test_whoever_comes_from_the_single_sign_on_has_no_password_to_change_here(records: Records, browser: Login) -> None:
    change(records, must_change_password=True)
    from_outside(records, browser)
    assert step(records, browser) is Step.DONE


@pytest.mark.parametrize(("given_there", "next_step"), [(False, Step.SECOND_FACTOR), (True, Step.DONE)])
def test_the_single_sign_on_leaves_the_second_factor_here_unless_it_has_asked_for_one(
    records: Records, browser: Login, given_there: bool, next_step: Step
) -> None:
    change(records, role="system_manager", totp_since=clock.now())
    from_outside(records, browser, second_factor=given_there)
    assert step(records, browser) is next_step


@pytest.mark.parametrize(("given_there", "next_step"), [(False, Step.SET_UP), (True, Step.DONE)])
def test_a_manager_from_the_single_sign_on_sets_up_a_phone_unless_one_was_asked_for_there(
    records: Records, browser: Login, given_there: bool, next_step: Step
) -> None:
    change(records, role="system_manager")
    from_outside(records, browser, second_factor=given_there)
    assert step(records, browser) is next_step


def from_outside(records: Records, browser: Login, *, second_factor: bool = False) -> None:
    with records.reading() as session:
        person = accounts.person(session.scalars(select(Account)).one())
    sign_in.prove(records, browser, person, outside=True, second_factor=second_factor)
