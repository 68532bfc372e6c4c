"""What a period means on a day, its buckets, and the span it is set against."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.periods import MONTHS, UNITS, BadPeriod, Period, Span, unit_end, unit_start
from tests import oracle

TODAY = date(2026, 11, 21)  # a Saturday
QUICK = settings(max_examples=100, deadline=None, derandomize=True)
days = st.dates(date(1999, 1, 1), date(2035, 12, 31))
units = st.sampled_from(UNITS)


def span(first: str, last: str | None = None, unit: str | None = None) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last or first), unit)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("today", "2026-11-21", "2026-11-21"),
        ("yesterday", "2026-11-20", "2026-11-20"),
        ("this_day", "2026-11-21", "2026-11-21"),
        ("last_day", "2026-11-20", "2026-11-20"),
        ("this_week", "2026-11-16", "2026-11-21"),
        ("last_week", "2026-11-09", "2026-11-15"),
        ("this_half_month", "2026-11-16", "2026-11-21"),
        ("last_half_month", "2026-11-01", "2026-11-15"),
        ("this_month", "2026-11-01", "2026-11-21"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("this_quarter", "2026-10-01", "2026-11-21"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("this_year", "2026-01-01", "2026-11-21"),
        ("last_year", "2025-01-01", "2025-12-31"),
        ("r1", "2026-11-21", "2026-11-21"),
        ("r30", "2026-10-23", "2026-11-21"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026Q1", "2026-01-01", "2026-03-31"),
        ("2026Q4", "2026-10-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-02a", "2026-02-01", "2026-02-15"),
        ("2026-02b", "2026-02-16", "2026-02-28"),
        ("2026-11-05", "2026-11-05", "2026-11-05"),
        ("2026-11-01..2026-11-21", "2026-11-01", "2026-11-21"),
    ],
)
def test_a_period_is_these_days(key: str, first: str, last: str) -> None:
    found = Period.parse(f" {key} ").resolve(TODAY)
    assert (found.start, found.end) == (span(first, last).start, span(first, last).end)
    assert Period.parse(key).relative == (not key[0].isdigit())


@pytest.mark.parametrize(
    ("today", "key", "first", "last"),
    [
        ("2026-01-01", "last_month", "2025-12-01", "2025-12-31"),
        ("2026-01-01", "last_week", "2025-12-22", "2025-12-28"),
        ("2026-01-01", "this_week", "2025-12-29", "2026-01-01"),
        ("2026-01-15", "last_half_month", "2025-12-16", "2025-12-31"),
        ("2026-01-01", "last_quarter", "2025-10-01", "2025-12-31"),
        ("2024-03-01", "last_month", "2024-02-01", "2024-02-29"),
        ("2025-03-01", "yesterday", "2025-02-28", "2025-02-28"),
    ],
)
def test_relative_periods_reach_over_the_year_and_through_february(today: str, key: str, first: str, last: str) -> None:
    found = Period.parse(key).resolve(date.fromisoformat(today))
    assert (found.start.isoformat(), found.end.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "key",
    [
        *("", "tomorrow", "this_decade", "last_", "last_week ago", "r0", "r", "r-3", "r10000", "rr3", "this month"),
        *("2026-13", "2026-00", "2026-02-30", "2025-02-29", "2026Q5", "2026Q0", "20261", "2026-1", "2026-11c"),
        *("2026-11-21..2026-11-01", "2026-11-01..", "..2026-11-01", "2026-11-01...2026-11-02", "2026-11..2026-12"),
        # So far away that no year lies before or no day after.
        *("0000", "0001", "9999", "1899", "2200", "0001-01-01..9999-12-31", "2026-01-01..9999-12-31"),
        *("0001-01-01", "' or 1=1 --", "二〇二六", "2026-11-01..2026-11-31"),
    ],
)
def test_a_period_that_cannot_be_is_refused(key: str) -> None:
    with pytest.raises(BadPeriod):
        Period.parse(key)


def test_a_span_never_runs_backwards() -> None:
    with pytest.raises(BadPeriod):
        span("2026-11-02", "2026-11-01")
    with pytest.raises(BadPeriod):
        Period.between(date(2026, 11, 2), date(2026, 11, 1))
    with pytest.raises(BadPeriod):
        unit_start(TODAY, "decade")


@pytest.mark.parametrize(
    ("of", "before"),
    [
        # Whole units.
        (span("2026-11-01", "2026-11-30", "month"), span("2026-10-01", "2026-10-31")),
        (span("2026-03-01", "2026-03-31", "month"), span("2026-02-01", "2026-02-28")),
        (span("2024-03-01", "2024-03-31", "month"), span("2024-02-01", "2024-02-29")),
        (span("2026-01-01", "2026-01-31", "month"), span("2025-12-01", "2025-12-31")),
        (span("2026-01-01", "2026-03-31", "quarter"), span("2025-10-01", "2025-12-31")),
        (span("2026-01-01", "2026-12-31", "year"), span("2025-01-01", "2025-12-31")),
        (span("2026-11-16", "2026-11-22", "week"), span("2026-11-09", "2026-11-15")),
        (span("2026-11-16", "2026-11-30", "half_month"), span("2026-11-01", "2026-11-15")),
        (span("2026-11-01", "2026-11-15", "half_month"), span("2026-10-16", "2026-10-31")),
        (span("2026-11-01", "2026-11-01", "day"), span("2026-10-31")),
        # Units that are not over yet: cut at the same day.
        (span("2026-11-01", "2026-11-21", "month"), span("2026-10-01", "2026-10-21")),
        (span("2026-11-01", "2026-11-01", "month"), span("2026-10-01")),
        (span("2026-03-01", "2026-03-30", "month"), span("2026-02-01", "2026-02-28")),
        (span("2026-10-01", "2026-11-21", "quarter"), span("2026-07-01", "2026-08-21")),
        (span("2026-04-01", "2026-05-31", "quarter"), span("2026-01-01", "2026-02-28")),
        (span("2026-01-01", "2026-11-21", "year"), span("2025-01-01", "2025-11-21")),
        (span("2024-01-01", "2024-02-29", "year"), span("2023-01-01", "2023-02-28")),
        (span("2026-11-16", "2026-11-20", "week"), span("2026-11-09", "2026-11-13")),
        (span("2026-11-16", "2026-11-20", "half_month"), span("2026-11-01", "2026-11-05")),
        (span("2026-03-01", "2026-03-14", "half_month"), span("2026-02-16", "2026-02-28")),
        # Units cut at their start are so many days, as are spans that are no unit.
        (span("2026-11-10", "2026-11-15", "half_month"), span("2026-11-04", "2026-11-09")),
        (span("2026-11-11", "2026-11-30", "month"), span("2026-10-22", "2026-11-10")),
        (span("2026-11-05", "2026-11-08"), span("2026-11-01", "2026-11-04")),
        (span("2025-12-30", "2026-01-02"), span("2025-12-26", "2025-12-29")),
        # The last so many days stay so many, on the last of a month too.
        (Period("r30").resolve(date(2026, 11, 30)), span("2026-10-02", "2026-10-31")),
        (Period("r7").resolve(date(2026, 11, 7)), span("2026-10-25", "2026-10-31")),
        (Period("today").resolve(date(2026, 11, 1)), span("2026-10-31")),
        (span("2026-11-01", "2026-11-01"), span("2026-10-31")),
        # Written as dates, whole months are months all the same.
        (span("2026-11-01", "2026-11-30"), span("2026-10-01", "2026-10-31")),
        (span("2026-11-01", "2026-11-21"), span("2026-10-01", "2026-10-21")),
        (span("2023-01-01", "2023-04-30"), span("2022-09-01", "2022-12-31")),
        (span("2023-01-01", "2023-04-29"), span("2022-09-04", "2022-12-31")),
    ],
)
def test_the_span_before(of: Span, before: Span) -> None:
    found = of.previous()
    assert (found.start, found.end) == (before.start, before.end)


@pytest.mark.parametrize(
    ("of", "before"),
    [
        (span("2024-02-29"), span("2023-02-28")),
        (span("2024-02-01", "2024-02-29", "month"), span("2023-02-01", "2023-02-28")),
        (span("2025-02-01", "2025-02-28", "month"), span("2024-02-01", "2024-02-28")),
        (span("2025-12-29", "2026-01-04", "week"), span("2024-12-29", "2025-01-04")),
        (span("2026-01-01", "2026-11-21", "year"), span("2025-01-01", "2025-11-21")),
    ],
)
def test_a_year_before_are_the_same_dates(of: Span, before: Span) -> None:
    found = of.year_before()
    assert (found.start, found.end) == (before.start, before.end)


def test_a_span_is_cut_where_the_data_end() -> None:
    month = span("2026-11-01", "2026-11-30", "month")
    assert month.until(date(2026, 11, 21)) == span("2026-11-01", "2026-11-21", "month")
    assert month.until(date(2026, 12, 24)) == month
    assert month.until(date(2026, 11, 1)) == span("2026-11-01", "2026-11-01", "month")
    assert month.until(date(2026, 10, 31)) is None


@QUICK
@given(days, st.integers(0, 500), units)
def test_buckets_divide_the_span_without_gap_or_overlap(start: date, length: int, unit: str) -> None:
    whole = Span(start, start + timedelta(days=length))
    found = list(whole.buckets(unit))
    assert {bucket.start if n else start: (bucket.start, bucket.end) for n, bucket in enumerate(found)} == {
        bounds[0]: bounds for bounds in oracle.buckets(whole.start, whole.end, unit).values()
    }
    assert sum(bucket.days for bucket in found) == whole.days
    assert all(bucket.unit == unit for bucket in found)
    # Two Januaries are two buckets, each within one unit.
    assert len({unit_start(bucket.start, unit) for bucket in found}) == len(found)
    assert all(unit_start(bucket.start, unit) == unit_start(bucket.end, unit) for bucket in found)


@QUICK
@given(days, units)
def test_a_unit_begins_and_ends_around_each_of_its_days(day: date, unit: str) -> None:
    first, last = unit_start(day, unit), unit_end(day, unit)
    assert first <= day <= last
    assert (unit_start(first, unit), unit_end(last, unit)) == (first, last)
    assert unit_start(last + timedelta(days=1), unit) == last + timedelta(days=1)


@QUICK
@given(days, st.integers(0, 400), st.sampled_from([None, *UNITS]))
def test_what_came_before_lies_before_and_is_no_longer(start: date, length: int, unit: str | None) -> None:
    last = start + timedelta(days=length)
    of = Span(start, min(last, unit_end(start, unit)) if unit else last, unit)
    before = of.previous()
    assert before.end < of.start
    if unit == "day" or (unit not in MONTHS and start.day != 1 and unit != "half_month"):
        assert before.days == of.days
    calendar = unit in ("month", "quarter", "year", "half_month") or start.day == 1
    assert before.days <= of.days + (4 if calendar else 0)


@QUICK
@given(days, st.integers(0, 800))
def test_a_year_before_keeps_order_and_length_but_for_leap_days(start: date, length: int) -> None:
    of = Span(start, start + timedelta(days=length))
    before = of.year_before()
    assert before.end < of.end
    assert abs(before.days - of.days) <= 1
    assert before.start == oracle.year_before(of.start)
