"""A change is said where it tells something, and silent where it would mislead."""

import pytest

from core import changes
from core.changes import Change


@pytest.mark.parametrize(
    ("value", "base", "change"),
    [
        (1958, 508, Change(1450, pytest.approx(285.433, abs=1e-3), "%", True)),
        (3586, 5033, Change(-1447, pytest.approx(-28.750, abs=1e-3), "%", True)),
        (10, 10, Change(0, 0, "%", True)),
        (0, 10, Change(-10, -100, "%", True)),
        (12, 9, Change(3, None, "%", False, "small_base")),
        (5, 0, Change(5, None, "%", False, "base_zero")),
        (0, 0, Change(0, None, "%", False, "base_zero")),
    ],
)
def test_counts_change_in_percent_of_a_base_of_ten_or_more(value: float, base: float, change: Change) -> None:
    assert changes.of_count(value, base) == change


def test_rates_differ_in_points_and_never_in_percent_of_a_percentage() -> None:
    assert changes.of_rate(92.5, 90.0, 10) == Change(2.5, 2.5, "point", True)
    assert changes.of_rate(50.0, 100.0, 9) == Change(-50.0, None, "point", False, "small_base")


def test_medians_differ_in_whole_days() -> None:
    assert changes.of_days(10, 6, 10) == Change(4, 4, "day", True, decimals=0)
    assert changes.of_days(10, 6, 4) == Change(4, None, "day", False, "small_base")


def test_a_published_change_is_kept_to_the_decimal_and_claims_no_difference() -> None:
    assert changes.as_published(-28.75, 2) == Change(None, -28.75, "%", True, "implied_base", 2)
    assert changes.impossible("not_yet") == Change(None, None, None, False, "not_yet")
