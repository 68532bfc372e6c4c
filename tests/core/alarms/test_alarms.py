"""Alarms: they ring once, end at their return line, are acknowledged by their owner, and collapse in a flood."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import areas, clock
from core.access import Person
from core.alarms import calling, evaluating, judging, rules, standing, trying
from core.alarms.refusal import NotAllowed, Refused
from core.alarms.rules import Rule
from core.areas import AreaTree
from core.scope import Scope
from db.models import Alarm, AlarmPending, AlarmRule, AuditEvent, DataSource, Matter, MatterEvent
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests import factories, scenario
from tests.scenario import GUCHENG, YULONG

# Open and overdue in the scenario: in 古城 two (12 since 11 November, 20 since the 20th), in 玉龙 none.
OVERDUE = Rule("5307", "overdue_matters", "above", 1, 0, "r7", "county", 0, "county_office", "02", 4)
DESK = Person(None, "zhihui", "指挥席", "command_desk", "5307")
COUNTY = Person(None, "gucheng", "古城区综治中心", "county_office", GUCHENG)
OTHER = Person(None, "yulong", "玉龙县综治中心", "county_office", YULONG)


@pytest.fixture
def watched(records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch) -> Records:
    """The scenario on its own day, and one rule."""
    _at(monkeypatch, "2026-11-21 10:00")
    with records.writing(within=WHOLE) as session:
        scenario.plant(session)
    with records.writing(within=WHOLE) as session:
        rules.add(session, areas.load(records), rule=OVERDUE, by=DESK)
    model.catch_up()
    return records


def _at(monkeypatch: pytest.MonkeyPatch, when: str) -> datetime:
    moment = factories.moment(when)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def ringing(records: Records, *places: str) -> list[tuple[str, str, float | None]]:
    board = standing.in_force(records, scenario.scope(records, "2026-11", *places))
    return [(one.area_code, one.state, one.value) for one in board.alarms]


def close(records: Records, code: str, when: str) -> None:
    with records.writing(within=WHOLE) as session:
        matter = session.scalars(select(Matter).where(Matter.code == code)).one()
        session.add(MatterEvent(matter_id=matter.id, status="closed", at=factories.moment(when), episode=1, dated=True))


def overdue_codes(records: Records) -> list[str]:
    with records.reading(within=WHOLE) as session:
        rows = session.scalars(select(Matter).where(Matter.due_on < date(2026, 11, 20))).all()
        return [row.code for row in rows if all(event.status not in ("closed",) for event in row.events)]


def test_it_rings_once_where_the_rule_is_broken_and_ends_at_the_return_line(
    watched: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(1, 0)
    assert ringing(watched) == [(GUCHENG, "breach", 2.0)]
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(0, 0)
    # One of the two is closed: no longer above the threshold, but not back at the return line.
    first, second = overdue_codes(watched)
    close(watched, first, "2026-11-20 11:00")
    model.catch_up()
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(0, 0)
    close(watched, second, "2026-11-20 11:00")
    model.catch_up()
    _at(monkeypatch, "2026-11-21 12:00")
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(0, 1)
    assert ringing(watched) == []
    (past,) = standing.history(watched, scenario.scope(watched))
    assert (past.returned_at, past.acknowledged_at) == (clock.now(), None)


def test_what_is_seen_is_what_lies_in_the_scope(watched: Records, model: ReadModel) -> None:
    evaluating.evaluate(watched, model)
    assert [len(ringing(watched, place)) for place in ("5307", GUCHENG, YULONG, scenario.D)] == [1, 1, 0, 0]


def test_its_owner_or_the_command_desk_acknowledges_it_once(watched: Records, model: ReadModel) -> None:
    evaluating.evaluate(watched, model)
    (alarm,) = standing.in_force(watched, scenario.scope(watched)).alarms
    assert alarm.answer_by - alarm.raised_at == timedelta(hours=4)
    assert not alarm.is_late(alarm.answer_by)
    assert alarm.is_late(alarm.answer_by + timedelta(minutes=1))
    for by in (OTHER, replace(COUNTY, role="supervision_office"), replace(COUNTY, role="leader")):
        with watched.writing(within=WHOLE) as session, pytest.raises(NotAllowed):
            standing.acknowledge(session, areas.load(watched), alarms_seen=[alarm.id], by=by)
    for by, expected in ((COUNTY, 1), (DESK, None)):
        with watched.writing(within=WHOLE) as session:
            if expected is None:
                with pytest.raises(Refused, match="answered_already"):
                    standing.acknowledge(session, areas.load(watched), alarms_seen=[alarm.id], by=by)
            else:
                assert standing.acknowledge(session, areas.load(watched), alarms_seen=[alarm.id], by=by) == 1
    board = standing.in_force(watched, scenario.scope(watched))
    assert (board.unanswered, board.alarms[0].acknowledged_by) == (0, "gucheng")
    with watched.reading() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.object_kind.in_(("alarm", "alarm_rule"))))
        assert list(actions) == ["alarm_rule.add", "alarm.acknowledge"]


def test_nothing_told_is_a_state_of_its_own(
    watched: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two weeks later nothing is known: the county's alarm stays as it is, and the rule itself says so."""
    evaluating.evaluate(watched, model)
    tree = areas.load(watched)
    with watched.writing(within=WHOLE) as session:
        (kept,) = rules.listed(watched, tree, "5307")
        wanted = replace(OVERDUE, metric="new_matters", threshold=5, back_at=5)
        rules.change(session, tree, kept=kept.id, version=kept.version, rule=wanted, by=DESK)
    _at(monkeypatch, "2026-12-05 10:00")
    evaluating.evaluate(watched, model)
    assert ringing(watched) == [(GUCHENG, "breach", 2.0), ("5307", "no_data", None)]


def test_a_rise_is_measured_against_the_year_before_and_a_small_base_does_not_ring(
    watched: Records, model: ReadModel
) -> None:
    """November: 古城 has 10 new matters of 2026 to 3 of 2025 up to the 20th, 玉龙 1 to 1."""
    tree = areas.load(watched)
    rise = replace(OVERDUE, metric="new_matters", kind="rise", threshold=50, back_at=20, period="this_month", least=0)
    found = {one.area_code: one.verdict for one in judging.judge(model, tree, rise)}
    # A base below ten has no percentage (DOMAIN §8), so nothing rings on it.
    assert found == {GUCHENG: "normal", YULONG: "normal"}
    whole = replace(rise, metric="on_time_rate", kind="below", threshold=100, back_at=100, places="self", least=3)
    assert [one.verdict for one in judging.judge(model, tree, whole)] == ["breach"]
    assert [one.verdict for one in judging.judge(model, tree, replace(whole, least=1000))] == ["normal"]


def test_a_rule_that_is_switched_off_ends_its_alarms(watched: Records, model: ReadModel) -> None:
    evaluating.evaluate(watched, model)
    tree = areas.load(watched)
    (kept,) = rules.listed(watched, tree, "5307")
    with watched.writing(within=WHOLE) as session:
        rules.change(session, tree, kept=kept.id, version=kept.version, rule=replace(OVERDUE, enabled=False), by=DESK)
    with watched.writing(within=WHOLE) as session, pytest.raises(Refused, match="changed_meanwhile"):
        rules.change(session, tree, kept=kept.id, version=kept.version, rule=OVERDUE, by=DESK)
    assert ringing(watched) == []
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(0, 0)


def test_one_process_looks_and_only_at_something_new(
    watched: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evaluating.keep(watched, model) == evaluating.Evaluated(1, 0)
    assert evaluating.keep(watched, model) is None
    _at(monkeypatch, "2026-11-21 10:11")
    assert evaluating.keep(watched, model) == evaluating.Evaluated(0, 0)
    close(watched, overdue_codes(watched)[0], "2026-11-20 11:00")
    assert evaluating.keep(watched, model) is not None


def test_a_rule_that_was_saved_is_looked_at_without_new_data(watched: Records, model: ReadModel) -> None:
    tree = areas.load(watched)
    assert evaluating.keep(watched, model) == evaluating.Evaluated(1, 0)
    with watched.writing(within=WHOLE) as session:
        rules.add(session, tree, rule=replace(OVERDUE, places="self"), by=DESK)
    assert evaluating.keep(watched, model) == evaluating.Evaluated(1, 0)
    kept = rules.listed(watched, tree, "5307")[0]
    with watched.writing(within=WHOLE) as session:
        changed = replace(kept.rule, threshold=50, back_at=49)
        rules.change(session, tree, kept=kept.id, version=kept.version, rule=changed, by=DESK)
    assert evaluating.keep(watched, model) == evaluating.Evaluated(0, 1)
    assert evaluating.keep(watched, model) is None


def test_more_than_ten_in_ten_minutes_are_told_as_one(watched: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = scenario.scope(watched)
    _ring(watched, 10)
    assert standing.in_force(watched, scope).flood is None
    _ring(watched, 1)
    flood = standing.in_force(watched, scope).flood
    assert flood == standing.Flood(11, (("overdue_matters", 11),))
    _at(monkeypatch, "2026-11-21 10:11")
    assert standing.in_force(watched, scope).flood is None


def _ring(records: Records, count: int) -> None:
    (kept,) = rules.listed(records, areas.load(records), "5307")
    with records.writing(within=WHOLE) as session:
        place = factories.areas_of(session)[GUCHENG]
        told = {"alarm_rule_id": kept.id, "area_id": place.id, "area_code": place.code, "state": "breach"}
        session.add_all([Alarm(**told, value=3, raised_at=clock.now()) for _ in range(count)])


def test_a_rule_is_tried_on_the_days_that_were(watched: Records, model: ReadModel) -> None:
    """古城 had two overdue from 20 November on; one alarm, still ringing."""
    tree = areas.load(watched)
    assert trying.attempt(model, tree, OVERDUE, 10) == trying.Tried(10, 1, 1, 1)
    # With one, it would have rung since the 11th as well; with three never.
    assert trying.attempt(model, tree, replace(OVERDUE, threshold=2), 10) == trying.Tried(10, 0, 0, 0)


def test_only_the_command_of_an_area_sets_rules_there_and_only_such_as_can_be(watched: Records) -> None:
    tree: AreaTree = areas.load(watched)
    with watched.writing(within=WHOLE) as session:
        for by, area in ((COUNTY, "5307"), (OTHER, GUCHENG), (replace(COUNTY, role="leader"), GUCHENG)):
            with pytest.raises(NotAllowed):
                rules.add(session, tree, rule=replace(OVERDUE, area_code=area), by=by)
        for wrong, reason in (
            ({"metric": "median_days_to_close"}, "no_metric"),
            ({"back_at": 2.0}, "back_beyond"),
            ({"kind": "below", "back_at": 0.0}, "back_beyond"),
            ({"respond_hours": 0}, "bad_number"),
            ({"period": "sometime"}, "bad_rule"),
            ({"owner": "leader"}, "bad_rule"),
        ):
            with pytest.raises(Refused, match=reason):
                rules.add(session, tree, rule=replace(OVERDUE, **wrong), by=DESK)
        assert rules.adopt(session, tree, area_code=GUCHENG, by=COUNTY) == 6
        assert rules.adopt(session, tree, area_code=GUCHENG, by=COUNTY) == 0


def test_a_scope_without_alarms_is_quiet(watched: Records) -> None:
    scope: Scope = scenario.scope(watched, "2026-11", YULONG)
    assert standing.in_force(watched, scope) == standing.Board((), None)


def test_a_rule_that_is_removed_ends_its_alarms_and_leaves_them_in_the_history(
    watched: Records, model: ReadModel
) -> None:
    evaluating.evaluate(watched, model)
    tree = areas.load(watched)
    (kept,) = rules.listed(watched, tree, "5307")
    seen = {"kept": kept.id, "version": kept.version}
    with watched.writing(within=WHOLE) as session, pytest.raises(NotAllowed):
        rules.remove(session, tree, **seen, by=OTHER)
    with watched.writing(within=WHOLE) as session:
        rules.remove(session, tree, **seen, by=DESK)
    with watched.writing(within=WHOLE) as session, pytest.raises(Refused, match="changed_meanwhile"):
        rules.remove(session, tree, **seen, by=DESK)
    assert (rules.listed(watched, tree, "5307"), ringing(watched)) == ([], [])
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(0, 0)
    (past,) = standing.history(watched, scenario.scope(watched))
    assert (past.rule.metric, past.value) == ("overdue_matters", 2.0)


def test_a_rule_that_waits_rings_when_it_has_been_so_for_long_enough(
    watched: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = areas.load(watched)
    (kept,) = rules.listed(watched, tree, "5307")
    with watched.writing(within=WHOLE) as session:
        waits = replace(OVERDUE, lasting_minutes=30)
        rules.change(session, tree, kept=kept.id, version=kept.version, rule=waits, by=DESK)
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(0, 0)
    _at(monkeypatch, "2026-11-21 10:29")
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(0, 0)
    _at(monkeypatch, "2026-11-21 10:30")
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(1, 0)
    # What is back in between begins anew.
    for code in overdue_codes(watched):
        close(watched, code, "2026-11-20 11:00")
    model.catch_up()
    assert evaluating.evaluate(watched, model) == evaluating.Evaluated(0, 1)
    with watched.reading(within=WHOLE) as session:
        assert session.scalars(select(AlarmPending)).all() == []


def test_a_change_is_told_against_the_period_before_where_the_rule_says_so(watched: Records, model: ReadModel) -> None:
    """玉龙 up to the 20th: 30 more in November, 20 more in October, 10 more in November of the year before."""
    tree = areas.load(watched)
    with watched.writing(within=WHOLE) as session:
        feed, places = session.scalars(select(DataSource)).first(), factories.areas_of(session)
        assert feed is not None
        for day, count in (("2026-11-10", 30), ("2026-10-10", 20), ("2025-11-10", 10)):
            for _ in range(count):
                factories.matter(session, feed, places[YULONG], [("reported", day)])
    model.catch_up()
    told = {}
    for against in ("year", "previous"):
        rise = replace(OVERDUE, area_code=YULONG, metric="new_matters", kind="rise", against=against, least=0)
        (judged,) = judging.judge(
            model, tree, replace(rise, threshold=60, back_at=40, period="this_month", places="self")
        )
        told[against] = (judged.verdict, round(judged.value or 0, 1), rise.condition)
    # The scenario has 1 in each of the two Novembers and none in October by the 20th: 31 to 11, and 31 to 20.
    assert told == {"year": ("breach", 181.8, "rise"), "previous": ("edge", 55.0, "rise_previous")}


def test_data_that_are_not_renewed_ring_by_their_age(
    watched: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = areas.load(watched)
    stale = replace(OVERDUE, metric="new_matters", watches="age", threshold=48, back_at=24, places="self", least=0)
    assert stale.condition == "stale"
    (judged,) = judging.judge(model, tree, stale)
    assert judged.verdict == "normal"
    _at(monkeypatch, "2026-11-25 10:00")
    (judged,) = judging.judge(model, tree, stale)
    assert (judged.verdict, judged.value) == ("breach", pytest.approx(96, abs=24))
    for wrong, reason in (({"places": "county"}, "age_of_one"), ({"metric": "reports_expected"}, "no_age")):
        with pytest.raises(Refused, match=reason):
            rules.check(replace(stale, **wrong))
    with pytest.raises(Refused, match="age_has_no_past"):
        trying.attempt(model, tree, stale, 10)


def called(records: Records, scope: Scope, now: datetime | None = None) -> calling.Call:
    return replace(calling.call(records, scope, now or clock.now()), mark="")


def test_grave_alarms_and_floods_call_until_they_are_answered(
    watched: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = scenario.scope(watched)
    assert called(watched, scope) == calling.Call(None, 0, None, (), 0, 0)
    evaluating.evaluate(watched, model)
    call = calling.call(watched, scope, clock.now())
    assert call.first is not None
    assert (call.first.area_code, call.others, call.flood, call.waiting) == (GUCHENG, 0, None, 1)
    # An old one gives way, and goes on waiting.
    later = clock.now() + timedelta(minutes=11)
    assert called(watched, scope, later) == calling.Call(None, 0, None, (), 1, 0)
    _ring(watched, 11)
    call = calling.call(watched, scope, clock.now())
    assert call.flood == standing.Flood(12, (("overdue_matters", 12),))
    assert len(call.seen) == 12
    phone = Person(None, "wall:7", "遥控", "wall_device", "5307")
    with watched.writing(within=WHOLE) as session:
        assert standing.acknowledge_from(session, scope, alarms_seen=[*call.seen, 999], by=phone) == 12
    assert called(watched, scope) == calling.Call(None, 0, None, (), 0, 0)
    assert calling.call(watched, scope, clock.now()).mark != call.mark
    with watched.writing(within=WHOLE) as session, pytest.raises(Refused, match="answered_already"):
        standing.acknowledge_from(session, scope, alarms_seen=call.seen, by=phone)
    # What lies elsewhere isn't this wall's to answer.
    _ring(watched, 1)
    other = scenario.scope(watched, "2026-11", YULONG)
    with watched.writing(within=WHOLE) as session, pytest.raises(Refused, match="answered_already"):
        standing.acknowledge_from(session, other, alarms_seen=range(1, 40), by=phone)


def test_no_data_is_a_state_of_its_own_and_takes_nobody_s_place(
    watched: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched.writing(within=WHOLE) as session:
        place = factories.areas_of(session)[GUCHENG]
        told = {"area_id": place.id, "area_code": place.code, "state": "no_data", "raised_at": clock.now()}
        session.add(Alarm(alarm_rule_id=session.scalars(select(AlarmRule.id)).one(), value=None, **told))
    call = calling.call(watched, scenario.scope(watched), clock.now())
    assert (call.first, call.waiting, call.untold) == (None, 1, 1)
