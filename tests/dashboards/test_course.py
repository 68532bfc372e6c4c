"""The trend shows enough to tell something, and of a longer period exactly its days."""

from datetime import date

import pandas as pd
import pytest

from core.periods import Period
from dashboards.board.course import _few, window
from dashboards.board.headline import twelve_months

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("period", "start", "grain"),
    [
        ("today", date(2026, 10, 23), "day"),
        ("this_month", date(2026, 11, 1), "day"),
        ("r30", date(2026, 10, 23), "day"),
        ("this_quarter", date(2026, 10, 1), "week"),
        ("this_year", date(2026, 1, 1), "month"),
        ("2024-02-10..2026-11-21", date(2024, 2, 10), "month"),
    ],
)
def test_the_window_fits_the_period(period: str, start: date, grain: str) -> None:
    span, found = window(Period.parse(period).resolve(TODAY))
    assert (span.start, span.end, found) == (start, TODAY, grain)


@pytest.mark.parametrize(
    ("end", "last"),
    [(date(2026, 11, 21), date(2026, 10, 31)), (date(2026, 11, 30), date(2026, 11, 30))],
)
def test_sparklines_take_twelve_months_that_are_over(end: date, last: date) -> None:
    span = twelve_months(end)
    assert span.end == last
    assert span.start == date(last.year - 1, last.month + 1, 1)


@pytest.mark.parametrize(("counts", "few"), [([1.0, 5.0], True), ([1.0, 6.0], False)])
def test_few_are_few_where_nothing_is_known_of_the_year_before(counts: list[float], few: bool) -> None:
    assert _few(pd.DataFrame({"actual": counts, "previous": [float("nan")] * 2})) is few
