"""Totals from outside: spans that stored ones tile exactly, sums that miss no part, bounds that stay bounds."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from core.periods import Period, Span
from core.reported import Returns, Total

YEAR = 2026
PARTS = {"P": ["A", "B"], "A": ["A1", "A2"]}


def row(area: str, period: str, value: float | None, **more: Any) -> Any:
    span = Period.parse(period).resolve(date(2026, 11, 21))
    plain = {"qualifier": "exact", "as_of": None, "change_percent": None, "change_decimals": None}
    return SimpleNamespace(
        area=area, period_start=span.start, period_end=span.end,
        value=None if value is None else Decimal(str(value)), **plain | more,
    )  # fmt: skip


def asked(rows: Sequence[Any], period: str, *areas: str) -> Total | None:
    return Returns(rows, PARTS).sum(areas or ("A1",), Period.parse(period).resolve(date(2026, 11, 21)))


def value(rows: Sequence[Any], period: str, *areas: str) -> float | None:
    total = asked(rows, period, *areas)
    return total and total.value


def test_a_span_is_its_own_total_or_the_sum_of_those_that_tile_it() -> None:
    months = [row("A1", f"2026-{month:02}", month) for month in (1, 2, 3, 4)]
    assert value(months, "2026-02") == 2
    assert value(months, "2026Q1") == 6
    assert value(months, "2026-01-01..2026-04-30") == 10


def test_what_is_not_tiled_exactly_is_not_answered() -> None:
    gap = [row("A1", "2026-01", 1), row("A1", "2026-03", 3)]
    assert value(gap, "2026Q1") is None
    whole = [row("A1", "2026Q1", 6)]
    for period in ("2026-01", "2026-01-01..2026-02-28", "2026", "2026-01-02..2026-03-31", "2026-01-01..2026-04-01"):
        assert value(whole, period) is None
    overlap = [row("A1", "2026-01-01..2026-02-15", 5), row("A1", "2026-02", 3), row("A1", "2026-03", 1)]
    assert value(overlap, "2026Q1") is None
    assert value([*overlap, row("A1", "2026-02-16..2026-02-28", 2)], "2026Q1") == 8


def test_the_fewest_tiles_win_where_several_ways_lead_there() -> None:
    months = [row("A1", f"2026-{month:02}", 1) for month in range(1, 7)]
    assert value([*months, row("A1", "2026Q1", 100)], "2026-01-01..2026-06-30") == 103
    assert (
        value([*months, row("A1", "2026Q1", 100), row("A1", "2026-01-01..2026-06-30", 7)], "2026-01-01..2026-06-30")
        == 7
    )


def test_the_latest_revision_stands_and_one_without_a_value_takes_it_back() -> None:
    restated = [row("A1", "2026-01", 10, revision=0), row("A1", "2026-01", 12, revision=1)]
    assert value(restated, "2026-01") == 12
    assert value([*restated, row("A1", "2026-01", None, revision=2)], "2026-01") is None


def test_a_place_without_a_total_of_its_own_is_the_sum_of_all_its_parts_or_unknown() -> None:
    parts = [row("A1", "2026-01", 3), row("A2", "2026-01", 4)]
    assert value(parts, "2026-01", "A") == 7
    assert value(parts[:1], "2026-01", "A") is None
    assert value([*parts, row("A", "2026-01", 9)], "2026-01", "A") == 9
    # The prefecture: one part by its own parts, one by itself.
    assert value([*parts, row("B", "2026-01", 5)], "2026-01", "P") == 12
    assert value(parts, "2026-01", "P") is None
    assert value(parts, "2026-01", "A1", "A2") == 7
    assert value(parts, "2026-01", "B") is None
    # Parts that report by different spans still make up the whole.
    halves = [row("A1", "2026-01a", 1), row("A1", "2026-01b", 2), row("A2", "2026-01", 4)]
    assert value(halves, "2026-01", "A") == 7


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("exact", "exact", "exact"),
        ("exact", "about", "about"),
        ("exact", "at_least", "at_least"),
        ("about", "at_most", "at_most"),
        ("at_least", "at_least", "at_least"),
        ("at_least", "at_most", "about"),
    ],
)
def test_a_sum_is_as_vague_as_the_vaguest_of_its_parts(one: str, other: str, both: str) -> None:
    for first, second in ((one, other), (other, one)):
        rows = [row("A1", "2026-01", 1, qualifier=first), row("A1", "2026-02", 2, qualifier=second)]
        total = asked(rows, "2026-01-01..2026-02-28")
        assert total is not None
        assert total.qualifier == both


def test_as_of_is_the_oldest_and_the_last_day_where_none_is_given() -> None:
    rows = [row("A1", "2026-01", 1, as_of=date(2026, 2, 3)), row("A1", "2026-02", 2)]
    assert getattr(asked(rows, "2026-01-01..2026-02-28"), "as_of", None) == date(2026, 2, 3)
    assert getattr(asked(rows, "2026-02"), "as_of", None) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("amount", "percent", "qualifier", "base"),
    [
        (1958, "285.4", "exact", 508),
        (3586, "-28.75", "exact", 5033),
        (100, "0", "exact", 100),
        (0, "-100", "exact", None),
        (430, "10", "at_least", None),
        (5, None, "exact", None),
    ],
)
def test_a_published_change_implies_its_base_but_a_bound_implies_none(
    amount: int, percent: str | None, qualifier: str, base: int | None
) -> None:
    rows = [row("A1", "2026-01", amount, qualifier=qualifier, change_percent=percent and Decimal(percent))]
    total = asked(rows, "2026-01")
    assert total is not None
    assert total.implied_base == base


def test_a_change_published_for_a_part_says_nothing_of_the_whole() -> None:
    rows = [row("A1", "2026-01", 5, change_percent=Decimal("3.1"), change_decimals=1), row("A1", "2026-02", 5)]
    whole, part = asked(rows, "2026-01-01..2026-02-28"), asked(rows, "2026-01")
    assert whole is not None
    assert part is not None
    assert (whole.change_percent, part.change_percent, part.change_decimals) == (None, 3.1, 1)
    assert Returns([], {}).sum([], Span(date(2026, 1, 1), date(2026, 1, 1))) is None
