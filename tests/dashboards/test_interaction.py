"""What can be done with a board besides looking: behind a number, a long address, a page's own explanation."""

import re
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from core import access, catalogue, short_links
from dashboards import drill, links, navigation, windows
from db.models import MemberUnit
from db.session import Records
from tests.dashboards.test_situation import html, matters, open_board, title  # noqa: F401


@pytest.fixture
def many_units(matters: Records) -> list[str]:  # noqa: F811
    codes = [f"UNIT-{number:03}" for number in range(60)]
    with matters.writing() as session:
        session.add_all(MemberUnit(code=code, name=f"单位{code}", unit_class="general") for code in codes)
    return codes


def behind(test: AppTest, metric: str) -> AppTest:
    return test.button(key=drill.opener(metric)).click().run()


def test_behind_a_number_stand_its_meaning_and_its_cases(
    matters: Records,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    test = behind(open_board(monkeypatch, matters, "zhihui"), "new_matters")
    shown = html(test)
    assert "共 5 条" in shown
    assert "期间内首次上报的事项件数" in shown
    assert 'href="/metrics?metric=new_matters"' in shown
    assert "<dt>去年同期</dt>" in shown
    assert "<dt>上期</dt>" in shown
    assert shown.split('class="fq-cases"')[1].count("<tr><td") == 5


def test_who_has_no_right_to_cases_sees_what_the_number_is_made_of(
    matters: Records,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    test = behind(open_board(monkeypatch, matters, "lijiang", period="last_year"), "on_time_rate")
    shown = html(test)
    assert "分母" in shown
    # Of a whole year the same span a year before and the span before are one.
    assert "<dt>上年</dt>" in shown
    assert "<dt>上期</dt>" not in shown
    assert 'class="fq-cases"' not in shown
    assert "不能查看逐件明细" in test.info[0].value


def test_what_was_opened_for_one_address_isn_t_shown_for_another(
    matters: Records,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    test = behind(open_board(monkeypatch, matters, "zhihui"), "new_matters")
    test.query_params["area"] = "530721"
    test.run()
    assert 'class="fq-cases"' not in html(test)
    assert windows.OPEN not in test.session_state


@pytest.mark.parametrize(("period", "told"), [("last_month", True), ("this_month", False)])
def test_a_list_of_what_was_open_then_says_that_it_tells_the_state_of_now(
    matters: Records,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    period: str,
    told: bool,
) -> None:
    test = behind(open_board(monkeypatch, matters, "zhihui", period=period), "open_matters")
    assert re.search("<h3>.* 未办结 [0-9]+ 件</h3>", html(test))
    assert any("状态为目前状态" in caption.value for caption in test.caption) is told


def test_an_address_that_would_be_too_long_becomes_a_short_link_that_says_the_same(
    matters: Records,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    many_units: list[str],
) -> None:
    long = {"period": "this_month", "handling_unit": ",".join(many_units)}
    key = short_links.keep(matters, urlencode(long), access.operator())
    test = open_board(monkeypatch, matters, "lijiang", s=key)
    assert f"✕ 单位{many_units[59]}" in [button.label for button in test.button]
    # One of them taken off is still too long, and again a short link.
    test.button(key=f"chip_单位{many_units[0]}").click().run()
    assert list(test.query_params) == [links.SHORT]
    assert test.query_params[links.SHORT] != [key]
    assert f"✕ 单位{many_units[0]}" not in [button.label for button in test.button]


def test_a_short_link_shows_nobody_more_than_is_theirs(
    matters: Records,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = short_links.keep(matters, urlencode({"period": "this_month", "area": "530721"}), access.operator())
    assert "已拒绝" in open_board(monkeypatch, matters, "dayan", s=key).error[0].value


def test_an_unknown_short_link_is_said(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    test = open_board(monkeypatch, matters, "lijiang", s="aaaaaaaaaaaa")
    assert "短链接无效" in test.warning[0].value
    assert title(test).endswith("全部事项 5 件")


@pytest.mark.parametrize("entry", navigation.ENTRIES, ids=lambda entry: entry.key)
def test_every_page_is_explained_in_one_paragraph(entry: navigation.Entry) -> None:
    words = catalogue.say(f"help.page.{entry.key}")
    assert 30 <= len(words) <= 300
    assert "\n" not in words
