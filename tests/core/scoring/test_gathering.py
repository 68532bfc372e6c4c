"""The inputs of a run from real records: who is there in which month, what was counted of them, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from core.access import Person
from core.periods import Span
from core.scoring import gathering, reading, run
from core.scoring.faults import NotAllowed, Refused
from core.scoring.scheme import Scheme
from core.scoring.snapshot import Count
from db.models import Area
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories, scenario

TEXT = """
key = "small"
title = "小"
area = "5307"
valid_from = 2026-01-01
basis = "测试"
least = 1
[[group]]
key = "towns"
title = "镇、乡"
members = { level = "township", kinds = ["town", "township"] }
[[group]]
key = "subdistricts"
title = "街道"
members = { level = "township", kinds = ["subdistrict"] }
[[group]]
key = "units"
title = "单位"
members = { level = "county", unit_class = "general" }
[[item]]
key = "on_time"
title = "按期"
section = "一"
points = 60
metric = "on_time_rate"
rule = { kind = "target", target = 100, per = 0.5 }
source = "中心"
text = "说明"
[[item]]
key = "closed"
title = "办结"
section = "一"
points = 40
metric = "closed_matters"
direction = "higher"
rule = { kind = "rank", last = 10 }
source = "中心"
text = "说明"
"""
AUTUMN = Span(date(2026, 9, 1), date(2026, 10, 31))
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def small(records: Records) -> Scheme:
    """The scenario; a subdistrict that came in the middle of October, and one that was there until the 10th."""
    with records.writing(within=("0",)) as session:
        scenario.plant(session)
        county = factories.areas_of(session)[scenario.GUCHENG]
        kind = {"level": "township", "township_kind": "subdistrict", "parent": county}
        session.add(Area(code="530702003", name="新设街道", valid_from=date(2026, 10, 15), **kind))
        session.add(Area(code="530702004", name="撤并街道", valid_to=date(2026, 10, 10), **kind))
    return reading.read(TEXT)


def test_what_was_counted_of_whom_is_the_same_on_both_databases(
    records: Records, model: ReadModel, small: Scheme
) -> None:
    model.catch_up()
    found = gathering.gather(records, model, small, AUTUMN, _operator(), (), ())
    months = {body.key: body.months for body in found.bodies}
    assert months["area:530702001"] == (SEPTEMBER, OCTOBER)
    assert (months["area:530702003"], months["area:530702004"]) == ((OCTOBER,), (SEPTEMBER,))
    # U2 is the only general unit of a county's own level in 古城, U3 in 玉龙; U1 and U4 are of lower places.
    assert [key for key in months if key.startswith("unit:")] == ["unit:U2", "unit:U3"]
    # 9 and 10 in 大研, both in time; 4 in 黄山, late.
    assert found.counts["on_time_rate", "area:530702001"][-1] == Count(OCTOBER, Decimal(2), Decimal(2))
    assert found.counts["on_time_rate", "area:530721100"][-1] == Count(OCTOBER, Decimal(0), Decimal(1))
    assert found.counts["closed_matters", "unit:U3"][-1] == Count(OCTOBER, Decimal(1))
    outcome = run.compute(small, found)
    now = outcome.of("area:530702001").standings[-1]
    assert (now.total, now.rank, now.of) == (Decimal("100.00"), 1, 1)
    # Nothing was closed in 束河: a count of none isn't a figure where nothing is told.
    assert outcome.of("area:530702002").standings[-1].reason == "no_data"
    assert (found.hash[:12], outcome.hash[:12]) == HASHES


HASHES = ("567f72ff2a24", "9af92eb6c016")
"""Of inputs and outcome: whichever database, machine or day."""


def test_what_cannot_be_scored_is_refused_with_the_reason(records: Records, model: ReadModel, small: Scheme) -> None:
    model.catch_up()
    wrong = {
        "not_whole_months": (small, Span(date(2026, 9, 2), date(2026, 10, 31))),
        "too_long": (small, Span(date(2024, 1, 1), date(2026, 10, 31))),
        "not_over": (small, Span(date(2026, 11, 1), date(2026, 11, 30))),
        "no_area": (small.model_copy(update={"area": "9999"}), AUTUMN),
        "no_bodies": (small.model_copy(update={"area": scenario.V}), AUTUMN),
    }
    for reason, (scheme, span) in wrong.items():
        with pytest.raises(Refused) as refused:
            gathering.gather(records, model, scheme, span, _operator(), (), ())
        assert refused.value.reason == reason
        assert refused.value.told


def test_only_whose_area_it_is_may_gather(records: Records, model: ReadModel, small: Scheme) -> None:
    model.catch_up()
    for area in (scenario.GUCHENG, None):
        with pytest.raises(NotAllowed):
            gathering.gather(records, model, small, AUTUMN, Person(1, "x", "x", "supervision_office", area), (), ())


def _operator() -> Person:
    return Person(None, "operator", "operator", "operator", "0")
