"""The page of the cadence of work, run as the server runs it: for a township, for those who command, and for others."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core import access, areas, clock, working_days
from core.cadence import generating, modes, operating
from db.models import ReportDuty
from db.session import WHOLE, Records
from tests.dashboards.test_mediation import open_page, sent
from tests.dashboards.test_session import cookie, send
from tests.dashboards.test_situation import html

S = "530702002"


@pytest.fixture
def office(place: Records) -> Records:
    """Reports have been asked for since three weeks ago; nobody has given one."""
    now = clock.now()
    generating.generate(place, now - timedelta(days=21))
    generating.generate(place, now)
    return place


def returned(office: Records) -> dict[tuple[str, str], int]:
    """How many reports have been returned, by duty and area, and what they found together."""
    with office.reading(within=WHOLE) as session:
        rows = session.scalars(select(ReportDuty).where(ReportDuty.returned_on.is_not(None))).all()
    return {(row.duty, row.area_code): row.found or 0 for row in rows}


def words(page: AppTest) -> str:
    return re.sub(r'(data-press|class|href|role|title)="[^"]*"', "", html(page))


def test_without_areas_nothing_is_asked_for_and_it_says_so(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    page = open_page(monkeypatch, place, "lijiang", "cadence")
    assert not page.exception
    assert "还没有应报任务" in page.info[0].value


def test_a_township_reports_with_numbers_or_nothing_at_all(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    page = open_page(monkeypatch, office, "dayan", "cadence")
    shown = words(page)
    assert re.search(r"<h1>束河街道 .* 应报 \d+ 次</h1>", shown)
    assert "逾期" in shown
    assert "中心周情报信息研判" in shown
    assert not re.search(r"cadence\.|None|nan|centre_intelligence", shown)
    for one in page.number_input[:3]:
        one.set_value({"风险隐患（条）": 3, "已消除（条）": 3, "发风险提示（条）": 1}[one.label])
    page = sent(page, "cadence_give")
    assert page.error[0].value == "“已处置”与“已上报”之和不能超过“发现”。"
    assert [one.value for one in page.number_input] == [3, 3, 1]
    page.number_input[1].set_value(2)
    page = sent(page, "cadence_give")
    assert "已报送：束河街道 中心周情报信息研判" in page.success[0].value
    assert returned(office) == {("centre_intelligence", S): 3}
    page = sent(page, "cadence_zero")
    assert page.success[0].value == "已零报告 1 份。"
    # What was given can be corrected; what was given is no longer asked for.
    assert "可更正的 2 份" in page.expander[0].label


def test_wartime_is_ordered_shown_across_every_page_and_called_off(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    page = open_page(monkeypatch, office, "gucheng", "cadence")
    assert "● 古城区：平时" in html(page)
    page = sent(page, "cadence_begin")
    assert page.error[0].value == "请先勾选确认。"
    page.checkbox[0].check()
    page = sent(page, "cadence_begin")
    assert page.success[0].value == "古城区已转入战时，今日起每日一报。"
    tree = areas.load(office)
    assert modes.in_force(office, tree, S) is not None
    shown = words(open_page(monkeypatch, office, "dayan", "cadence"))
    assert "◆ 战时 · 古城区" in shown
    assert "中心周情报信息研判（战时日报）" in shown
    page = open_page(monkeypatch, office, "gucheng", "cadence")
    page = next(one for one in page.button if one.label == "恢复平时：古城区").click().run()
    assert page.success[0].value == "古城区已恢复平时。"
    assert modes.in_force(office, tree, S) is None


def test_who_may_not_order_or_report_is_offered_neither(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    for username in ("lijiang", "dudao", "dayan"):
        page = open_page(monkeypatch, office, username, "cadence")
        keys = {re.sub(r"_[0-9a-f]{32}$", "", one.key or "") for one in page.button}
        assert not {key for key in keys if key.startswith(("cadence_begin", "cadence_end", "cadence_switch"))}, username
        assert ("cadence_zero_send" in keys) == (username == "dayan")
        assert not {key for key in keys if key.startswith("cadence_issue")}
    page = open_page(monkeypatch, office, "xitong", "cadence")
    assert [one.value for one in page.warning] == ["您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"]


def test_a_product_is_issued_once_and_read_beside_what_is_known_now(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    page = open_page(monkeypatch, office, "gucheng", "cadence")
    page = next(one for one in page.button if (one.label or "").startswith("发布周分析")).click().run()
    assert page.success[0].value == "已发布周分析，数字按此刻冻结。"
    assert not [one for one in page.button if (one.label or "").startswith("发布周分析")]
    page = page.selectbox(key="cadence_node").set_value("week").run()
    assert "无更正" in html(page)
    page = next(one for one in page.selectbox if "cadence_switch" in (one.key or ""))
    assert page.options[0] == "停用：村民小组周排查"


def test_the_banner_names_places_below(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    with office.writing(within=WHOLE) as session:
        wanted = {"area_code": "530702", "reason": "drill", "by": access.operator()}
        operating.begin(session, areas.load(office), working_days.published(), **wanted)
    send(monkeypatch, cookie(office, "lijiang"))
    page = AppTest.from_function(_banner, default_timeout=60).run()
    assert "辖区内战时：古城区" in html(page)


def _banner() -> None:
    from dashboards import session
    from dashboards.components import mode_banner

    mode_banner.show(session.require("cadence"))
