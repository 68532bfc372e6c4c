"""The page of alarms, run as the server runs it: adopt the usual rules, ring, answer, and try a rule on the past."""

import re

import pytest
from sqlalchemy import select

from core import areas, clock
from core.access import Person
from core.alarms import evaluating, rules
from core.alarms.rules import Rule
from dashboards import stores
from db.models import Alarm
from db.session import WHOLE, Records
from tests import factories
from tests.dashboards.test_mediation import open_page, sent
from tests.dashboards.test_situation import html

DESK = Person(None, "zhihui", "指挥席", "command_desk", "5307")


@pytest.fixture
def ringing(place: Records) -> Records:
    """Three matters in 古城, where more than two ring."""
    today = clock.today().isoformat()
    with place.writing(within=WHOLE) as session:
        feed = factories.data_source(session, as_of=clock.now(), fetched_at=clock.now())
        for _ in range(3):
            factories.matter(session, feed, factories.areas_of(session)["530702001"], [("reported", today)])
    rule = Rule("5307", "new_matters", "above", 2, 1, "r7", "county", 0, "county_office", "02", 8)
    with place.writing(within=WHOLE) as session:
        rules.add(session, areas.load(place), rule=rule, by=DESK)
    stores.read_model().catch_up()
    evaluating.evaluate(place, stores.read_model())
    return place


def test_without_rules_it_is_quiet_and_the_usual_ones_are_adopted(
    monkeypatch: pytest.MonkeyPatch, place: Records
) -> None:
    page = open_page(monkeypatch, place, "gucheng", "alarms")
    assert "古城区 没有正在响的告警" in html(page)
    page = sent(page, "alarm_adopt")
    assert page.success[0].value == "已启用 6 条常用规则。"
    shown = re.sub(r'(class|role)="[^"]*"', "", html(page))
    assert "按期办结率" in shown
    assert not re.search(r"alarms\.|None|nan|on_time_rate", shown)


def test_what_rings_is_answered_by_its_owner_and_seen_by_those_above(
    monkeypatch: pytest.MonkeyPatch, ringing: Records
) -> None:
    page = open_page(monkeypatch, ringing, "lijiang", "alarms")
    assert "丽江市 正在响的告警 1 条，未确认 1 条" in html(page)
    assert not [one for one in page.button if "alarm_" in (one.key or "")]
    page = sent(open_page(monkeypatch, ringing, "gucheng", "alarms"), "alarm_answer")
    assert page.success[0].value == "已确认 1 条。"
    assert "✓ 古城区综治中心" in html(page)
    with ringing.reading(within=WHOLE) as session:
        assert session.scalars(select(Alarm.acknowledged_by)).all() == ["gucheng"]
    page = open_page(monkeypatch, ringing, "dayan", "alarms")
    assert page.warning[0].value == "您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"


def test_a_rule_is_tried_before_it_is_saved(monkeypatch: pytest.MonkeyPatch, ringing: Records) -> None:
    page = open_page(monkeypatch, ringing, "zhihui", "alarms")
    page = page.selectbox(key="alarm_rule").set_value(1).run()
    page = next(one for one in page.button if one.label == "试算过去30天").click().run()
    assert page.info[0].value == "过去 30 天会响 1 次，涉及 1 处，目前 1 处在响。"
    next(one for one in page.number_input if one.label == "门限").set_value(0.0)
    page = sent(page, "alarm_edit_1")
    assert "恢复线应在门限以内" in page.error[0].value
    next(one for one in page.number_input if one.label == "门限").set_value(5.0)
    page = sent(page, "alarm_edit_1")
    assert page.success[0].value == "已保存规则，一分钟内按新规则检查。"
