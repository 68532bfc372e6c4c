"""Undo and redo: which step one is at, however one came to it."""

import pytest
import streamlit as st

from core.periods import Period
from core.scope import Request
from dashboards import history, links


@pytest.fixture(autouse=True)
def address(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Where the session is sent, instead of a browser."""
    went: list[Request] = []
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(links, "go", went.append)
    return went


def request(year: int) -> Request:
    return Request(Period.parse(str(year)))


def test_more_than_twenty_steps_are_undone_and_redone(address: list[Request]) -> None:
    for year in range(2000, 2030):
        history.note(request(year))
    for year in range(2028, 1999, -1):
        assert history.can_undo()
        history.undo()
        assert address[-1] == request(year)
        history.note(address[-1])
    assert not history.can_undo()
    history.redo()
    assert address[-1] == request(2001)


def test_the_browser_s_back_and_forward_move_along_the_same_steps() -> None:
    for year in (2001, 2002, 2003, 2002):
        history.note(request(year))
    assert history.can_redo()
    history.note(request(2003))
    assert not history.can_redo()


def test_choosing_the_address_before_is_a_step_of_its_own(address: list[Request]) -> None:
    for year in (2001, 2002, 2001, 2002):
        st.session_state[links.CHOSEN] = request(year).to_query()
        history.note(request(year))
    for year in (2001, 2002, 2001):
        history.undo()
        assert address[-1] == request(year)
        history.note(address[-1])
    assert not history.can_undo()


def test_a_new_choice_ends_what_was_undone(address: list[Request]) -> None:
    for year in (2001, 2002, 2003):
        history.note(request(year))
    history.undo()
    history.note(address[-1])
    history.note(request(2009))
    assert not history.can_redo()
    history.undo()
    assert address[-1] == request(2002)


def test_each_visit_to_an_address_is_another_one() -> None:
    first = history.note(request(2001))
    assert history.note(request(2001)) == first
    history.note(request(2002))
    assert history.note(request(2001)) not in (first, history.note(request(2002)))
