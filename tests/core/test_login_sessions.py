"""Login sessions: how one begins, who may use it, and when it is over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core import access, accounts, clock, login_sessions
from core.demo import accounts as demo_accounts
from core.login_sessions import Login
from db.models import Account, AuditEvent, LoginSession, SignInTicket
from db.session import Records
from tests import factories


@pytest.fixture
def demo(records: Records) -> Records:
    with records.writing() as session:
        factories.areas(session)
        demo_accounts.create(session)
    return records


def live(records: Records, token: str) -> Login:
    login = login_sessions.find(records, token)
    assert login is not None
    return login


def ticket_for(records: Records, token: str, username: str = "gucheng") -> str:
    with records.reading() as session:
        account = session.scalars(select(Account).where(Account.username == username)).one()
        person = accounts.person(account)
    return login_sessions.issue_ticket(records, live(records, token), person)


def signed_in(records: Records, username: str = "gucheng") -> str:
    before = login_sessions.open_anonymous(records)
    token = login_sessions.exchange(records, before, ticket_for(records, before, username))
    assert token is not None
    return token


def test_a_pre_session_belongs_to_nobody(demo: Records) -> None:
    assert live(demo, login_sessions.open_anonymous(demo)).person is None


def test_a_ticket_opens_a_session_under_a_fresh_cookie(demo: Records) -> None:
    before = login_sessions.open_anonymous(demo)
    token = login_sessions.exchange(demo, before, ticket_for(demo, before))
    assert token is not None
    assert token != before
    person = live(demo, token).person
    assert person is not None
    assert (person.username, person.area_code) == ("gucheng", "530702")
    assert login_sessions.find(demo, before) is None


def test_a_ticket_is_good_once_even_for_twenty_at_the_same_time(demo: Records) -> None:
    before = login_sessions.open_anonymous(demo)
    ticket = ticket_for(demo, before)
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: login_sessions.exchange(demo, before, ticket), range(20)))
    assert sum(token is not None for token in opened) == 1


def test_a_ticket_is_worth_nothing_in_another_browser(demo: Records) -> None:
    mine, theirs = login_sessions.open_anonymous(demo), login_sessions.open_anonymous(demo)
    assert login_sessions.exchange(demo, theirs, ticket_for(demo, mine)) is None


def test_a_ticket_expires(demo: Records) -> None:
    before = login_sessions.open_anonymous(demo)
    ticket = ticket_for(demo, before)
    with demo.writing() as session:
        session.execute(update(SignInTicket).values(expires_at=clock.now()))
    assert login_sessions.exchange(demo, before, ticket) is None
    assert timedelta(seconds=60) >= login_sessions.TICKET


@pytest.mark.parametrize("token", ["", "x" * 5000, "gucheng", "\x00"])
def test_a_made_up_cookie_is_no_session(demo: Records, token: str) -> None:
    assert login_sessions.find(demo, token) is None


def test_only_hashes_are_stored(demo: Records) -> None:
    before = login_sessions.open_anonymous(demo)
    ticket = ticket_for(demo, before)
    token = login_sessions.exchange(demo, before, ticket)
    with demo.reading() as session:
        kept = [row.token_hash for row in session.scalars(select(LoginSession))]
        kept += [row.token_hash for row in session.scalars(select(SignInTicket))]
    assert not {before, ticket, token} & set(kept)
    assert all(len(value) == 64 for value in kept)


@pytest.mark.parametrize(
    ("column", "age", "reason"),
    [("last_seen_at", login_sessions.IDLE, "idle"), ("expires_at", timedelta(0), "expired")],
)
def test_a_session_ends_when_nobody_uses_it_and_after_a_working_day(
    demo: Records, column: str, age: timedelta, reason: str
) -> None:
    token = signed_in(demo)
    with demo.writing() as session:
        session.execute(update(LoginSession).values({column: clock.now() - age}))
    assert login_sessions.find(demo, token) is None
    assert login_sessions.why_ended(demo, token) == reason


def test_what_a_person_does_puts_off_the_idle_end_with_few_writes(demo: Records) -> None:
    token = signed_in(demo)
    first = live(demo, token)
    login_sessions.seen(demo, first)
    assert live(demo, token).last_seen_at == first.last_seen_at
    with demo.writing() as session:
        session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(minutes=10)))
    login_sessions.seen(demo, live(demo, token))
    assert clock.now() - live(demo, token).last_seen_at < timedelta(seconds=5)


def test_a_sign_in_page_left_open_over_a_weekend_still_works(demo: Records) -> None:
    before = login_sessions.open_anonymous(demo)
    with demo.writing() as session:
        session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(days=3)))
    assert login_sessions.exchange(demo, before, ticket_for(demo, before)) is not None


def disable(records: Records) -> None:
    with records.writing() as session:
        accounts.disable(session, username="gucheng", by=access.operator())


def new_password(records: Records) -> None:
    with records.writing() as session:
        accounts.set_password(session, username="gucheng", password="Yu3-Long-Shan!", by=access.operator())


@pytest.mark.parametrize("change", [disable, new_password])
def test_disabling_and_a_new_password_end_every_session_at_once(
    demo: Records, change: Callable[[Records], None]
) -> None:
    tokens = [signed_in(demo), signed_in(demo)]
    other = signed_in(demo, "dayan")
    change(demo)
    assert [login_sessions.find(demo, token) for token in tokens] == [None, None]
    assert live(demo, other).person is not None


def test_a_ticket_on_its_way_when_the_account_is_disabled_opens_nothing(demo: Records) -> None:
    before = login_sessions.open_anonymous(demo)
    ticket = ticket_for(demo, before)
    disable(demo)
    assert login_sessions.exchange(demo, before, ticket) is None


def test_a_change_of_role_counts_from_the_next_look(demo: Records) -> None:
    token = signed_in(demo)
    with demo.writing() as session:
        session.execute(update(Account).where(Account.username == "gucheng").values(role="audit_manager"))
    person = live(demo, token).person
    assert person is not None
    assert person.role == "audit_manager"


def test_sign_in_and_sign_out_are_in_the_audit_trail_with_their_session(demo: Records) -> None:
    token = signed_in(demo)
    login = live(demo, token)
    login_sessions.sign_out(demo, login)
    login_sessions.sign_out(demo, login)
    assert login_sessions.find(demo, token) is None
    assert login_sessions.why_ended(demo, token) == "revoked"
    with demo.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.object_key == "gucheng")).all()
        assert [event.action for event in events] == ["sign_in", "sign_out"]
        assert {event.login_session_id for event in events} == {login.id}


def test_what_ended_long_ago_is_removed_and_what_lives_is_kept(demo: Records) -> None:
    gone, over, kept = signed_in(demo), signed_in(demo), signed_in(demo)
    long_ago = clock.now() - timedelta(days=2)
    with demo.writing() as session:
        for token, column in ((gone, "expires_at"), (over, "revoked_at")):
            one = LoginSession.token_hash == login_sessions.digest(token)
            session.execute(update(LoginSession).where(one).values({column: long_ago}))
    login_sessions.purge(demo)
    with demo.reading() as session:
        left = set(session.scalars(select(LoginSession.token_hash)))
    assert login_sessions.digest(kept) in left
    assert not {login_sessions.digest(gone), login_sessions.digest(over)} & left
