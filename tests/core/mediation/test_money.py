"""Amounts as people write them become whole fen or are refused."""

import pytest

from core.mediation import money
from core.mediation.money import UnclearAmount


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("", None),
        ("0", 0),
        ("12000", 1_200_000),
        ("12,000.50元", 1_200_050),
        ("3.5万元", 3_500_000),
        ("３．５万", 3_500_000),
        ("1.000001万元", 1_000_001),
        (" 2 亿元", 20_000_000_000),
        ("0.01", 1),
    ],
)
def test_an_amount_is_whole_fen(text: str, fen: int | None) -> None:
    assert money.fen(text) == fen


@pytest.mark.parametrize(
    "text", ["三万元", "3万5", "约3万元", "-5", "0.001", "1e5", "3.5.1", "12,00", "=1+1", "万元", "9" * 20]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UnclearAmount):
        money.fen(text)


def test_fen_are_written_as_yuan() -> None:
    assert (money.written(123_456_789), money.written(5), money.written(None)) == ("1,234,567.89", "0.05", "—")
