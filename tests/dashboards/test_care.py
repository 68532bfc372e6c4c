"""The board of special-group services: closed months only, small counts only as small, nothing true in any byte."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core import catalogue, clock
from core.care import months
from core.definitions import definition
from core.titles import month_words
from dashboards.components import kpi
from dashboards.components.figure import Compared
from db.session import Records
from tests.core.care.conftest import TOWNSHIPS, approved, closed, count, everything, opened
from tests.dashboards.test_mediation import open_page
from tests.dashboards.test_situation import html

MONTH = months.latest_whole(clock.today())
ODD = {("orphans", "care"): count(123_457, 123_451, 4), ("veterans", "living"): count(3, 3)}


@pytest.fixture
def told(place: Records) -> Records:
    """Last month told by two of the four townships, one of them with numbers that stand nowhere by chance."""
    month = opened(place, MONTH)
    approved(place, month.key, TOWNSHIPS[0], everything(count(40, 36, 3, asked=10, satisfied=9)) | ODD)
    approved(place, month.key, TOWNSHIPS[3], everything(count(52, 50, 1, asked=10, satisfied=9)))
    closed(place, month.key)
    return place


def test_without_a_closed_month_it_says_how_one_comes_about(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    page = open_page(monkeypatch, place, "lijiang", "care")
    assert not page.exception
    assert "还没有封存的服务月报" in page.info[0].value
    assert "哪些乡镇还没报" not in html(page)
    # Opened and not reported: whom the month waits for is known before anything is closed.
    opened(place, MONTH)
    page = open_page(monkeypatch, place, "lijiang", "care")
    assert re.search(rf"哪些乡镇还没报.*大研街道.*{month_words(MONTH)}.*束河街道", html(page))
    assert "束河街道" not in html(open_page(monkeypatch, place, "lijiang", "care", area="530721"))
    # Whoever hasn't reported finds the form there, and nobody else does.
    own = open_page(monkeypatch, place, "dayan", "care")
    assert [one.label for one in own.button if one.key == "care_to_return"] == ["填报本单位月报"]
    assert not [one for one in page.button if one.key == "care_to_return"]


def test_the_board_of_the_last_closed_month(monkeypatch: pytest.MonkeyPatch, told: Records) -> None:
    page = open_page(monkeypatch, told, "lijiang", "care")
    assert not page.exception
    shown = html(page)
    # Two of four are in the sealed month: said where the number stands, and apart from how many came.
    partly = '<span class="fq-level-2">（2/4 份月报计入）</span>'
    assert re.search(rf"<h1>丽江市 {month_words(MONTH)} 应办服务 .* 次{partly}</h1>", shown)
    assert "计入月报" in shown
    # What was sealed just now was updated just now, however long its month is over.
    assert re.search(rf"更新于 {clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d}", shown)
    for place in ("束河街道", "大东乡"):
        assert re.search(rf"{place}.*{month_words(MONTH)}", shown), "not reported"
    assert "月研判、季调度、年检查开了没有" in shown
    # Every line of a township's late services is small.
    assert catalogue.say("numbers.below_ten") in html(open_page(monkeypatch, told, "lijiang", "care", area="530721"))
    assert not re.search(r"care\.|None|nan", re.sub(r'(data-press|class|href)="[^"]*"', "", shown))


def test_no_true_number_is_in_what_is_sent(monkeypatch: pytest.MonkeyPatch, told: Records) -> None:
    for username in ("lijiang", "gucheng", "fuwu", "dudao"):
        page = open_page(monkeypatch, told, username, "care")
        assert not page.exception, username
        sent = repr(list(protos(page.main)))
        # What was 123,457 in one township is there, protected and with that of the other.
        assert re.search(r"123,[45]\d[05]", sent), username
        assert not re.search(r"123,?457|123,?451", sent), username


def protos(block: Any) -> Iterator[Any]:
    """Everything that goes down the wire, charts and their rows included."""
    for child in block.children.values():
        yield child.proto
        if hasattr(child, "children"):
            yield from protos(child)


def test_days_become_the_whole_months_they_touch(monkeypatch: pytest.MonkeyPatch, told: Records) -> None:
    middle = MONTH + timedelta(days=14)
    page = open_page(monkeypatch, told, "lijiang", "care", period=f"{middle}..{middle + timedelta(days=2)}")
    assert month_words(MONTH) in html(page)


def test_a_month_that_was_never_opened_is_not_said_to_be_all_in(monkeypatch: pytest.MonkeyPatch, told: Records) -> None:
    before = MONTH - timedelta(days=400)
    shown = html(open_page(monkeypatch, told, "lijiang", "care", period=f"{before:%Y-%m}"))
    assert "所选月份没有开放过月报" in shown
    assert "都已收到" not in shown


def test_a_place_that_did_not_report_has_no_number(monkeypatch: pytest.MonkeyPatch, told: Records) -> None:
    page = open_page(monkeypatch, told, "dayan", "care")
    assert not page.exception
    assert "还没有封存的服务月报" in page.info[0].value


def test_who_has_no_right_sees_no_board(monkeypatch: pytest.MonkeyPatch, told: Records) -> None:
    for username in ("hezheng", "xitong", "shenji"):
        page = open_page(monkeypatch, told, username, "care")
        assert [one.value for one in page.warning] == ["您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"]
        assert not page.get("html")


def test_what_may_be_off_by_a_hundredth_is_marked_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch, told: Records
) -> None:
    shown = html(open_page(monkeypatch, told, "lijiang", "care", service_group="veterans", service_line="living"))
    # 43 were due in two townships: off by a good part of it, perhaps.
    assert len(re.findall(r"应办 ≈\d+", shown)) == shown.count("应办 ≈") == 5
    assert re.search(r"<h1>[^<]* 优抚对象 基本生活救助 ≈\d+ 次", shown)
    shown = html(open_page(monkeypatch, told, "lijiang", "care"))
    # Of 125,790 due and on time both are near; of 96 asked in a line or 140 late nothing is.
    assert re.search(r"<h1>[^<]* 应办服务 1[^<]*次", shown)
    assert re.search(r"服务回访满意率</h3><p class=\"fq-value\">≈", shown)
    assert "逾期 <b>≈" in shown
    assert "误差可能超过1%" in shown


def test_a_change_of_what_is_only_about_known_is_neither_better_nor_worse() -> None:
    compared = Compared(95.0, 5.0, 5.0, "%", 1, None)
    rate = definition("service_on_time_rate")
    assert kpi.told("year", compared, rate).verdict == "better"
    said = kpi.told("year", replace(compared, about=True), rate)
    assert (said.mark, said.verdict, said.change[0]) == ("", None, "≈")
