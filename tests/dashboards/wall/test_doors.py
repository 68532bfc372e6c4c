"""The wall's addresses: who is let in, what they are told, and that it is what the pages say."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from core import areas, clock
from core.access import Person
from core.alarms import rules, standing
from core.alarms.rules import Rule
from core.wall import devices, editing, notices, pairing
from core.wall.programme import Slot
from dashboards.wall import broadcast, pulse, screens, shelf
from db.models import Alarm, OperatingMode, WallProgramme, WallSlot
from db.session import WHOLE, Records
from tests import factories, scenario
from tests.dashboards import test_situation
from tests.dashboards.test_session import cookie
from tests.dashboards.wall.conftest import TestClient

DESK = Person(None, "zhihui", "x", "command_desk", "5307")


@pytest.fixture
def matters(place: Records) -> Records:
    return test_situation.matters.__wrapped__(place)  # type: ignore[attr-defined]


def programme(records: Records, area_code: str = "5307", *slots: Slot) -> int:
    with records.writing() as session:
        made = editing.create(session, areas.load(records), name="主屏", area_code=area_code, by=DESK)
        if slots:
            wanted = {"programme_id": made, "version": 1, "slots": slots, "by": DESK}
            editing.arrange(session, areas.load(records), **wanted)  # type: ignore[arg-type]
        return made


def pair(client: TestClient, records: Records, programme_id: int, kind: str = "screen", **more: Any) -> int:
    """As it happens: the device shows a code, somebody types it, the device asks again."""
    code = client.post(f"/wall/pair?kind={kind}").json()["code"]
    assert client.get(f"/wall/pair?kind={kind}").json() == {"state": "waiting"}
    seat = {"name": "大厅", "programme_id": programme_id, "height_cm": 150, "distance_cm": 600}
    with records.writing() as session:
        device = pairing.approve(session, areas.load(records), code=code, by=DESK, **(seat | more))  # type: ignore[arg-type]
    assert client.get(f"/wall/pair?kind={kind}").json() == {"state": "paired"}
    return device.id


def state(client: TestClient, **query: object) -> dict[str, Any]:
    answer = client.get("/wall/state", params={"screen": "1920x1080"} | query)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return answer.json()


def items(client: TestClient) -> dict[str, dict[str, Any]]:
    found = {}
    for slot in state(client)["slots"]:
        answer = client.get("/wall/item", params={"key": slot["key"]})
        assert answer.status_code == 200, answer.text
        found[slot["item"]] = answer.json()
    return found


def cards(item: dict[str, Any]) -> dict[str, str]:
    return {
        one["body"]["metric"]: one["body"]["number"]
        for page in item["pages"]
        for one in page
        if one["body"]["kind"] == "card"
    }


def test_without_a_token_there_is_the_shell_and_a_code_and_nothing_else(client: TestClient) -> None:
    for path in (
        "/wall",
        "/wall/wall.js",
        "/wall/draw.js",
        "/wall/kept.js",
        "/wall/wall.css",
        "/wall/worker.js",
        "/remote",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy
        assert "@" not in re.sub(r"@(?:media|keyframes)", "", answer.text)
    for path in ("/wall/state", "/wall/item?key=x", "/remote/state", "/wall/state?programme=1"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (401, {"reason": "unpaired"})
    assert client.post("/remote/steer", json={"command": "next"}).status_code == 401
    assert client.get("/wall/pair").json() == {"state": "expired"}


def test_the_wall_shows_the_figures_of_the_page(
    client: TestClient, matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair(client, matters, programme(matters))
    shown = items(client)
    page = test_situation.html(test_situation.open_board(monkeypatch, matters, "lijiang"))
    written = dict(
        re.findall(r'data-press="[^"]*_(?=\w)?[^"]*"[^>]*>.*?<h3>(.*?)</h3>\s*<p class="fq-value">(.*?)<', page)
    )
    on_wall = {
        one["body"]["label"]: one["body"]["number"] for one in shown["situation"]["pages"][0] if "label" in one["body"]
    }
    assert len(on_wall) == 5
    assert {label: written[label] for label in on_wall} == on_wall
    assert shown["situation"]["title"] == test_situation.title(
        test_situation.open_board(monkeypatch, matters, "lijiang")
    )
    freshness = shown["situation"]["freshness"]
    assert freshness["as_of"] < freshness["late"] < freshness["stale"]
    assert freshness["generated"]
    # No names, no free text, nobody's number: what is listed has a clock, a level, a place, a kind and a body.
    lists = [one["body"] for page in shown["situation"]["pages"] for one in page if one["body"]["kind"] == "table"]
    assert [body["heads"] for body in lists] == [["时限", "级别", "风险", "区域", "类型", "办理单位"]]
    # The table's columns share its width.
    assert sum(lists[0]["widths"]) == pytest.approx(100, abs=0.1)
    # Mediation is known until now, and said to be so; without a case it says why it is blank.
    assert shown["mediation"]["blank"] or shown["mediation"]["freshness"]["live"]


def test_what_was_drawn_is_drawn_once_and_not_sent_twice(
    client: TestClient, matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair(client, matters, programme(matters))
    drawn = []
    payload = shelf.snapshot.payload
    monkeypatch.setattr(shelf.snapshot, "payload", lambda job: drawn.append(job.key) or payload(job))
    for _ in range(3):
        items(client)
    assert len(drawn) == len(set(drawn)) == 2
    first = client.get("/wall/state", params={"screen": "1920x1080"})
    again = client.get("/wall/state", params={"screen": "1920x1080"}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert abs(int(again.headers["x-wall-time"]) / 1000 - clock.now().timestamp()) < 60
    key = first.json()["slots"][0]["key"]
    tag = client.get("/wall/item", params={"key": key}).headers["etag"]
    assert client.get("/wall/item", params={"key": key}, headers={"if-none-match": tag}).status_code == 304
    # Another shape is another picture.
    assert state(client, screen="1080x1920")["slots"][0]["key"] != key


def test_a_wall_gets_its_own_programme_s_pictures_only(client: TestClient, matters: Records) -> None:
    first, other = programme(matters), programme(matters)
    pair(client, matters, first)
    key = state(client)["slots"][0]["key"]
    client.cookies.clear()
    pair(client, matters, other)
    assert client.get("/wall/item", params={"key": key}).status_code == 404
    # Nor does a screen's token open what a person may try out, or steer.
    assert client.get("/wall/state", params={"programme": first}).status_code == 401
    assert client.get("/remote/state").status_code == 401


def test_a_revoked_wall_is_told_so_and_gets_nothing(client: TestClient, matters: Records) -> None:
    device_id = pair(client, matters, programme(matters))
    key = state(client)["slots"][0]["key"]
    with matters.writing() as session:
        devices.revoke(session, areas.load(matters), device_id=device_id, version=1, by=DESK)
    broadcast.clear()
    for path in ("/wall/state", f"/wall/item?key={key}"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (401, {"reason": "revoked"})


def test_what_cannot_be_shown_says_why(client: TestClient, matters: Records) -> None:
    made = programme(matters)
    pair(client, matters, made)
    with matters.writing() as session:
        session.execute(update(WallSlot).where(WallSlot.position == 1).values(item="gone"))
    broadcast.clear()
    assert "已不存在" in items(client)["gone"]["blank"]
    assert items(client)["gone"]["name"] == "未知"
    with matters.writing() as session:
        session.execute(update(WallProgramme).values(area_code="999999"))
    broadcast.clear()
    assert "区域已变更" in items(client)["situation"]["blank"]


def test_an_empty_system_says_so(client: TestClient, place: Records) -> None:
    pair(client, place, programme(place))
    assert items(client)["situation"]["blank"] == "系统里还没有数据"


def test_an_urgent_notice_and_a_phone_reach_the_wall(client: TestClient, matters: Records) -> None:
    made = programme(matters)
    screen = pair(client, matters, made)
    pair(client, matters, made, "remote", steers_id=screen)
    assert client.get("/remote/state?screen=390x844").json()["screen"] == "大厅"
    # That the phone is there is noted like that of a screen.
    screens.keep()
    (phone,) = [one for one, _ in devices.listed(matters, areas.load(matters), DESK) if one.kind == "remote"]
    assert (phone.screen, phone.is_there(clock.now())) == ("390x844", True)
    assert client.post("/remote/steer", json={"command": "next"}).json() == {"done": True}
    assert state(client)["command"] == {"number": 1, "name": "next"}
    with matters.writing() as session:
        notices.post(session, areas.load(matters), programme_id=made, text="全员到岗", minutes=5, by=DESK)
    broadcast.clear()
    (notice,) = state(client)["notices"]
    assert notice["text"] == "全员到岗"
    assert client.post("/remote/steer", json={"acknowledge": notice["id"]}).status_code == 200
    assert state(client)["notices"] == []
    for wrong in ({"command": "explode"}, {}, {"acknowledge": 999}):
        assert client.post("/remote/steer", json=wrong).status_code == 409
    assert client.post("/remote/steer", content="x" * 5000).status_code == 400


def test_wartime_is_written_across_the_top_of_the_walls_of_its_place(client: TestClient, matters: Records) -> None:
    pair(client, matters, programme(matters))
    assert state(client)["wartime"] == ""
    spell = {"reason": "disaster", "begun_by": "zhihui", "begins_at": clock.now()}
    with matters.writing() as session:
        session.add(OperatingMode(area_code="5307", **spell))
    broadcast.clear()
    assert re.fullmatch(r"◆ 战时状态 · \d\d-\d\d \d\d:\d\d 起 · 自然灾害", state(client)["wartime"])


def test_wartime_puts_the_day_s_board_first_and_shows_what_is_for_wartime(client: TestClient, matters: Records) -> None:
    slots = [
        Slot(0, "situation", "", "period=this_month", 30, mode="peace"),
        Slot(0, "text", "全员到岗", "", 30, mode="wartime"),
    ]
    pair(client, matters, programme(matters, "5307", *slots, Slot(0, "mediation", "", "", 30)))
    assert [slot["item"] for slot in state(client)["slots"]] == ["situation", "mediation"]
    with matters.writing() as session:
        session.add(OperatingMode(area_code="5307", reason="disaster", begun_by="zhihui", begins_at=clock.now()))
    broadcast.clear()
    assert [slot["item"] for slot in state(client)["slots"]] == ["wartime", "text", "mediation"]


def test_an_alarm_takes_the_wall_and_gives_way_when_the_phone_answers_it(client: TestClient, matters: Records) -> None:
    made = programme(matters)
    screen = pair(client, matters, made)
    pair(client, matters, made, "remote", steers_id=screen)
    assert state(client)["alarm"] is None
    rule = Rule("5307", "new_matters", "above", 2, 1, "r7", "county", 0, "county_office", "02", 8)
    with matters.writing(within=WHOLE) as session:
        kept = rules.add(session, areas.load(matters), rule=rule, by=DESK)
        area = factories.areas_of(session)["530702"]
        told = {"alarm_rule_id": kept.id, "area_id": area.id, "area_code": area.code, "raised_at": clock.now()}
        session.add_all([Alarm(**told, state="breach", value=7), Alarm(**told, state="no_data")])
    broadcast.clear()
    alarm = state(client)["alarm"]
    assert (alarm["big"]["level"], alarm["big"]["title"]) == (2, "▲ 预警 · 重大")
    assert alarm["big"]["text"] == "古城区\n新增事项 高于 2 件\n现为 7 件"
    assert alarm["line"] == "◆ 预警 2 条待确认（其中 ○ 无数据 1 条）"
    assert client.post("/remote/steer", json={"alarm": alarm["seen"]}).json() == {"done": True}
    assert client.post("/remote/steer", json={"alarm": alarm["seen"]}).status_code == 409
    assert state(client)["alarm"] == {"seen": [], "big": None, "line": "◆ 预警 1 条待确认（其中 ○ 无数据 1 条）"}
    with matters.reading(within=WHOLE) as session:
        answered = standing.in_force(matters, scenario.scope(matters, "2026-11"))
    assert [one.acknowledged_by for one in answered.alarms] == ["大厅", None]


def test_many_alarms_at_once_are_one_summary(client: TestClient, matters: Records) -> None:
    pair(client, matters, programme(matters))
    rule = Rule("5307", "new_matters", "above", 2, 1, "r7", "county", 0, "county_office", "04", 8)
    with matters.writing(within=WHOLE) as session:
        kept = rules.add(session, areas.load(matters), rule=rule, by=DESK)
        area = factories.areas_of(session)["530702"]
        told = {"alarm_rule_id": kept.id, "area_id": area.id, "area_code": area.code, "state": "breach", "value": 7}
        session.add_all([Alarm(**told, raised_at=clock.now()) for _ in range(11)])
    broadcast.clear()
    big = state(client)["alarm"]["big"]
    assert (big["title"], big["text"]) == ("◆ 10 分钟内新增预警 11 条", "新增事项 11")
    # Of a single one of this severity the wall only says that it waits.
    with matters.writing(within=WHOLE) as session:
        session.execute(update(Alarm).where(Alarm.id > 1).values(acknowledged_at=clock.now(), acknowledged_by="x"))
    broadcast.clear()
    assert state(client)["alarm"] == {"seen": [], "big": None, "line": "◆ 预警 1 条待确认"}


def test_hundreds_of_walls_are_told_without_asking_the_database(
    client: TestClient, matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair(client, matters, programme(matters))
    first = state(client)
    item = client.get("/wall/item", params={"key": first["slots"][0]["key"]})
    monkeypatch.setattr(pulse.Held, "peek", lambda held, key: held._found.get(key, (0.0, None))[1])
    monkeypatch.setattr(Records, "reading", lambda *_, **__: pytest.fail("asked the database"))
    assert state(client) == first
    assert client.get("/wall/item", params={"key": first["slots"][0]["key"]}).content == item.content


def test_a_programme_is_tried_out_by_whom_it_may_be_seen(client: TestClient, matters: Records) -> None:
    made = programme(matters)
    for username, status in (("gucheng", 401), ("xitong", 401), ("zhihui", 200)):
        client.cookies.set("fengqiao", cookie(matters, username))
        answer = client.get("/wall/state", params={"programme": made, "theme": "light"})
        assert answer.status_code == status, username
    assert answer.json()["theme"] == "light"
    assert answer.json()["device"] == ""


def test_at_midnight_in_china_the_day_and_the_pictures_are_others(
    client: TestClient, matters: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair(client, matters, programme(matters))
    before = state(client)
    midnight = clock.start_of(clock.today()).timestamp() + 86_400
    moment = clock.datetime.fromtimestamp(midnight + 1, clock.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    broadcast.clear()
    after = state(client)
    assert after["day"] == clock.local_day(moment).isoformat() != before["day"]
    assert {slot["key"] for slot in after["slots"]}.isdisjoint(slot["key"] for slot in before["slots"])
