"""The desk of monthly returns: a township hands in, the office approves, sends back and closes; nobody else gets in."""

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core import clock
from core.care import overview, returns
from core.care.refusal import Invalid
from core.care.spreadsheet import Filled
from core.titles import month_words
from dashboards.care import spreadsheets
from db.session import WHOLE, Records
from tests.core.care.conftest import capacity, count, everything, expected, opened, state, township
from tests.dashboards.test_mediation import open_page
from tests.dashboards.test_situation import html

HERE, MONTH = "530702002", overview.months.latest_whole(clock.today())


def press(page: AppTest, part: str) -> AppTest:
    button = next(one for one in page.button if re.search(part, one.key or ""))
    return button.click().run()


def told(page: AppTest) -> str:
    return next(one.value for one in page.markdown if one.value.startswith("- "))


def test_a_month_from_its_opening_to_its_closing(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    office = open_page(monkeypatch, place, "fuwu", "care_desk")
    assert not office.exception
    assert "还没有开放过月份" in office.info[0].value
    office = press(office, "care_open_send")
    assert f"{month_words(MONTH)} 已开放，4 个乡镇（街道）应报" in office.success[0].value

    office = press(office, "care_remind")
    assert "已催报 4 个单位" in office.success[0].value

    own = open_page(monkeypatch, place, "dayan", "care_desk")
    assert not own.exception
    assert "催报（第1次）" in own.caption[1].value
    assert "未报" in own.selectbox[0].options[0]
    own = press(own, r"care_\d+_send_")
    assert "还没有填任何数字" in own.error[0].value
    own = press(own, r"care_\d+_zero_")
    assert own.success[0].value == "零报告已提交。"
    assert "等待审核" in own.info[0].value
    # What was handed in can be read as a whole, the strength included.
    assert len(own.dataframe) == 5

    office = open_page(monkeypatch, place, "fuwu", "care_desk")
    shown = html(office)
    assert re.search(r"束河街道.*待审核", shown)
    assert "催办当天报送" in shown
    office = press(office, "_all_")
    assert office.success[0].value == "已通过 1 份。"
    office = press(office, "care_close")
    assert f"{month_words(MONTH)} 已封存（第 1 版）" in office.success[0].value
    own = open_page(monkeypatch, place, "dayan", "care_desk")
    own = press(own, "care_restate")
    assert "已建立更正稿" in own.success[0].value
    own = press(own, "care_discard")
    assert own.success[0].value.startswith("更正稿已放弃，原报数据不变")
    own = press(own, "care_restate")
    assert "该月已经封存：这份月报提交、审核之后，还要等服务办公室“按更正重新封存”才计入看板" in own.warning[0].value
    own = press(own, r"care_\d+_send_")

    # An approval in a closed month doesn't count yet: said at once, above the button, in the list and to the township.
    office = open_page(monkeypatch, place, "fuwu", "care_desk")
    office = press(office, "_all_")
    assert "已经封存，审核通过的还没有计入看板：请点下面的“按更正重新封存”" in office.success[0].value
    assert "本月已封存第 1 版。此后审核通过的 1 份还没有计入看板" in office.warning[0].value
    assert "未报或未审核的 3 份仍不计入" in office.warning[0].value
    assert "已审核，待重新封存（第1次更正）" in html(office)
    own = open_page(monkeypatch, place, "dayan", "care_desk")
    assert "服务办公室按更正重新封存之后才计入看板" in own.info[0].value
    office = press(open_page(monkeypatch, place, "fuwu", "care_desk"), "care_close")
    assert f"{month_words(MONTH)} 已封存（第 2 版）" in office.success[0].value
    assert not office.warning
    shown += html(office)
    assert not re.search(r"care\.|None|nan", re.sub(r'(data-press|class|href)="[^"]*"', "", html(own) + shown))


def test_a_contradiction_is_named_and_what_was_written_stays(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    month = opened(place, MONTH)
    wrong = everything(count(10, 8)) | {("orphans", "care"): count(10, 12)}
    with place.writing(within=WHOLE) as session:
        returns.save(session, expected(place, month.key, HERE), wrong, capacity(), by=township(HERE))
    page = open_page(monkeypatch, place, "dayan", "care_desk")
    page = press(page, r"care_\d+_send_")
    assert page.error[0].value == "有 1 处需要处理：对不上 1 处。"
    assert page.toast[0].value == page.error[0].value
    assert "孤儿 · 关心关爱服务 · 按期完成：应办 10，按期与逾期完成合计 12，大于应办数" in told(page)
    assert state(place, expected(place, month.key, HERE).key).status == "draft"


def test_a_number_of_a_person_is_refused_with_its_cell_and_kept_nowhere(place: Records) -> None:
    month = opened(place, MONTH)
    wild = everything(count(10, 8)) | {("orphans", "care"): count(10, 13800138000)}
    with pytest.raises(Invalid) as refused, place.writing(within=WHOLE) as session:
        returns.save(session, expected(place, month.key, HERE), wild, capacity(), by=township(HERE))
    assert [(one.group, one.line, one.column, one.reason) for one in refused.value.faults] == [
        ("orphans", "care", "on_time", "personal")
    ]
    assert "13800138000" not in str(refused.value)
    assert state(place, expected(place, month.key, HERE).key).status == "expected"


def test_empty_cells_are_counted_by_line_behind_what_contradicts_and_can_be_filled(
    monkeypatch: pytest.MonkeyPatch, place: Records
) -> None:
    month = opened(place, MONTH)
    half = {cell: replace(one, undone_funds=None) for cell, one in everything(count(10, 8)).items()}
    half |= {("orphans", "care"): count(10, 12)}
    with place.writing(within=WHOLE) as session:
        returns.save(session, expected(place, month.key, HERE), half, capacity(), by=township(HERE))
    page = press(open_page(monkeypatch, place, "dayan", "care_desk"), r"care_\d+_send_")
    assert page.error[0].value.startswith("有 48 处需要处理：空格 47 处、对不上 1 处。空格里确实没有的填 0")
    lines = told(page).splitlines()
    assert len(lines) == 48, "every one of them"
    assert lines[0] == "- 孤儿 · 关心关爱服务 · 按期完成：应办 10，按期与逾期完成合计 12，大于应办数"
    assert "- 孤儿 · 基本生活救助：空格 1 处（缺费未办）" in lines
    page = press(page, r"care_\d+_fill_")
    assert "空格已填 0" in page.success[0].value
    assert "空格" not in press(page, r"care_\d+_send_").error[0].value


def test_what_a_workbook_held_is_said_with_what_is_left_to_do(place: Records) -> None:
    month = opened(place, MONTH)
    own = overview.own(place, expected(place, month.key, HERE).key, township(HERE))
    assert own is not None
    fine = spreadsheets.taken(own, Filled(everything(count(10, 8)), capacity(), 48))
    assert f"已读入 束河街道 {month_words(MONTH)} 月报：服务 48 行、服务能力 4 行" in fine
    assert "现在是草稿，还没有报送。校验没有发现问题，核对无误后点页面下方的“提交”。" in fine
    wrong = Filled(everything(count(10, 8)) | {("orphans", "care"): count(10, 12)}, {}, 48)
    assert "服务能力 0 行" in (left := spreadsheets.taken(own, wrong))
    assert "还有 1 格要补填或改正，点页面下方的“提交”会逐格列出。" in left


def test_groups_are_renamed_and_never_become_others(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    page = open_page(monkeypatch, place, "fuwu", "care_desk")
    page.selectbox(key="care_group").select("orphans").run()
    name = next(one for one in page.text_input if "_name_" in (one.key or ""))
    name.set_value("信访老户")
    page = press(page, "care_group_orphans_send")
    assert "“信访人员”不是服务群体，本系统不收。" in page.error[0].value
    next(one for one in page.text_input if "_name_" in (one.key or "")).set_value("孤儿与弃婴")
    page = press(page, "care_group_orphans_send")
    assert page.success[0].value == "“孤儿与弃婴”已保存。"


def test_who_has_no_right_sees_no_desk(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    for username in ("lijiang", "gucheng", "hezheng", "xitong"):
        page = open_page(monkeypatch, place, username, "care_desk")
        assert [one.value for one in page.warning] == ["您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"]
