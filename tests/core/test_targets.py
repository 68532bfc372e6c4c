"""Targets: which figure has one, where they hold, and whether they are reached."""

from datetime import date

import pytest

from core import access, areas, targets
from core.access import Person
from core.editing import EditRefused
from core.periods import Period, Span
from core.scope import Filters, Request
from db.session import Records
from tests import factories

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
DESK = Person(None, "zhihui", "指挥中心", "command_desk", "5307")
DISPUTES: Filters = (("matter_class", ("dispute",)),)


@pytest.fixture
def tree(records: Records) -> areas.AreaTree:
    with records.writing() as session:
        factories.areas(session)
    return areas.load(records)


def add(
    records: Records, tree: areas.AreaTree, metric: str, value: float, area: str = "5307", span: Span = YEAR
) -> None:
    with records.writing() as session:
        targets.add(session, tree, metric=metric, area_code=area, span=span, value=value, by=DESK)


def held(records: Records, tree: areas.AreaTree, metric: str, *codes: str, filters: Filters = ()) -> list[float]:
    request = Request(Period.parse("2026"), codes, filters)
    scope = access.scope(access.operator(), request, tree, date(2026, 11, 21))
    return [goal.value for goal in targets.goals(records, (metric,), scope, tree).get(metric, [])]


def test_a_rate_s_target_holds_below_until_a_place_has_its_own(records: Records, tree: areas.AreaTree) -> None:
    add(records, tree, "on_time_rate", 95)
    add(records, tree, "on_time_rate", 97, "530702")
    assert held(records, tree, "on_time_rate", "5307") == [95]
    assert held(records, tree, "on_time_rate", "530702001") == [97]
    assert held(records, tree, "on_time_rate", "530721") == [95]
    assert held(records, tree, "on_time_rate", "5307", filters=DISPUTES) == [95]


def test_a_number_s_target_is_the_place_s_own_and_of_all_its_matters(records: Records, tree: areas.AreaTree) -> None:
    add(records, tree, "open_matters", 500)
    assert held(records, tree, "open_matters", "5307") == [500]
    assert held(records, tree, "open_matters", "530702") == []
    assert held(records, tree, "open_matters", "5307", filters=DISPUTES) == []
    assert held(records, tree, "open_matters", "530702", "530721") == []


def test_reached_follows_which_way_is_good(records: Records, tree: areas.AreaTree) -> None:
    add(records, tree, "on_time_rate", 95)
    add(records, tree, "open_matters", 500)
    scope = access.scope(access.operator(), Request(Period.parse("2026"), ("5307",)), tree, date(2026, 11, 21))
    goals = targets.goals(records, ("on_time_rate", "open_matters"), scope, tree)
    rate, number = goals["on_time_rate"][0], goals["open_matters"][0]
    assert [rate.reached(value) for value in (94.9, 95, 96)] == [False, True, True]
    assert [number.reached(value) for value in (499, 500, 501)] == [True, True, False]
    assert targets.goal_on([rate], date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("metric", "value", "reason"),
    [
        ("new_matters", 10, "no_such_target"),
        ("grids", 10, "no_such_target"),
        ("on_time_rate", 101, "bad_value"),
        ("on_time_rate", -1, "bad_value"),
        ("on_time_rate", float("nan"), "bad_value"),
    ],
)
def test_what_cannot_be_a_target_is_refused(
    records: Records, tree: areas.AreaTree, metric: str, value: float, reason: str
) -> None:
    with pytest.raises(EditRefused, match=reason):
        add(records, tree, metric, value)


def test_one_day_has_one_target(records: Records, tree: areas.AreaTree) -> None:
    add(records, tree, "on_time_rate", 95)
    with pytest.raises(EditRefused, match="days_taken"):
        add(records, tree, "on_time_rate", 96, span=Span(date(2026, 12, 31), date(2027, 6, 30)))
    seen = targets.listed(records, DESK, tree)[0]
    with records.writing() as session:
        targets.change(
            session, tree, kept=seen.id, version=seen.version, area_code="530702", span=YEAR, value=96, by=DESK
        )
    assert [held(records, tree, "on_time_rate", code) for code in ("5307", "530702")] == [[], [96]]
    with pytest.raises(EditRefused, match="changed_meanwhile"), records.writing() as session:
        targets.remove(session, tree, kept=seen.id, version=seen.version, by=DESK)
