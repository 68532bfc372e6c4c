"""The page on which walls are managed: for the command centre, for a system manager, and with nothing there yet."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import areas
from core.access import Person
from core.wall import devices, pairing, programme
from dashboards import navigation
from db.session import Records
from tests.dashboards.test_session import cookie, send

PAGE = Path(__file__).parents[3] / "pages" / "walls.py"


def opened(monkeypatch: pytest.MonkeyPatch, place: Records, username: str) -> AppTest:
    send(monkeypatch, cookie(place, username))
    return AppTest.from_file(str(PAGE), default_timeout=60).run()


def field(test: AppTest, label: str) -> AppTest:
    (found,) = [one for kind in (test.text_input, test.selectbox) for one in kind if one.label == label]
    return found


def press(test: AppTest, label: str) -> AppTest:
    (found,) = [one for one in test.button if one.label == label]
    return found.click().run()


def test_a_programme_is_made_filled_and_shown_on_a_device(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "zhihui")
    assert "还没有节目单" in [one.value for one in test.caption]
    field(test, "新节目单名称").set_value("大厅")  # type: ignore[attr-defined]
    test = press(test, "新建节目单")
    assert not test.exception
    (made,) = programme.listed(place)
    assert (made.name, made.area_code, [slot.item for slot in made.slots]) == (
        "大厅",
        "5307",
        ["situation", "mediation"],
    )
    # A double click makes one, and what is wrong is said in Chinese.
    field(test, "通知内容（120 字以内）").set_value("请联系 13800138000")  # type: ignore[attr-defined]
    test = press(test, "发布")
    assert [one.value for one in test.error] == ["文字里似乎有个人证件或联系号码，大屏上不能显示。"]
    begun = pairing.begin(place, "screen", "10.0.0.1")
    assert begun is not None
    field(test, "配对码（8 位）").set_value(begun[0])  # type: ignore[attr-defined]
    field(test, "设备名称").set_value("主屏")  # type: ignore[attr-defined]
    test = press(test, "配对")
    assert [one.value for one in test.success] == ["已配对，设备几秒内打开。"]
    desk = Person(None, "zhihui", "x", "command_desk", "5307")
    ((device, name),) = devices.listed(place, areas.load(place), desk)
    assert (device.name, name) == ("主屏", "大厅")
    # A wrong code is refused, and after some of them none is looked at any more.
    for _ in range(pairing.TYPED + 1):
        field(test, "配对码（8 位）").set_value("00000000")  # type: ignore[attr-defined]
        field(test, "设备名称").set_value("副屏")  # type: ignore[attr-defined]
        test = press(test, "配对")
    assert [one.value for one in test.error] == ["输错次数太多，请 15 分钟后再试。"]


def test_a_system_manager_keeps_devices_and_sees_no_figures(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "xitong")
    assert not test.exception
    shown = [one.value for one in test.subheader]
    assert shown == ["设备"]
    assert not test.get("iframe")
    assert [one.label for one in test.button if one.label == "发布"] == []


def test_others_have_no_such_page(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    for username in ("gucheng", "anquan"):
        test = opened(monkeypatch, place, username)
        assert [one.value for one in test.warning] == ["您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"]
    assert "walls" in {entry.key for entry in navigation.ENTRIES}
