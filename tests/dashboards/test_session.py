"""Who drives a run: the cookie's live session, bound to the Streamlit session that it began."""

from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core import accounts, login_sessions
from dashboards import session
from db.models import Account
from db.session import Records

ROOT = Path(__file__).parents[2]


def cookie(records: Records, username: str | None) -> str:
    token = login_sessions.open_anonymous(records)
    if username is None:
        return token
    before = login_sessions.find(records, token)
    assert before is not None
    with records.reading() as reading:
        person = accounts.person(reading.scalars(select(Account).where(Account.username == username)).one())
    fresh = login_sessions.exchange(records, token, login_sessions.issue_ticket(records, before, person))
    assert fresh is not None
    return fresh


def send(monkeypatch: pytest.MonkeyPatch, token: str | None) -> None:
    """What the browser's cookie is from now on."""
    monkeypatch.setattr(session, "handshake_token", lambda: token)


def page(script: str = "") -> AppTest:
    lines = f"from dashboards import session\nperson = session.require('situation')\nimport streamlit as st\n{script}"
    return AppTest.from_string(f"{lines}\nst.write('seen by ' + person.username)", default_timeout=20)


def shown(test: AppTest) -> list[str]:
    assert not test.exception
    return [one.value for one in test.markdown]


@pytest.mark.parametrize("kind", ["none", "made up", "pre-session", "signed out"])
def test_the_first_line_of_a_page_stops_whoever_is_not_signed_in(
    place: Records, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    token = {"none": None, "made up": "x" * 43, "pre-session": cookie(place, None)}.get(kind, cookie(place, "gucheng"))
    if kind == "signed out" and token and (login := login_sessions.find(place, token)):
        login_sessions.sign_out(place, login)
    send(monkeypatch, token)
    assert shown(page().run()) == []


def test_the_first_line_of_a_page_lets_in_whoever_has_the_right(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(monkeypatch, cookie(place, "gucheng"))
    assert shown(page().run()) == ["seen by gucheng"]


def test_a_page_that_is_not_theirs_is_refused_in_words(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    send(monkeypatch, cookie(place, "shenji"))
    test = page().run()
    assert shown(test) == []
    assert "没有查看本页的权限" in test.warning[0].value


def test_another_cookie_on_the_same_streamlit_session_finds_nothing_of_the_first(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(monkeypatch, cookie(place, "gucheng"))
    test = page("st.session_state['draft'] = 'private'").run()
    assert test.session_state["draft"] == "private"
    send(monkeypatch, cookie(place, "dayan"))
    test.run()
    assert shown(test) == []
    assert "draft" not in test.session_state


def test_sign_out_elsewhere_counts_on_the_next_run(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    token = cookie(place, "gucheng")
    send(monkeypatch, token)
    test = page().run()
    login = login_sessions.find(place, token)
    assert login is not None
    login_sessions.sign_out(place, login)
    assert shown(test.run()) == []


@pytest.mark.parametrize("file", sorted((ROOT / "pages").glob("*.py")), ids=lambda file: file.stem)
def test_every_page_file_shows_strangers_nothing_even_run_by_itself(
    place: Records, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    send(monkeypatch, None)
    test = AppTest.from_file(str(file), default_timeout=30).run()
    assert not test.exception
    assert len(test.main) == 0
