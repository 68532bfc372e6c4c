"""Numbers are written the way officials read them."""

import math

import pytest

from core import numbers


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (128, "128"),
        (9_999, "9,999"),
        (10_000, "1.00万"),
        (12_846, "1.28万"),
        (99_999, "10.0万"),
        (128_460, "12.8万"),
        (99_999_400, "9,999.9万"),
        (99_999_960, "1.00亿"),
        (100_000_000, "1.00亿"),
        (1_234_000_000, "12.3亿"),
        (-12_846, "−1.28万"),
    ],
)
def test_big_numbers_are_shortened_by_ten_thousands(value: float, written: str) -> None:
    assert numbers.short(value) == written


def test_tables_keep_every_digit() -> None:
    assert numbers.full(12_846) == "12,846"
    assert numbers.full(3.25, 1) == "3.3"
    assert numbers.full(-5) == "−5"


@pytest.mark.parametrize("nothing", [None, math.nan])
def test_no_number_reads_as_a_dash_without_a_unit(nothing: float | None) -> None:
    assert numbers.full(nothing) == numbers.short(nothing) == numbers.percent(nothing) == "—"
    assert numbers.change(nothing) == numbers.difference(nothing) == "—"
    assert numbers.quantity(nothing, "件") == ("—", "")


def test_changes_carry_their_sign_and_unit() -> None:
    assert numbers.change(285.43) == "+285.4%"
    assert numbers.change(-6.2) == "−6.2%"
    assert numbers.change(1.25, "point") == "+1.3 个百分点"
    assert numbers.change(-0.04, "point") == "持平"
    assert numbers.change(-2, "day", 0) == "−2 天"
    assert numbers.difference(3) == "+3"
    assert numbers.difference(-4) == "−4"
    assert numbers.change(-1234.5) == "−1,234.5%"


def test_rates_round_half_up_by_their_decimal_form() -> None:
    assert numbers.percent(90.76, 2) == "90.76%"
    assert numbers.percent(2.675, 2) == "2.68%"
    assert numbers.quantity(90.76, "%", 1) == ("90.8", "%")
    assert numbers.quantity(12_846, "件") == ("1.28万", "件")
