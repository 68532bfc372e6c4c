"""Every shape of rule: better figures never bring fewer points, floors and caps hold, peers' order doesn't matter."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.scoring import exact, rules
from core.scoring.rules import Direction, Figure, Peers, Rule

FULL = Decimal(10)
SHAPES: dict[str, tuple[Rule, tuple[Direction, ...]]] = {
    "fewer": (rules.PerCount(kind="per_count", per=Decimal("-0.25"), free=Decimal(2)), ("lower",)),
    "more": (rules.PerCount(kind="per_count", per=Decimal("0.5")), ("higher",)),
    "target": (rules.Target(kind="target", target=Decimal(50), per=Decimal("0.3")), ("higher", "lower")),
    "threshold": (rules.Threshold(kind="threshold", at=Decimal(50), below=Decimal(2)), ("higher", "lower")),
    "rising": (
        rules.Step(kind="step", steps=((Decimal(80), FULL), (Decimal(60), Decimal(6))), otherwise=Decimal(1)),
        ("higher",),
    ),
    "falling": (rules.Step(kind="step", steps=((Decimal(5), FULL), (Decimal(20), Decimal(6)))), ("lower",)),
    "rank": (rules.Rank(kind="rank", last=Decimal(2)), ("higher", "lower")),
    "mean": (rules.Mean(kind="mean", per=Decimal("0.4"), gain=Decimal("0.1")), ("higher", "lower")),
    "mark": (rules.Mark(kind="mark"), ("higher",)),
    "acts": (rules.Acts(kind="acts"), ("lower",)),
}
CASES = [(name, direction) for name, (_, directions) in SHAPES.items() for direction in directions]
counts = st.integers(0, 100).map(Decimal)
others = st.lists(counts, max_size=8)


def _points(name: str, direction: Direction, mine: Decimal, theirs: list[Decimal]) -> Decimal:
    rule, _ = SHAPES[name]
    with localcontext(exact.EXACT):
        figures = [Figure(value) for value in (*theirs, mine)]
        raw = rules.earned(rule, FULL, figures[-1], Peers.of(figures), direction)
        return rules.bounded(raw, Decimal(-3), Decimal(9))


@pytest.mark.parametrize(("name", "direction"), CASES)
@settings(max_examples=60, deadline=None)
@given(one=counts, other=counts, theirs=others)
def test_a_better_figure_never_brings_fewer_points(
    name: str, direction: Direction, one: Decimal, other: Decimal, theirs: list[Decimal]
) -> None:
    worse, better = sorted((one, other), reverse=direction == "lower")
    assert _points(name, direction, better, theirs) >= _points(name, direction, worse, theirs)


@pytest.mark.parametrize(("name", "direction"), CASES)
@settings(max_examples=40, deadline=None)
@given(mine=counts, theirs=others, data=st.data())
def test_floor_and_cap_hold_and_the_order_of_peers_does_not_matter(
    name: str, direction: Direction, mine: Decimal, theirs: list[Decimal], data: st.DataObject
) -> None:
    points = _points(name, direction, mine, theirs)
    assert Decimal(-3) <= points <= Decimal(9)
    assert points == _points(name, direction, mine, data.draw(st.permutations(theirs)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=8))
def test_the_mean_of_rates_is_sum_over_sum(parts: list[tuple[int, int]]) -> None:
    figures = [Figure(Decimal(over), Decimal(under)) for over, under in parts]
    whole = Figure(Decimal(sum(over for over, _ in parts)), Decimal(sum(under for _, under in parts)))
    assert Peers.of(figures).mean == whole.value


def test_equal_values_share_the_better_rank() -> None:
    peers = Peers.of(Figure(Decimal(value)) for value in (3, 5, 5, 9))
    assert [peers.rank(Decimal(value), "higher") for value in (9, 5, 3)] == [1, 2, 4]
    assert [peers.rank(Decimal(value), "lower") for value in (9, 5, 3)] == [4, 2, 1]
