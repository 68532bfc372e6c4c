"""The page of accounts: who opens it, and what a manager sees and finds there."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.session import Records
from tests.dashboards.test_session import cookie, send
from tests.dashboards.test_situation import html

PAGE = Path(__file__).parents[2] / "pages" / "people.py"


def opened(monkeypatch: pytest.MonkeyPatch, records: Records, username: str) -> AppTest:
    send(monkeypatch, cookie(records, username))
    test = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not test.exception
    return test


def test_a_manager_finds_an_account_and_picks_it(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "xitong")
    assert "<td>zhihui</td>" in html(test)
    test.text_input(key="people_search").set_value("dayan").run()
    assert ("<td>dayan</td>" in html(test), "<td>zhihui</td>" in html(test)) == (True, False)
    before = [field.value for field in test.text_input]
    picked = test.selectbox(key="people_pick").set_value("dayan").run()
    assert not picked.exception
    # The form of the account comes with the name of its post.
    assert [field.value for field in picked.text_input if field.value not in before] == ["大研街道综治中心"]


def test_an_office_has_no_such_page(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "zhihui")
    assert "没有查看本页的权限" in test.warning[0].value
    assert not test.text_input
