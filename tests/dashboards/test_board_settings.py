"""The page of annotations and targets: who keeps them, what a double click does, and where they then stand."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from db.models import Annotation, Target
from db.session import Records
from tests.dashboards.test_session import cookie, send
from tests.dashboards.test_situation import html, matters, open_board

__all__ = ["matters"]
PAGE = Path(__file__).parents[2] / "pages" / "board_settings.py"


def opened(monkeypatch: pytest.MonkeyPatch, records: Records, username: str) -> AppTest:
    send(monkeypatch, cookie(records, username))
    test = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not test.exception
    return test


def press(test: AppTest, form: str, word: str) -> AppTest:
    buttons = [button for button in test.button if button.label == word and button.key and form in button.key]
    pressed = buttons[0].click().run()
    assert not pressed.exception
    return pressed


def write(test: AppTest, label: str, first: date, last: date) -> AppTest:
    test.text_input[0].set_value(label)
    test.date_input[0].set_value((first, last))
    return press(test, "annotation_new", "新增")


def count(records: Records, table: type[Annotation] | type[Target]) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_desk_adds_changes_and_removes_a_mark(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "zhihui")
    test = write(test, "大排查", date(2026, 4, 1), date(2026, 5, 31))
    assert test.success[0].value == "已新增。"
    assert "<td>大排查</td>" in html(test)
    assert "zhihui" not in html(test)
    test.selectbox(key="annotation_pick").set_value(1).run()
    test.text_input[0].set_value("大排查大化解")
    test = press(test, "annotation_1", "保存")
    assert "<td>大排查大化解</td>" in html(test)
    test = press(test, "annotation_1", "删除")
    assert count(place, Annotation) == 1
    assert "将删除“大排查大化解”" in test.warning[0].value
    test = press(test, "annotation_1", "确认删除")
    assert test.success[0].value == "已删除。"
    assert count(place, Annotation) == 0


def test_what_is_wrong_is_said_and_what_was_typed_stays(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = write(opened(monkeypatch, place, "zhihui"), "  ", date(2026, 4, 1), date(2026, 4, 2))
    assert test.error[0].value == "请填写名称。"
    assert test.date_input[0].value == (date(2026, 4, 1), date(2026, 4, 2))


def test_who_saw_an_older_state_is_told_and_sees_the_newer(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    write(opened(monkeypatch, place, "zhihui"), "大排查", date(2026, 4, 1), date(2026, 5, 31))
    slow = opened(monkeypatch, place, "zhihui")
    slow.selectbox(key="annotation_pick").set_value(1).run()
    with place.writing() as session:
        session.get_one(Annotation, 1).label = "别人改的"
    slow.text_input[0].set_value("我改的")
    slow = press(slow, "annotation_1", "保存")
    assert "别人刚刚修改" in slow.error[0].value
    assert "别人改的" in html(slow)


def test_a_leader_and_a_township_have_no_such_page(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    for username in ("lijiang", "dayan"):
        test = opened(monkeypatch, place, username)
        assert "没有查看本页的权限" in test.warning[0].value
        assert not test.button


def test_a_target_stands_on_the_card_with_its_verdict(matters: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, matters, "zhihui")
    pick = next(box for box in test.selectbox if box.label == "指标")
    pick.set_value("open_matters")
    test.number_input[0].set_value(4.0)
    test = press(test, "target_new", "新增")
    assert "≤4 件" in html(test)
    shown = html(open_board(monkeypatch, matters, "lijiang"))
    assert '目标 4 件 <b class="fq-worse">✗ 未达标</b>' in shown
    # Nobody set one for the county.
    assert 'class="fq-goal"' not in html(open_board(monkeypatch, matters, "lijiang", area="530702"))
