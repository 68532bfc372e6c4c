"""Random small worlds: what `measure` says is what counting them one by one in plain Python says (tests/oracle.py)."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from core.metrics import measure
from db.models import Area, DataSource, Matter, MatterEvent, MemberUnit
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories, oracle, scenario
from tests.oracle import COHORTS, COUNTS, STAGES, STOCKS, Handling

# How the records get into the read model is tested on both databases elsewhere; here only what is made of it is.
pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
FIRST, LAST = date(2025, 11, 25), date(2026, 3, 25)
PLACES = (None, "5307", "530702", "530702001", "530702001001", "530702002", "530721100")
QUICK = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
day = st.integers(0, (LAST - FIRST).days + 5).map(lambda n: FIRST + timedelta(days=n))
wait = st.one_of(st.just(None), st.integers(0, 45))


@st.composite
def trails(draw: st.DrawFn) -> list[factories.Event]:
    """One handling or two, each open or closed, dated or not, due or not, visited or not."""
    events: list[factories.Event] = []
    opened, status = draw(day), "reported"
    for _ in range(draw(st.integers(1, 2))):
        due = draw(wait)
        events.append(
            (status, _at(opened, draw), {"due_on": (due is not None and str(opened + timedelta(due))) or None})
        )
        took = draw(wait)
        events += _steps(draw, opened, LAST if took is None else opened + timedelta(days=took))
        if took is None:
            break
        closed = opened + timedelta(days=took)
        dated = draw(st.booleans())
        said = {"dated": dated, "on_time": draw(st.sampled_from([None, True, False]))}
        events.append(("closed", f"{closed if dated else opened} 23:30", said))
        if draw(st.booleans()):
            words = st.sampled_from([None, "satisfied", "basically_satisfied", "dissatisfied"])
            events.append(("followed_up", f"{closed} 23:40", {"satisfaction": draw(words)}))
        opened, status = closed + timedelta(days=draw(st.integers(0, 20))), "reopened"
    return events


def _steps(draw: st.DrawFn, opened: date, until: date) -> list[factories.Event]:
    """Some of the steps in between, in their order, up to a day."""
    events: list[factories.Event] = []
    at = opened
    for status in ("accepted", "dispatched", "arrived", "resolved"):
        at = at + timedelta(days=draw(st.integers(0, 6)))
        if at <= until and draw(st.booleans()):
            events.append((status, f"{at} 22:00", {"unit_id": draw(st.sampled_from([None, 1, 2]))}))
    return events


def _at(opened: date, draw: st.DrawFn) -> str:
    return f"{opened} {draw(st.sampled_from(['00:05', '07:59', '08:00', '16:30']))}"


columns = st.fixed_dictionaries(
    {
        "area": st.sampled_from(PLACES),
        "unit": st.sampled_from([None, "U1", "U2"]),
        "matter_class": st.sampled_from(["dispute", "livelihood"]),
        "category_key": st.sampled_from([None, "A.02", "A.0201", "C.1", "A.06"]),
        "source": st.sampled_from([None, "visit", "hotline"]),
        "risk_level": st.sampled_from([None, "high", "low"]),
        "severity": st.sampled_from(["01", "03"]),
        "scale": st.sampled_from(["01", "02"]),
    }
)
worlds = st.lists(st.tuples(columns, trails()), min_size=1, max_size=14)


def _plant(records: Records, world: list[tuple[dict[str, Any], list[factories.Event]]]) -> list[Handling]:
    """The world in place of the one before it; areas, units and the feed stay."""
    with records.writing() as session:
        session.execute(delete(MatterEvent))
        session.execute(delete(Matter))
        if not session.scalars(select(DataSource)).first():
            factories.areas(session)
            factories.data_source(session, as_of=factories.moment(f"{LAST} 18:00"))
            homes = {area.code: area for area in session.scalars(select(Area))}
            factories.member_unit(session, "U1", area=homes["530702001001"])
            factories.member_unit(session, "U2", area=homes["530702"])
        feed = session.scalars(select(DataSource)).one()
        areas = {area.code: area for area in session.scalars(select(Area))}
        units = {unit.code: unit for unit in session.scalars(select(MemberUnit))}
        for codes, events in world:
            rest = {name: codes[name] for name in codes if name not in ("area", "unit")}
            unit = units.get(codes["unit"])
            factories.matter(session, feed, areas.get(codes["area"]), events, handling_unit=unit, **rest)
        session.flush()
        return oracle.handlings(session)


def _same(row: dict[str, Any], counted: oracle.Counted) -> bool:
    value, known = oracle.value(counted), row["value"]
    same_parts = row["numerator"] == counted[0] and (counted[1] is None or row["denominator"] == counted[1])
    return same_parts and (pd.isna(known) if value is None else known == pytest.approx(value))


@QUICK
@given(worlds)
@pytest.mark.parametrize(
    "dimensions",
    [
        *((), ("county",), ("township",), ("category",), ("category_detail", "source")),
        *(("handling_unit", "risk_level"), ("settled_level", "severity")),
    ],
)
def test_groups_are_counted_as_the_oracle_counts_them(
    records: Records, model: ReadModel, dimensions: tuple[str, ...], world: Any
) -> None:
    rows = _plant(records, world)
    model.catch_up()
    since = min(row.opened for row in rows)
    scope = scenario.scope(records, "2026-01-01..2026-03-25")
    asked = [*COUNTS, *COHORTS]
    frame = measure(model, asked, scope, by=dimensions, compare=["year", "previous"])
    start, end = scope.span.start, scope.span.end
    if end < since:
        assert frame["value"].isna().all()
        return
    seen = dict.fromkeys(asked, 0)
    for row in frame.to_dict("records"):
        group = oracle.within(rows, dimensions, [None if pd.isna(row[name]) else row[name] for name in dimensions])
        assert _same(row, _counted(row["metric"], group, start, end)), row
        if row["comparison"] == "year":
            seen[row["metric"]] += row["numerator"]
        else:
            before = start - timedelta(days=(end - start).days + 1), start - timedelta(days=1)
            _base_is_counted_too(row, _counted(row["metric"], group, *before, before[1]), since, before)
    # Nothing was left out either: the groups together are the whole.
    assert seen == {metric: _counted(metric, rows, start, end)[0] for metric in asked}


def _counted(metric: str, rows: list[Handling], start: date, end: date, known: date = LAST) -> oracle.Counted:
    return COHORTS[metric](rows, start, end, known) if metric in COHORTS else COUNTS[metric](rows, start, end)


def _base_is_counted_too(row: dict[str, Any], counted: oracle.Counted, since: date, span: tuple[date, date]) -> None:
    if span[1 if row["metric"] in STOCKS else 0] < since:
        assert pd.isna(row["base"])
    else:
        expected = oracle.value(counted)
        assert row["base"] == pytest.approx(float("nan") if expected is None else expected, nan_ok=True)


@QUICK
@given(worlds)
@pytest.mark.parametrize("unit", ["day", "week", "half_month", "month", "quarter", "year"])
def test_time_is_counted_as_the_oracle_counts_it(records: Records, model: ReadModel, unit: str, world: Any) -> None:
    rows = _plant(records, world)
    model.catch_up()
    since = min(row.opened for row in rows)
    scope = scenario.scope(records, "2025-12-20..2026-06-30")
    frame = measure(model, [*COUNTS, *COHORTS, *STAGES], scope, by=[unit])
    spans = oracle.buckets(scope.span.start, LAST, unit)
    assert {*frame[unit]} == {*spans}
    for row in frame.to_dict("records"):
        start, end = spans[row[unit]]
        if end < since:
            assert row["reason"] == "period_before_records"
        elif row["metric"] not in STAGES:
            assert _same(row, _counted(row["metric"], rows, start, end)), (row, start, end)
        else:
            median = oracle.median_days(row["metric"], rows, start, end, LAST)
            assert row["value"] == pytest.approx(float("nan") if median is None else median, nan_ok=True)


@QUICK
@given(worlds, st.sampled_from(["5307", "530702", "530702001", "530721"]))
def test_a_place_and_time_at_once_and_the_year_before(records: Records, model: ReadModel, world: Any, at: str) -> None:
    rows = _plant(records, world)
    model.catch_up()
    since = min(row.opened for row in rows)
    scope = scenario.scope(records, "2026-01-10..2026-03-31", at)
    level = scope.areas[0].level
    inside = [row for row in rows if row.dims[level] == at]
    frame = measure(model, [*COUNTS], scope, by=["month", "source"], compare=["year"])
    spans = oracle.buckets(scope.span.start, LAST, "month")
    for row in frame.to_dict("records"):
        group = oracle.within(inside, ["source"], [None if pd.isna(row["source"]) else row["source"]])
        start, end = spans[row["month"]]
        if end >= since:
            assert _same(row, COUNTS[row["metric"]](group, start, end)), (row, start, end)
        assert pd.isna(row["base"]) or oracle.year_before(end) >= since
