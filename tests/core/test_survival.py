"""The median of waiting times, against worked examples."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core import survival

# Freireich et al. 1963, the 6-MP arm as every textbook prints it: weeks in remission of 21 patients, + still so.
# 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+ : S(22) = 0.538, S(23) = 0.448.
TREATED = [(6, 3, 1), (7, 1, 0), (9, 0, 1), (10, 1, 1), (11, 0, 1), (13, 1, 0), (16, 1, 0), (17, 0, 1), (19, 0, 1),
           (20, 0, 1), (22, 1, 0), (23, 1, 0), (25, 0, 1), (32, 0, 2), (34, 0, 1), (35, 0, 1)]  # fmt: skip
# The placebo arm, nobody censored: 1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23.
PLACEBO = [(1, 2, 0), (2, 2, 0), (3, 1, 0), (4, 2, 0), (5, 2, 0), (8, 4, 0), (11, 2, 0), (12, 2, 0), (15, 1, 0),
           (17, 1, 0), (22, 1, 0), (23, 1, 0)]  # fmt: skip


def test_the_textbook_medians_are_found() -> None:
    assert survival.median(TREATED) == 23
    assert survival.median(PLACEBO) == 8


def test_the_order_and_the_grouping_of_the_counts_do_not_matter() -> None:
    assert survival.median(reversed(TREATED)) == 23
    one_by_one = [(days, *kind) for days, ended, open_ in TREATED for kind in [(1, 0)] * ended + [(0, 1)] * open_]
    assert survival.median(one_by_one) == 23


def test_without_half_of_them_ended_there_is_none() -> None:
    assert survival.median([]) is None
    assert survival.median([(5, 0, 9)]) is None
    assert survival.median([(5, 4, 0), (9, 0, 5)]) is None


def test_exactly_half_is_half() -> None:
    assert survival.median([(3, 1, 0), (9, 0, 1)]) == 3
    # A product of many fractions that is one half only but for rounding.
    assert survival.median([(day, 1, 0) for day in range(1, 101)] + [(500, 0, 100)]) == 100


def test_the_unsettled_pull_the_median_up() -> None:
    closed_only = [(2, 5, 0)]
    assert survival.median(closed_only) == 2
    assert survival.median([*closed_only, (90, 0, 6)]) is None


def test_on_the_day_itself_the_ended_come_before_those_still_waiting() -> None:
    assert survival.median([(4, 1, 1)]) == 4


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_with_nobody_waiting_it_is_the_lower_median(days: list[int]) -> None:
    assert survival.median([(day, 1, 0) for day in days]) == sorted(days)[(len(days) - 1) // 2]
