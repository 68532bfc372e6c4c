"""The first steps as the first administrator sees them, above the accounts."""

import pytest
from streamlit.testing.v1 import AppTest

from core import access, accounts, first_steps
from db.models.area import ROOT_CODE
from db.session import Records
from tests.dashboards.test_imports_page import words
from tests.dashboards.test_session import cookie, send

SCRIPT = """
from dashboards import session
from dashboards.components import first_steps
person = session.require("see_accounts")
if first_steps.is_unmanned(person):
    first_steps.show_manager(person)
"""


def opened(monkeypatch: pytest.MonkeyPatch, place: Records, username: str = "xitong") -> AppTest:
    send(monkeypatch, cookie(place, username))
    return AppTest.from_string(SCRIPT, default_timeout=60).run()


def test_the_first_administrator_is_told_to_let_the_office_in_until_it_is_there(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(monkeypatch, place)
    assert "先为指挥中心建一个账号" in words(test)
    with place.writing() as session:
        wanted = {"username": "zhihui2", "display_name": "指挥中心", "role": "command_desk", "area_code": ROOT_CODE}
        accounts.create(session, **wanted, by=access.operator(), password="Shuhe#7731-ganhai")
    assert "先为指挥中心建一个账号" not in words(opened(monkeypatch, place))


def test_an_empty_installation_offers_its_administrator_the_demo(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "加载演示数据" not in [button.label for button in opened(monkeypatch, place).button]
    monkeypatch.setattr(first_steps, "present", lambda records: first_steps.Present(0, 0, False))
    assert "加载演示数据" in [button.label for button in opened(monkeypatch, place).button]


def test_who_manages_no_accounts_is_not_told_to_make_one(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "先为指挥中心建一个账号" not in words(opened(monkeypatch, place, "anquan"))
