"""The page of imports, run as the server runs it: empty, a file looked at, taken in, taken back, and not one's own."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from dashboards.imports import state
from db.models import ImportBatch, Matter
from db.session import Records
from tests.dashboards.test_session import cookie, send

PAGE = Path(__file__).parents[2] / "pages" / "imports.py"
TABLE = "事项编号,上报时间,事项大类,区划代码\n"
ROWS = "1,2026-01-05,其他,530702001\n2,某日,其他,530702001\n3,2026-01-06,其他,530721100\n"


def opened(monkeypatch: pytest.MonkeyPatch, place: Records, username: str, text: str = "") -> AppTest:
    """The page of somebody, who has handed a table in where there is one."""
    send(monkeypatch, cookie(place, username))
    test = AppTest.from_file(str(PAGE), default_timeout=60).run()
    if text:
        test.file_uploader[0].upload("台账.csv", text.encode(), "text/csv").run()
    return test


def words(test: AppTest) -> str:
    assert not test.exception
    shown = [element.proto.body for element in test.get("html")]
    for kind in ("title", "subheader", "markdown", "caption", "error", "warning", "success", "info"):
        shown += [str(element.value) for element in test.get(kind)]
    return "\n".join(shown)


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def matters(place: Records) -> list[str]:
    with place.reading() as session:
        return list(session.scalars(select(Matter.source_ref).order_by(Matter.source_ref)))


def test_an_empty_page_says_how_to_begin(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "gucheng")
    shown = words(test)
    assert "还没有上传文件" in shown
    assert "还没有导入过" in shown
    assert "fengqiao import matters" in shown


def test_only_those_who_answer_for_the_whole_tree_are_offered_areas(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    control = opened(monkeypatch, place, "gucheng").get("button_group")[0]
    assert [option.content for option in control.proto.options] == [
        "成员单位",
        "调解室",
        "事项",
        "调解案件",
        "问责措施",
        "指标",
    ]
    introduction = opened(monkeypatch, place, "gucheng").caption[0].value
    assert "成员单位、调解室、事项、调解案件、问责措施、指标导入系统" in introduction


def test_who_is_sent_here_for_one_kind_of_table_finds_it_chosen(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(monkeypatch, cookie(place, "zhihui"))
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    test.session_state[state.FIRST] = "units"
    assert "fengqiao import units" in words(test.run())


@pytest.mark.parametrize("username", ["quanyu", "xitong"])
def test_who_may_not_import_sees_nothing_of_it(place: Records, monkeypatch: pytest.MonkeyPatch, username: str) -> None:
    shown = words(opened(monkeypatch, place, username))
    assert "没有查看本页的权限" in shown
    assert "上传" not in shown


def test_a_file_is_looked_at_taken_in_and_taken_back(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "gucheng", TABLE + ROWS)
    shown = words(test)
    assert "共读取 3 行" in shown
    assert "<b>1</b><span>新增" in shown
    assert "<b>2</b><span>拒绝" in shown
    assert "<td>第3行「上报时间」</td>" in shown
    assert "不在您负责的区域" in shown
    assert matters(place) == []
    press(test, "确认导入")
    assert "已导入：台账.csv（批次 1）" in words(test)
    assert matters(place) == ["1"]
    press(test, "撤销这一批")
    assert "将删去 1 行" in words(test)
    assert matters(place) == ["1"]
    press(test, "确认撤销")
    assert "批次 1 已撤销：删去 1 行" in words(test)
    assert "看板上的数字已经更新" not in words(test)
    assert matters(place) == []
    assert "撤销" not in [button.label[:2] for button in test.button]


def test_a_file_that_cannot_be_read_says_so_and_offers_no_import(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(monkeypatch, place, "gucheng", "甲,乙\n1,2\n")
    assert "不像是表头" in words(test)
    assert "确认导入" not in [button.label for button in test.button]


def test_nothing_new_leaves_nothing_to_confirm(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    press(opened(monkeypatch, place, "gucheng", TABLE + ROWS), "确认导入")
    test = opened(monkeypatch, place, "gucheng", TABLE + ROWS)
    assert next(button for button in test.button if button.label == "确认导入").disabled
    # What is wrong with the rows can be taken away all the same: once of the preview, once of the batch.
    assert [button.proto.label for button in test.get("download_button")] == ["下载模板", "下载报告", "下载报告"]
    with place.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImportBatch)) == 1


def test_the_batches_of_another_county_are_not_shown(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    press(opened(monkeypatch, place, "gucheng", TABLE + ROWS), "确认导入")
    assert "台账.csv" in words(opened(monkeypatch, place, "zhihui"))
    assert "台账.csv" not in words(opened(monkeypatch, place, "dayan"))


def test_a_number_that_stands_twice_is_counted_and_explained(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ROWS.splitlines()[0]
    shown = words(opened(monkeypatch, place, "gucheng", f"{TABLE}{rows}\n{rows.replace('05', '07')}\n"))
    assert "同一编号在文件内重复 1 次，以后一行为准" in shown
    assert "<b>1</b><span>更新" in shown


def test_another_file_takes_the_place_of_one_that_is_done(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = press(opened(monkeypatch, place, "gucheng", TABLE + ROWS), "确认导入")
    more = TABLE + "9,2026-01-09,其他,530702001\n"
    test.file_uploader[0].upload("第二张.csv", more.encode(), "text/csv").run()
    assert "预览：第二张.csv" in words(test)
    press(test, "确认导入")
    assert "已导入：第二张.csv（批次 2）" in words(test)
    assert test.selectbox(key="import_which_2").value == 2
    assert matters(place) == ["1", "9"]
