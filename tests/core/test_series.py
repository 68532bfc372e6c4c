"""Sums along time are subtractions, and they are right."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.series import Series

START = date(2026, 1, 1)
steps = st.lists(st.tuples(st.integers(0, 60), st.integers(-5, 9), st.integers(0, 9)), max_size=30)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(steps, st.integers(-5, 65), st.integers(0, 40))
def test_any_span_and_any_day_is_as_if_summed_afresh(
    found: list[tuple[int, int, int]], first: int, length: int
) -> None:
    series = Series((START + timedelta(days=day), top, bottom) for day, top, bottom in found)
    last = first + length
    inside = [(top, bottom) for day, top, bottom in found if first <= day <= last]
    until = [(top, bottom) for day, top, bottom in found if day <= last]
    begin, end = START + timedelta(days=first), START + timedelta(days=last)
    assert series.between(begin, end) == (sum(top for top, _ in inside), sum(bottom for _, bottom in inside))
    assert series.until(end) == (sum(top for top, _ in until), sum(bottom for _, bottom in until))


def test_nothing_sums_to_nothing() -> None:
    assert Series([]).between(START, START) == (0, 0)
    assert Series([]).until(START) == (0, 0)
