"""The situation board, run as the server runs it: full, empty, for one township, and for a link that asks too much."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core import access, borders, clock
from core.areas import load as load_areas
from core.borders.matching import Feature
from db.models import AuditEvent
from db.session import Records
from tests import factories
from tests.dashboards.test_session import cookie, send

PAGE = Path(__file__).parents[2] / "pages" / "situation.py"


@pytest.fixture
def matters(place: Records) -> Records:
    """This month: four matters in one street of the old town and two in another county, one of them overdue."""
    now = clock.now()
    today = now.astimezone(clock.SHANGHAI)
    month, day = today.strftime("%Y-%m-01"), today.strftime("%Y-%m-%d")
    overdue = (today.replace(day=1) - timedelta(days=30)).strftime("%Y-%m-%d")
    with place.writing() as session:
        places = factories.areas_of(session)
        source = factories.data_source(session, as_of=now, fetched_at=now, generated=True)
        for _ in range(4):
            factories.matter(session, source, places["530702002"], [("reported", month)])
        factories.matter(
            session, source, places["530721100"], [("reported", day), ("closed", day)], category_key="A.01"
        )
        factories.matter(
            session, source, places["530721100"], [("reported", overdue, {"due_on": overdue})], severity="02"
        )
    return place


def open_board(monkeypatch: pytest.MonkeyPatch, place: Records, username: str, **query: str) -> AppTest:
    send(monkeypatch, cookie(place, username))
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def html(test: AppTest) -> str:
    assert not test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


def title(test: AppTest) -> str:
    found = re.search(r"<h1>(.*)</h1>", html(test))
    assert found
    return found[1]


def charts(test: AppTest) -> int:
    return len(test.get("vega_lite_chart"))


def test_the_whole_board_for_a_prefecture(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang")
    assert title(test).startswith("丽江市 ")
    assert title(test).endswith("全部事项 5 件")
    assert charts(test) == 7
    shown = html(test)
    assert "演示数据" in shown
    assert "数据截至" in shown
    assert shown.count('class="fq-kpi"') == 7
    assert "▲ 重大" in shown


def test_a_township_officer_sees_only_their_own_street(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "dayan")
    assert title(test).endswith("全部事项 4 件")
    assert "黄山镇" not in html(test)


def test_a_link_narrows_and_its_filters_stand_as_chips(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang", area="530721", category="A.01", period="this_month")
    assert title(test).endswith("婚恋家庭 1 件")
    labels = [button.label for button in test.button]
    assert "✕ 玉龙纳西族自治县" in labels
    test.button(key="chip_婚恋家庭").click().run()
    assert test.query_params == {"period": "this_month", "area": "530721"}


def test_a_lone_place_is_passed_over_for_those_in_it(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "quanyu")
    assert "按县（市、区）新增事项" in html(test)


def test_today_s_borders_are_a_choice_that_becomes_the_address(
    matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_board(monkeypatch, matters, "lijiang", period="this_month")
    test.radio[0].set_value("today").run()
    assert test.query_params == {"period": "this_month", "borders": "today"}
    assert title(test).endswith("全部事项 5 件")


def test_a_choice_of_period_becomes_the_address(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang")
    test.button_group[0].set_value("last_year").run()
    assert test.query_params == {"period": "last_year"}
    # Before the first record nothing is known, which is not the same as none.
    assert title(test).endswith("全部事项 —")


def test_a_period_before_the_records_says_so_in_every_block_and_leads_back(
    matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_board(monkeypatch, matters, "lijiang", period="2020", source="visit")
    shown = html(test)
    assert len(re.findall(r'class="fq-nothing"><p>[^<]*早于本系统数据起始日', shown)) == 7
    assert "没有超期未办结" not in shown
    since = (clock.today().replace(day=1) - timedelta(days=30)).isoformat()
    assert f"现有数据在 {since} 至 {clock.today().isoformat()}" in shown
    test.button(key="outside_go").click().run()
    assert test.query_params == {"period": f"{since}..{clock.today().isoformat()}", "source": "visit"}


def test_a_period_after_the_data_is_not_without_matters_but_unknown(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.writing() as session:
        source = factories.data_source(session, mode="one_off", as_of=factories.moment("2018-12-01"))
        factories.matter(session, source, factories.areas_of(session)["530702002"], [("reported", "2018-02-08")])
    test = open_board(monkeypatch, place, "lijiang")
    assert html(test).count("该期间尚无数据") >= 5
    assert "没有超期未办结" not in html(test)
    assert "现有数据在 2018-02-08 至 2018-12-01" in html(test)
    # A source that is over is neither fresh nor stale.
    assert "■ 历史数据" in html(test)
    assert "正常" not in html(test)


def test_where_the_data_tell_of_none_every_block_says_none(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang", source="online")
    assert html(test).count("所选范围内没有事项") == 4
    assert "没有超期未办结的事项" in html(test)
    assert "现有数据在" not in html(test)


def test_the_most_urgent_are_those_of_now_and_say_so(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = html(open_board(monkeypatch, matters, "lijiang", period="2020"))
    assert "不随所选时间变化" in shown
    assert "▲ 重大" in shown


def test_an_empty_database_says_what_to_do_next(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, place, "zhihui")
    assert "系统里还没有数据" in html(test)
    # The places are there already, so that no demo data is offered; whom to ask for what one may not do is said.
    assert "已有 8 个区划" in html(test)
    assert "由系统管理员办理。" in html(test)
    assert "不再加载演示数据" in html(test)
    assert [(button.label, button.disabled) for button in test.button] == [("去导入", False), ("去导入", False)]
    assert charts(test) == 0


def test_a_leader_of_an_empty_system_is_told_whom_to_ask(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, place, "lijiang")
    assert "由指挥中心、县级综治中心、乡镇综治中心、特殊群体服务办公室办理。" in html(test)
    assert [button.label for button in test.button] == []


def test_a_link_to_another_s_area_is_refused_said_and_logged(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "dayan", area="530721")
    assert "已拒绝" in test.error[0].value
    assert charts(test) == 0
    with matters.reading() as session:
        assert session.scalars(select(AuditEvent.result).where(AuditEvent.action == "scope.refused")).one() == "refused"


def test_a_period_that_cannot_be_read_becomes_this_month(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang", period="someday")
    assert "已改为显示本月" in test.warning[0].value
    assert title(test).endswith("全部事项 5 件")


def test_an_unknown_value_in_a_link_is_said_and_left_out(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang", category="ZZZ,A.01", nature="投诉", scale="[巨大](x)")
    said = test.warning[0].value
    assert "类型“ZZZ”" in said
    assert r"“\[巨大\]\(x\)”" in said
    # A name is as good as its code.
    assert "投诉" not in said
    assert "婚恋家庭" in title(test)
    assert "投诉" in title(test)
    assert {"✕ 婚恋家庭", "✕ 投诉"} <= {button.label for button in test.button}


def test_two_chosen_values_of_one_name_are_told_apart(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang", category="A.99", matter_class="other")
    labels = [button.label for button in test.button]
    assert "✕ 其他（矛盾纠纷类型）" in labels
    assert "✕ 其他（事项大类）" in labels


def test_a_change_in_the_records_is_on_the_board_at_the_next_run(
    matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_board(monkeypatch, matters, "lijiang")
    with matters.writing() as session:
        source = factories.data_source(session, "second", as_of=clock.now(), fetched_at=clock.now())
        day = clock.today().isoformat()
        factories.matter(session, source, factories.areas_of(session)["530702001"], [("reported", day)])
    assert title(test.run()).endswith("全部事项 6 件")


def switches(test: AppTest) -> dict[str, list[str]]:
    """The choices within the blocks, by what they choose."""
    return {group.label: group.options for group in test.button_group if group.key and group.key.startswith("switch_")}


def test_a_measure_is_chosen_in_the_address_and_the_title_says_it(
    matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_board(monkeypatch, matters, "lijiang", measure="overdue", course="open", stream="newest")
    shown = html(test)
    assert "按县（市、区）超期未办结" in shown
    assert "每日未办结" in shown
    assert "最近上报" in shown
    measured = next(group for group in test.button_group if group.label == "看什么")
    measured.set_value("count").run()
    assert "measure" not in test.query_params
    assert test.query_params["course"] == "open"


def test_a_map_is_offered_where_there_are_borders_and_says_what_it_may_be_used_for(
    matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "图形" not in switches(open_board(monkeypatch, matters, "lijiang", figure="map"))
    ring = [[100.0, 26.0], [100.0, 27.0], [101.0, 27.0], [100.0, 26.0]]
    gucheng = Feature("530702", "古城区", {"type": "Polygon", "coordinates": [ring]})
    borders.take_in(matters, load_areas(matters), [gucheng], origin="map.geojson", approval=None, by=access.operator())
    test = open_board(monkeypatch, matters, "lijiang", figure="map")
    assert switches(test)["图形"] == ["方块图", "地图"]
    assert "示意图，非正式边界 · 另有 1 处没有边界，未画在图上：玉龙纳西族自治县" in html(test)
    assert charts(test) == 7


def test_open_disputes_stand_by_risk_and_severity_and_add_up(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang")
    told = [chart.proto.alt for chart in test.get("vega_lite_chart") if "未办结矛盾纠纷" in chart.proto.alt]
    assert told == ["未办结矛盾纠纷: 高风险 0, 中风险 0, 低风险 5, 特别重大 0, 重大 1, 较大 0, 一般 4"]


def test_the_newest_come_by_the_time_of_their_report(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = html(open_board(monkeypatch, matters, "lijiang", stream="newest"))
    assert shown.count("<tr><td>") >= 6
    first = re.search(r"<tbody><tr><td>([^<]*)</td>", shown)
    assert first
    assert first[1].startswith(clock.today().strftime("%m-%d"))


def test_the_chip_of_what_is_unknown_says_of_which_dimension(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_board(monkeypatch, matters, "lijiang", category="unknown", risk_level="unknown")
    chips = [button.label for button in test.button if button.label.startswith("✕")]
    assert [chip.split()[-1] for chip in chips] == ["未知", "未知"]
    assert chips[0] == "✕ 类型 未知"
    assert chips[1].startswith("✕ 风险")
