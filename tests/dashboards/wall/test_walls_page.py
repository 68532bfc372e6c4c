"""The page on which walls are managed: for the command centre, for a system manager, and with nothing there yet."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import areas
from core.access import Person
from core.wall import devices, editing, pairing, programme
from core.wall.programme import Slot
from dashboards import navigation
from db.session import Records
from tests.dashboards.test_session import cookie, send

DESK = Person(None, "zhihui", "x", "command_desk", "5307")
PAGE = Path(__file__).parents[3] / "pages" / "walls.py"


def opened(monkeypatch: pytest.MonkeyPatch, place: Records, username: str) -> AppTest:
    send(monkeypatch, cookie(place, username))
    return AppTest.from_file(str(PAGE), default_timeout=60).run()


def field(test: AppTest, label: str) -> AppTest:
    """Of several, as of a device that is changed and one that is paired, the last."""
    return [one for kind in (test.text_input, test.text_area, test.selectbox) for one in kind if one.label == label][-1]


def said_inside(test: AppTest, label: str) -> list[str]:
    """What an expander that is open says."""
    (found,) = [one for one in test.expander if one.label == label]
    return [one.value for one in found.success] if found.proto.expanded else []


def shown(test: AppTest) -> str:
    """The words of the page's tables."""
    return "\n".join(one.proto.body for one in test.get("html"))


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
    # What came of it is said where the next code is typed, which stays open.
    assert said_inside(test, "配对新设备") == ["“主屏”已配对，几秒内播放节目单“大厅”。"]
    ((device, name),) = devices.listed(place, areas.load(place), DESK)
    assert (device.name, name) == ("主屏", "大厅")
    # Until it was seen for the first time it isn't away: it is waited for.
    assert "○ 等待上线" in shown(test)
    assert "○ 离线" not in shown(test)
    # It is given another name without being paired anew.
    test.text_input(next(one.key for one in test.text_input if one.value == "主屏")).set_value("东墙")
    test = [one for one in test.button if one.label == "保存"][-1].click().run()
    assert [one.value for one in test.success] == ["已保存，大屏几秒内更新。"]
    assert [one.name for one, _ in devices.listed(place, areas.load(place), DESK)] == ["东墙"]
    # A wrong code is refused, and after some of them none is looked at any more.
    for _ in range(pairing.TYPED + 1):
        field(test, "配对码（8 位）").set_value("00000000")  # type: ignore[attr-defined]
        field(test, "设备名称").set_value("副屏")  # type: ignore[attr-defined]
        test = press(test, "配对")
    assert [one.value for one in test.error] == ["输错次数太多，请 15 分钟后再试。"]


def test_an_item_is_asked_only_what_it_heeds(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    slots = (Slot(0, "services", "", "period=last_month&matter_class=dispute", 30), Slot(0, "league", "", "", 30))
    with place.writing() as session:
        tree = areas.load(place)
        made = editing.create(session, tree, name="大厅", area_code="5307", by=DESK)
        editing.arrange(session, tree, programme_id=made, version=1, slots=slots, by=DESK)
    test = opened(monkeypatch, place, "zhihui")
    labels = [one.label for one in test.selectbox]
    assert "时间" in labels
    assert "事项大类" not in labels
    # Of services kept with a filter that they know nothing of, it is gone with the next change.
    test = press(test, "保存这一项")
    assert programme.listed(place)[0].slots[0].query == "period=last_month"
    pick = field(test, "修改哪一项")
    test = pick.set_value(programme.listed(place)[0].slots[1].id).run()  # type: ignore[attr-defined]
    assert "时间" not in [one.label for one in test.selectbox]


def test_before_a_screen_is_shut_out_it_says_which_phone_goes_with_it(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, screen = areas.load(place), None
    with place.writing() as session:
        made = editing.create(session, tree, name="大厅", area_code="5307", by=DESK)
    for kind, name in (("screen", "主屏"), ("remote", "值班手机")):
        begun = pairing.begin(place, kind, "10.0.0.1")
        assert begun is not None
        seat = {"programme_id": made, "height_cm": 150, "distance_cm": 600}
        with place.writing() as session:
            device = pairing.approve(session, tree, code=begun[0], name=name, steers_id=screen, by=DESK, **seat)
            screen = screen or device.id
    test = opened(monkeypatch, place, "zhihui")
    pick = field(test, "选择设备")
    assert "遥控端：遥控“主屏”" in field(test, "用途").options  # type: ignore[attr-defined]
    test = press(pick.set_value(screen).run(), "收回授权")  # type: ignore[attr-defined]
    assert any("遥控它的遥控端“值班手机”也一并收回" in one.value for one in test.warning)
    test = press(test, "不收回")
    phone = next(one.id for one, _ in devices.listed(place, tree, DESK) if one.kind == "remote")
    test = press(field(test, "选择设备").set_value(phone).run(), "收回授权")  # type: ignore[attr-defined]
    assert not any("一并收回" in one.value for one in test.warning)


def test_a_programme_s_forms_are_saved_one_after_the_other_and_another_s_change_is_still_said(
    place: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.writing() as session:
        editing.create(session, areas.load(place), name="大厅", area_code="5307", by=DESK)
    test = opened(monkeypatch, place, "zhihui")
    for light in ("light", "by_hour"):
        field(test, "明暗").set_value(light)  # type: ignore[attr-defined]
        test = press(press(test, "保存名称与明暗"), "添加一项")
        field(test, "内容").set_value("text")  # type: ignore[attr-defined]
        field(test.run(), "文字（120 字以内，不写人名、号码）").set_value("字" * 121)  # type: ignore[attr-defined]
        test = press(test, "添加这一项")
        assert [one.value for one in test.error] == ["请填写文字，不超过 120 个字。"]
        field(test, "文字（120 字以内，不写人名、号码）").set_value("秋冬防火")  # type: ignore[attr-defined]
        test = press(test, "添加这一项")
        assert not test.error
    (kept,) = programme.listed(place)
    assert (kept.theme, [slot.item for slot in kept.slots]) == ("by_hour", ["situation", "mediation", "text", "text"])
    with place.writing() as session:
        editing.arrange(
            session, areas.load(place), programme_id=kept.id, version=kept.version, slots=kept.slots[:1], by=DESK
        )
    test = press(test, "保存名称与明暗")
    assert ["别人刚刚修改" in one.value for one in test.error] == [True]


def test_a_new_device_is_for_the_programme_that_is_worked_on(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.writing() as session:
        tree = areas.load(place)
        made = [editing.create(session, tree, name=name, area_code="5307", by=DESK) for name in ("大厅", "值班室")]
    test = opened(monkeypatch, place, "zhihui")
    for key in made:
        field(test, "选择节目单").set_value(key)  # type: ignore[attr-defined]
        test = test.run()
        assert field(test, "节目单").value == key  # type: ignore[attr-defined]


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
