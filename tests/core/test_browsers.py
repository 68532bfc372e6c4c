"""The browsers somebody is signed in with: who sees which, and what ending the others does."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core import accounts, browsers, clock, login_sessions
from core.access import Person
from db.models import Account, AuditEvent, LoginSession
from db.session import Records
from tests.core.test_accounts import make

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


@pytest.fixture
def zhang(records: Records) -> Person:
    make(records)
    with records.reading() as session:
        return accounts.person(session.scalars(select(Account)).one())


def signed_in(records: Records, who: Person, address: str | None = None) -> str:
    token = login_sessions.open_anonymous(records)
    login = login_sessions.find(records, token)
    assert login is not None
    ticket = login_sessions.issue_ticket(records, login, who)
    fresh = login_sessions.exchange(records, token, ticket, address, browsers.called(CHROME))
    assert fresh is not None
    return fresh


def from_here(records: Records, token: str) -> Person:
    found = login_sessions.find(records, token)
    assert found is not None
    assert found.person is not None
    return found.person


def test_a_person_knows_their_browsers_and_which_one_this_is(records: Records, zhang: Person) -> None:
    signed_in(records, zhang, "10.0.0.1")
    here = signed_in(records, zhang, "10.0.0.2")
    seen = browsers.own(records, from_here(records, here))
    assert [(one.address, one.browser, one.is_this) for one in seen] == [
        ("10.0.0.2", "Chrome · Windows", True),
        ("10.0.0.1", "Chrome · Windows", False),
    ]


def test_ending_the_others_leaves_this_one_and_is_written_down(records: Records, zhang: Person) -> None:
    others = [signed_in(records, zhang) for _ in range(2)]
    here = signed_in(records, zhang)
    me = from_here(records, here)
    assert browsers.end_others(records, me) == 2
    assert [login_sessions.find(records, token) for token in others] == [None, None]
    assert [one.is_this for one in browsers.own(records, from_here(records, here))] == [True]
    with records.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "end_own_sessions")).one()
        assert (event.actor, event.detail, event.login_session_id) == ("zhang", "2", me.login_session_id)


def test_what_is_over_by_itself_is_not_listed(records: Records, zhang: Person) -> None:
    signed_in(records, zhang)
    with records.writing() as session:
        session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(minutes=16)))
    here = signed_in(records, zhang)
    assert len(browsers.own(records, from_here(records, here))) == 1


def test_the_command_line_has_no_browsers(records: Records) -> None:
    operator = Person(None, "operator", "", "operator", None)
    assert browsers.own(records, operator) == []
    assert browsers.end_others(records, operator) == 0


@pytest.mark.parametrize(
    ("introduced", "called"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; UOS) Chrome/110.0 Safari/537.36", "Chrome · UOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iOS"),
        ("curl/8.0", ""),
        ("<script>hit()</script>", ""),
    ],
)
def test_browsers_are_called_what_people_call_them(introduced: str, called: str) -> None:
    assert browsers.called(introduced) == called
