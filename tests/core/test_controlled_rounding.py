"""Controlled rounding: each cell and each margin of two trees is rounded up or down, and on average nothing is off."""

import math
import random
from collections import Counter

from core.controlled_rounding import ALL, Cell, Tree, settled

STEP = 60


ROWS = Tree(lambda cell: cell[:2], lambda margin: margin[:1] if len(margin) == 2 else ALL)
COLUMNS = Tree(lambda cell: (cell[0], cell[2]), lambda margin: margin[1:] if len(margin) == 2 else ALL)


def margins(cell: Cell) -> list[tuple[object, ...]]:
    """All that hold a cell."""
    county, place, group = cell
    return [("row", county, place), ("row", county), ("column", county, group), ("column", group)]


def table(chance: random.Random) -> dict[Cell, int]:
    """Two counties of four townships with five groups; some of what is expected is nothing or a whole step."""
    parts = (0, 0, 6, 12, 25, 30, 41, 54, STEP)
    return {
        (county, f"{county}{place}", group): chance.choice(parts)
        for county in "ab"
        for place in range(4)
        for group in "vwxyz"
    }


def test_every_margin_of_both_trees_is_what_it_expects_rounded_down_or_up() -> None:
    for seed in range(40):
        chance = random.Random(seed)
        expected = table(chance)
        up = settled(expected, STEP, ROWS, COLUMNS, chance.randrange)
        assert all(expected[cell] for cell in up)
        assert {cell for cell, some in expected.items() if some == STEP} <= up
        sums, shown = Counter(), Counter()
        for cell, some in expected.items():
            for margin in margins(cell):
                sums[margin] += some
                shown[margin] += cell in up
        for margin, some in sums.items():
            assert shown[margin] in (math.floor(some / STEP), math.ceil(some / STEP)), (seed, margin)


def test_a_cell_goes_up_as_often_as_it_would_alone() -> None:
    chance = random.Random(1)
    expected, times = table(chance), Counter()
    for _ in range(2000):
        times.update(settled(expected, STEP, ROWS, COLUMNS, chance.randrange))
    for cell, some in expected.items():
        share = some / STEP
        assert abs(times[cell] / 2000 - share) <= 4.5 * math.sqrt(share * (1 - share) / 2000), cell


def test_a_cell_without_margins_is_drawn_by_itself() -> None:
    chance = random.Random(2)
    ups = sum(bool(settled({("a", "b", "c"): 45}, STEP, ROWS, COLUMNS, chance.randrange)) for _ in range(400))
    assert 270 < ups < 330
