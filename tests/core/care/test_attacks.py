"""Attacks on the protected cube, in their short form: none is right more often than one guess (long: trust/)."""

from core.disclosure import BASE as BASE_STEP
from core.disclosure import LEAST, NEAR_FROM
from trust import protected_figures as bench

TRUE = bench.true_table(1, 26)
KEPT = bench.protected(TRUE)
BASE = bench.one_guess(TRUE, KEPT)


def test_one_guess_is_right_once_in_five() -> None:
    assert sum(0 < count < LEAST for count in TRUE.values()) > 2000
    assert 0.17 < BASE < 0.24


def test_differencing_averaging_and_least_squares_gain_nothing() -> None:
    assert bench.differencing(TRUE, KEPT, 400, 2) < BASE + 0.08
    few = {cell: count for cell, count in TRUE.items() if cell[1] == "c0"}
    assert bench.averaging(few, b"bench", 5) == bench.averaging(few, b"bench", 1)
    assert bench.linear(TRUE, KEPT, 400, 3) <= BASE + 0.08


def test_an_integer_programme_over_all_margins_of_a_township_gains_nothing() -> None:
    fitted, alone = bench.by_programme(TRUE, KEPT, 4)
    assert fitted < alone + 0.03


def test_an_integer_programme_over_the_rows_and_columns_of_a_whole_county_gains_nothing() -> None:
    # The fewer townships a county has, the more its columns would tell of each.
    narrow = bench.true_table(7, 3, county=3)
    fitted, alone = bench.by_programme(narrow, bench.protected(narrow), 1, bench.COUNTIES)
    assert fitted < alone + 0.05


def test_tables_that_fit_all_that_is_shown_tell_hardly_more_than_the_cell() -> None:
    few = bench.true_table(8, 6, county=6)
    kept = bench.protected(few)
    assert bench.by_sampling(few, kept, 30, 1) < bench.one_guess(few, kept) + 0.06


def test_what_a_prefecture_has_of_each_group_is_near_though_it_is_small_in_every_township() -> None:
    errors = bench.column_errors(TRUE, KEPT, 4, 5)
    assert max(errors) < 2 * LEAST
    assert sum(errors) / len(errors) < LEAST


def test_whoever_knows_other_prefectures_learns_nothing_from_the_margins() -> None:
    by_rows, by_columns, by_itself = bench.learned(TRUE, KEPT, range(100, 106))
    assert max(by_rows, by_columns) < by_itself + 0.03


def test_versions_of_a_month_side_by_side_gain_nothing_since_their_draws_are_the_same() -> None:
    still, _ = bench.before_after(TRUE, 6, 4, fresh=False)
    assert still < BASE + 0.03
    # Drawn anew each time, their mean would come near the truth.
    assert bench.before_after(TRUE, 6, 4, fresh=True)[0] > BASE + 0.08


def test_a_townships_total_is_right_within_one_percent_from_five_hundred_services_on() -> None:
    errors = bench.township_errors(TRUE, KEPT)
    assert all(off < BASE_STEP for whole, off in errors if whole >= NEAR_FROM)
    assert BASE_STEP * 100 <= NEAR_FROM
    assert [off for whole, off in errors if whole < NEAR_FROM], "tiny places are among them"
    assert all(off < LEAST for _, off in errors)
