"""What the items of a wall show: the figures of the pages, in tables and pictures that the shell draws."""

import json
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import update

from core import areas, clock, working_days
from core.access import Person
from core.alarms import rules
from core.alarms.rules import Rule
from core.cadence import generating, operating
from core.wall.programme import Slot
from dashboards.viewing import View
from dashboards.wall import broadcast, canvas, sight
from dashboards.wall.items import alarms
from dashboards.wall.shelf import SHELF
from dashboards.wall.sight import Content, Sight
from db.models import Alarm, DataSource
from db.session import WHOLE, Records
from tests import factories
from tests.dashboards import test_care, test_situation
from tests.dashboards.conftest import forget
from tests.dashboards.test_supervision import office, scored  # noqa: F401 - a fixture
from tests.dashboards.wall.conftest import TestClient
from tests.dashboards.wall.test_doors import cards, items, pair, programme

DESK = Person(None, "zhihui", "x", "command_desk", "5307")


def shown(client: TestClient, records: Records, item: str, query: str = "period=this_month") -> dict[str, Any]:
    pair(client, records, programme(records, "5307", Slot(0, item, "", query, 30)))
    return items(client)[item]


def tables(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["body"] for page in item["pages"] for one in page if one["body"]["kind"] == "table"]


def text(body: dict[str, Any]) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in body["rows"]]


def test_services_show_what_is_protected_and_nothing_else(client: TestClient, place: Records) -> None:
    assert shown(client, place, "services")["blank"] == "还没有封存的服务月报"
    test_care.told.__wrapped__(place)  # type: ignore[attr-defined]
    broadcast.clear()
    item = shown(client, place, "services", "period=last_month")
    assert item["title"].startswith("丽江市 ")
    assert cards(item)["services_due"].endswith("万")
    places, groups = tables(item)
    assert groups["heads"][:2] == ["服务群体", "四项合计"]
    assert [row[0] for row in text(places)] == ["古城区", "玉龙纳西族自治县"]
    # What is told ends with the month that was closed.
    assert not item["freshness"]["live"]
    assert item["freshness"]["as_of"] < clock.start_of(clock.today().replace(day=1)).timestamp() * 1000
    sent = json.dumps(item, ensure_ascii=False)
    assert "123,457" not in sent
    assert "123457" not in sent


def test_duty_says_the_mode_and_who_lacks_what(client: TestClient, place: Records) -> None:
    now = clock.now()
    generating.generate(place, now - timedelta(days=21))
    generating.generate(place, now)
    item = shown(client, place, "cadence", "period=r30")
    notice = next(one["body"] for page in item["pages"] for one in page if one["body"]["kind"] == "notice")
    assert notice["text"] == "● 丽江市：平时"
    standing, late, nodes = tables(item)
    assert standing["heads"][0] == "区域"
    assert {row[0] for row in text(standing)} == {"古城区", "玉龙纳西族自治县"}
    assert all(row[0].startswith("◆ 逾期") for row in text(late))
    assert [row[0] for row in text(nodes)] == ["周分析", "月调度", "季通报", "年考核"]
    assert cards(item)["report_on_time_rate"] == "0.0"


def test_the_day_s_board_is_there_in_wartime_only(client: TestClient, place: Records) -> None:
    generating.generate(place, clock.now())
    assert shown(client, place, "wartime")["blank"] == "目前是平时状态"
    tree = areas.load(place)
    with place.writing(within=WHOLE) as session:
        calendar = working_days.of_office(place)
        operating.begin(session, tree, calendar, area_code="5307", reason="disaster", by=DESK)
    broadcast.clear()
    item = items(client)["wartime"]
    assert item["blank"] == ""
    assert item["title"].endswith("每日研判、调度、通报")
    by_duty = tables(item)[0]
    assert any(row[0].startswith("市月调度") for row in text(by_duty))
    # Every body owes its report of today, and none has come.
    assert int(cards(item)["reports_expected"].replace(",", "")) >= len(by_duty["rows"])
    assert cards(item)["reports_received"] == "0"


def test_every_item_of_a_demo_says_that_it_is_one(client: TestClient, place: Records) -> None:
    """What comes from no source of its own too: made up are then the matters, and everything beside them."""
    told = ("mediation", "cadence", "services", "wartime", "alarms", "situation")
    slots = [Slot(0, item, "", "period=this_month", 30) for item in told]
    slots.append(Slot(0, "number", "open_mediations", "period=this_month", 30))
    with place.writing(within=WHOLE) as session:
        operating.begin(
            session, areas.load(place), working_days.of_office(place), area_code="5307", reason="disaster", by=DESK
        )
    pair(client, place, programme(place, "5307", *slots))
    assert {name: item["freshness"]["generated"] for name, item in items(client).items()} == {
        slot.item: False for slot in slots
    }
    test_situation.matters.__wrapped__(place)  # type: ignore[attr-defined]
    broadcast.clear()
    SHELF.clear()
    assert {name: item["freshness"]["generated"] for name, item in items(client).items()} == {
        slot.item: True for slot in slots
    }


def test_before_anything_is_published_the_league_says_so(client: TestClient, place: Records) -> None:
    assert shown(client, place, "league")["blank"] == "还没有公布的考评结果"


@pytest.mark.usefixtures("office")
def test_the_league_is_the_published_order(office: Records) -> None:  # noqa: F811
    run = scored(office)
    content = _league(office)
    assert content.reach is not None
    assert not content.reach.generated
    view_rows = text(content.blocks[0].draw(canvas.Box(0, 0, 950, 500)))
    assert view_rows
    assert all(len(row) >= 3 for row in view_rows)
    assert run.state in ("published", "final")
    # Reckoned by an office, but from the figures of a demo: the wall says so.
    with office.writing(within=WHOLE) as session:
        session.execute(update(DataSource).values(generated=True))
    reach = _league(office).reach
    assert reach is not None
    assert reach.generated
    forget()


def test_a_table_s_columns_are_as_wide_as_what_stands_in_them() -> None:
    """A name longer than was reckoned isn't cut while another column has room to spare."""
    shape = canvas.LANDSCAPE
    seen = Sight(cast(View, None), shape, shape.glyphs(150, 600))
    box, long = canvas.Box(0, 0, 1900, 400), "宁蒗彝族自治县 紫玛街道"
    cells = {"place": [{"text": long}], "count": [{"text": "3"}]}
    body = sight.table(seen, box, {"place": "区域", "count": "件"}, cells, {"place": 9.0, "count": 30.0})
    room = seen.inside(box).w / seen.glyphs.han
    assert body["widths"][0] / 100 * room > canvas.ems(long)
    # It may be written larger until that row fills the block, and in a narrow block no larger.
    assert body["grow"] == pytest.approx(room / (canvas.ems(long) + 1 + 2 * sight.BETWEEN), abs=0.01)
    narrow = sight.table(seen, canvas.Box(0, 0, 400, 400), {"place": "区域"}, cells, {"place": 9.0})
    assert narrow["grow"] == 1


def test_few_alarms_have_a_card_each_and_more_a_row(client: TestClient, place: Records) -> None:
    rule = Rule("5307", "new_matters", "above", 2, 1, "r7", "county", 0, "county_office", "03", 8)
    with place.writing(within=WHOLE) as session:
        kept = rules.add(session, areas.load(place), rule=rule, by=DESK)
        area = factories.areas_of(session)["530702"]
        told = {"alarm_rule_id": kept.id, "area_id": area.id, "area_code": area.code, "raised_at": clock.now()}
        session.add(Alarm(**told, state="breach", value=7))
    (block,) = [one for page in shown(client, place, "alarms")["pages"] for one in page]
    assert (block["question"], block["body"]["level"]) == ("● 较大 · 待确认", 3)
    assert block["body"]["text"].startswith("古城区\n新增事项 高于 2 件\n现为 7 件\n")
    with place.writing(within=WHOLE) as session:
        session.add_all([Alarm(**told, state="breach", value=7) for _ in range(alarms.FEW)])
    broadcast.clear()
    # The last picture would stand until this one is drawn.
    SHELF.clear()
    (listed,) = tables(items(client)["alarms"])
    assert len(listed["rows"]) == alarms.FEW + 1


def _league(records: Records) -> Content:
    """The item, without a browser's question."""
    from core.scope import Request
    from core.wall.programme import Programme
    from dashboards.theme import DARK
    from dashboards.wall import pulse
    from dashboards.wall.items import league

    pulse.clear()
    programme_of = Programme(1, "x", "5307", "dark", "07:00", "19:00", (), 1)
    view: View = sight.view_of(programme_of, Request(), "dark", pulse.version())
    assert view.theme == DARK
    shape = canvas.LANDSCAPE
    return league.content(sight.Sight(view, shape, shape.glyphs(150, 600)), "")
