"""The way into a session, step by step: a password alone opens nothing while another step is left."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from core import accounts, clock, login_sessions, second_factor
from core.access import Person
from core.login_sessions import Login
from core.sign_in_rules import STEPS, rules
from db.models import Account, SignInStep
from db.queries import sign_in
from db.session import Records


class Step(StrEnum):
    """What is asked for next."""

    PASSWORD = "password"  # noqa: S105 - the name of a step
    SECOND_FACTOR = "second_factor"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a step
    SET_UP = "set_up"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """How far a browser has come, and as whom; nobody before the password."""

    step: Step
    person: Person | None = None
    account_id: int = 0


NOTHING = Progress(Step.PASSWORD)


class StepsLeft(PermissionError):
    """A ticket was asked for before the last step."""


def prove(
    records: Records, login: Login, person: Person, *, outside: bool = False, second_factor: bool = False
) -> None:
    """This browser has just given this person's password, or comes from the single sign-on (`outside`).

    `second_factor` where the single sign-on has asked for that as well.
    """
    if person.account_id is None:
        raise StepsLeft
    with records.writing() as session:
        sign_in.forget_browser(session, login.id)
        now = clock.now()
        step = SignInStep(login_session_id=login.id, account_id=person.account_id, proven_at=now, outside=outside)
        step.second_factor_at = now if second_factor else None
        session.add(step)


def progress(records: Records, login: Login) -> Progress:
    """What is to be done next, from the account as it is now."""
    with records.reading() as session:
        found = sign_in.step(session, login.id, clock.now() - STEPS)
        if found is None or not found[1].enabled:
            return NOTHING
        step, account = found
        return Progress(_next(step, account), accounts.person(account), account.id)


def second_step(records: Records, login: Login, code: str, key: Path, address: str | None = None) -> bool:
    """Checks the code of the second factor and notes it."""
    at = progress(records, login)
    if at.step is not Step.SECOND_FACTOR or not second_factor.check(records, at.account_id, code, key, address):
        return False
    _note_second_factor(records, login)
    return True


def set_up(records: Records, login: Login, code: str, key: Path) -> list[str] | None:
    """Takes the first code of a new phone; returns the recovery codes, None for a wrong code."""
    at = progress(records, login)
    codes = second_factor.confirm(records, at.account_id, code, key) if at.step is Step.SET_UP else None
    if codes is not None:
        _note_second_factor(records, login)
    return codes


def new_password(records: Records, login: Login, password: str) -> None:
    """The password that replaces one set by somebody else or grown old. Raises WeakPassword or StepsLeft."""
    at = progress(records, login)
    if at.step is not Step.NEW_PASSWORD or at.person is None:
        raise StepsLeft
    with records.writing() as session:
        before = sign_in.step(session, login.id, clock.now() - STEPS)
        if before is None:
            raise StepsLeft
        kept = {"second_factor_at": before[0].second_factor_at, "outside": before[0].outside}
        accounts.set_password(session, username=at.person.username, password=password, by=at.person)
        sign_in.forget_browser(session, login.id)
        now = clock.now()
        session.add(SignInStep(login_session_id=login.id, account_id=at.account_id, proven_at=now, **kept))


def finish(records: Records, login: Login) -> str:
    """The ticket for a session. Raises StepsLeft while something is still to be given."""
    at = progress(records, login)
    if at.step is not Step.DONE or at.person is None:
        raise StepsLeft
    start_over(records, login)
    return login_sessions.issue_ticket(records, login, at.person)


def start_over(records: Records, login: Login) -> None:
    """Forgets how far this browser had come."""
    with records.writing() as session:
        sign_in.forget_browser(session, login.id)


def _next(step: SignInStep, account: Account) -> Step:
    unproven = step.second_factor_at is None
    if unproven and second_factor.is_asked(account):
        return Step.SECOND_FACTOR
    # Who comes from elsewhere has a password there.
    if not step.outside and (account.must_change_password or _is_old(account)):
        return Step.NEW_PASSWORD
    return Step.SET_UP if unproven and second_factor.must_be_set_up(account) else Step.DONE


def _is_old(account: Account) -> bool:
    days = rules().password_days
    # Nobody has to change a password that is printed beside the form.
    return bool(days) and not account.demo and clock.now() - account.password_changed_at >= timedelta(days=days)


def _note_second_factor(records: Records, login: Login) -> None:
    with records.writing() as session:
        found = sign_in.step(session, login.id, clock.now() - STEPS)
        if found is not None:
            found[0].second_factor_at = clock.now()
