"""Like is compared with like: what holds of every span, unit and number, and of every metric that can be summed."""

import random
from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copy

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import changes
from core.definitions import definitions
from core.metrics import measure
from core.periods import UNITS, Span, unit_end, unit_start
from db.read_model.model import ReadModel
from db.session import Records
from tests import care_months, scenario

DAY = timedelta(days=1)
days = st.dates(date(1999, 1, 1), date(2031, 12, 31))
spans = st.tuples(days, st.integers(0, 800)).map(lambda pair: Span(pair[0], pair[0] + pair[1] * DAY))
# Of small counts that are protected the parts aren't told: tests/core/care/test_cube.py.
ADDITIVE = [key for key, metric in definitions().items() if metric.additive and not metric.protected]


@given(spans)
def test_the_year_before_has_the_same_dates(span: Span) -> None:
    before = span.year_before()
    for now, then in ((span.start, before.start), (span.end, before.end)):
        leap = (now.month, now.day) == (2, 29)
        assert (then.year, then.month, then.day) == (now.year - 1, *((2, 28) if leap else (now.month, now.day)))
    # As many days, but for a leap day on either side.
    assert abs(before.days - span.days) <= 1


@given(st.integers(2000, 2030).filter(isleap))
def test_a_leap_day_is_set_against_the_28th_and_counted_once(year: int) -> None:
    leap = date(year, 2, 29)
    assert Span(leap, leap).year_before() == Span(date(year - 1, 2, 28), date(year - 1, 2, 28))
    february = Span(date(year, 2, 1), leap, "month")
    assert february.year_before() == Span(date(year - 1, 2, 1), date(year - 1, 2, 28), "month")
    assert february.previous() == Span(date(year, 1, 1), date(year, 1, 31), "month")


@given(days, st.sampled_from(UNITS), st.integers(0, 400))
def test_what_came_before_a_unit_is_the_unit_before_cut_at_the_same_day(day: date, unit: str, cut: int) -> None:
    start, end = unit_start(day, unit), unit_end(day, unit)
    span = Span(start, min(end, start + cut * DAY), unit)
    before = span.previous()
    assert unit_start(before.start, unit) == before.start
    assert unit_end(before.start, unit) == start - DAY
    assert before.end < span.start
    if span.end == end:
        assert before.end == start - DAY
    else:
        # Cut at the same day: as long, but for months of other lengths, or at most to the end of the unit before.
        assert abs(before.days - span.days) <= (3 if unit in ("month", "quarter", "year") else 1) or (
            before.end == start - DAY
        )


@given(days)
def test_half_months_are_set_against_half_months(day: date) -> None:
    start, end = unit_start(day, "half_month"), unit_end(day, "half_month")
    before = Span(start, end, "half_month").previous()
    assert {start.day, before.start.day} == {1, 16}
    last = monthrange(before.start.year, before.start.month)[1]
    assert before.end.day == (15 if before.start.day == 1 else last)


@given(spans)
def test_any_other_span_is_set_against_as_many_days_right_before_it(span: Span) -> None:
    before = span.previous()
    assert before.end == span.start - DAY or (span.start.day == 1 and before.start.day == 1)
    if span.start.day != 1:
        assert (before.days, before.end) == (span.days, span.start - DAY)


@given(spans, st.sampled_from(UNITS))
def test_buckets_tile_the_span_and_no_two_are_of_the_same_unit(span: Span, unit: str) -> None:
    found = list(span.buckets(unit))
    assert (found[0].start, found[-1].end) == (span.start, span.end)
    assert all(later.start == earlier.end + DAY for earlier, later in pairwise(found))
    # Two Januaries are two: each bucket has a first day of its own.
    assert len({unit_start(bucket.start, unit) for bucket in found}) == len(found)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_count_has_a_percentage_only_on_a_base_of_ten_or_more(value: int, base: int) -> None:
    change = changes.of_count(value, base)
    assert change.difference == value - base
    assert change.comparable is (base >= 10)
    assert change.reason == {True: None, False: "base_zero" if base == 0 else "small_base"}[base >= 10]
    if change.change is not None:
        assert (change.change > 0, change.change < 0) == (value > base, value < base)
        assert base * (1 + change.change / 100) == pytest.approx(value)


@given(st.floats(0, 100), st.floats(0, 100), st.integers(0, 50))
def test_rates_differ_in_points_and_ratios_in_percent_where_enough_was_counted(
    value: float, base: float, cases: int
) -> None:
    rate, ratio = changes.of_rate(value, base, cases), changes.of_ratio(value, base, cases)
    assert rate.comparable is (cases >= 10)
    assert rate.change == (value - base if cases >= 10 else None)
    assert ratio.comparable is (cases >= 10 and base != 0)
    assert ratio.unit == "%"


@pytest.fixture(scope="module")
def store(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    file = copy(prepared_file, tmp_path_factory.mktemp("comparisons") / "records.sqlite")
    records = Records(f"sqlite:///{file}")
    with records.writing() as session:
        scenario.plant(session)
        care_months.scatter(session, random.Random(8))
    yield records
    records.close()


@pytest.fixture(scope="module")
def planted(store: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadModel]:
    model = ReadModel(store, tmp_path_factory.mktemp("read_model"))
    model.catch_up()
    yield model
    model.close()


@pytest.mark.parametrize("metric", ADDITIVE)
def test_the_parts_of_every_sum_are_the_whole_on_every_dimension(
    planted: ReadModel, store: Records, metric: str
) -> None:
    for period in ("2026-11", "2025-11"):
        scope = scenario.scope(store, period)
        whole = measure(planted, [metric], scope)["value"].iloc[0]
        for dimension in definitions()[metric].dimensions:
            assert measure(planted, [metric], scope, by=[dimension])["value"].sum() == whole, (period, dimension)


@pytest.mark.parametrize("metric", [key for key in ADDITIVE if definitions()[key].kind == "flow"])
def test_the_units_of_time_of_every_flow_are_the_whole_and_januaries_stay_apart(
    planted: ReadModel, store: Records, metric: str
) -> None:
    scope = scenario.scope(store, "2025-01-10..2026-11-20")
    whole = measure(planted, [metric], scope)["value"].iloc[0]
    for unit in ("half_month", "month", "quarter", "year"):
        assert measure(planted, [metric], scope, by=[unit])["value"].sum() == whole, unit
    months = measure(planted, [metric], scope, by=["month"])["month"]
    assert months.is_unique
    assert {date(2025, 1, 1), date(2026, 1, 1)} <= set(months)


@pytest.mark.parametrize("metric", [key for key, found in definitions().items() if found.kind != "current"])
def test_every_comparison_has_a_change_or_says_why_not(planted: ReadModel, store: Records, metric: str) -> None:
    for period in ("2026-11", "2026", "2024", "2027", "2026Q4"):
        frame = measure(planted, [metric], scenario.scope(store, period), compare=["year", "previous"])
        silent = frame[frame["change"].isna()]
        assert (silent["reason"] != "").all()
        assert not silent["comparable"].any()
        assert frame[~frame["change"].isna()]["comparable"].all()
        assert not (pd.isna(frame["value"]) & (frame["reason"] == "")).any()
