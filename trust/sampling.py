"""The strongest attack known on protected cells: true counts that fit all that is shown, drawn again and again.

What comes most often of a cell is its likeliest count, given the cell, the margins of its row and of its column, and
all other cells (Gibbs sampling). Known besides what is shown: which cells are small and not zero, and the scheme.
"""

import random
from collections import Counter
from collections.abc import Sequence

from core import disclosure
from core.disclosure import Cell
from trust.integer_programme import FEW_LARGE, PLACE, VALUES, Table, margins

FIRST = 12
"""So many rounds are thrown away: they still remember where they began."""
_NEVER = 1e-6
_FAR = 400
_NEAR = [max(_NEVER, 1 - off / disclosure.LEAST) for off in range(_FAR)]
"""How likely a margin is shown by so much too high or too low: it is drawn between two steps, the nearer more often."""
_ROUGHLY = [1.0 if off < disclosure.LEAST + disclosure.BASE - 1 else _NEVER for off in range(_FAR)]


def likeliest(true: Table, kept: Table, rounds: int, seed: int) -> Table:
    """A count from 1 to 9 for each small cell of a whole table."""
    small = [cell for cell, count in true.items() if 0 < count < disclosure.LEAST]
    found = _Counts(small, kept, _few(true))
    chance, seen = random.Random(seed), [Counter[int]() for _ in small]
    for times in range(rounds):
        for at in range(len(small)):
            value = found.drawn(at, chance)
            if times >= FIRST:
                seen[at][value] += 1
    return {cell: counted.most_common(1)[0][0] for cell, counted in zip(small, seen, strict=True)}


def _few(true: Table) -> set[Cell]:
    """The townships with few large cells, whose small ones bear what these are off by."""
    large = Counter(cell[:PLACE] for cell, count in true.items() if count >= disclosure.LEAST)
    return {cell[:PLACE] for cell in true if large[cell[:PLACE]] < FEW_LARGE}


class _Counts:
    """One count for each small cell, and what each margin of them comes to beyond what is shown of it."""

    def __init__(self, small: Sequence[Cell], kept: Table, few: set[Cell]) -> None:
        number = {cell: at for at, cell in enumerate(small)}
        rows, columns = margins(list(small), county=True, top=True)
        several = [inside for inside in (*rows, *columns) if len(inside) > 1]
        self._values = [VALUES[-1] if kept[cell] else VALUES[0] for cell in small]
        self._alone = [[_alone(kept[cell], value) for value in VALUES] for cell in small]
        self._over = [sum(self._values[number[cell]] - kept[cell] for cell in inside) for inside in several]
        self._near = [_ROUGHLY if few & {cell[:PLACE] for cell in inside} else _NEAR for inside in several]
        self._of: list[list[int]] = [[] for _ in small]
        for margin, inside in enumerate(several):
            for cell in inside:
                self._of[number[cell]].append(margin)

    def drawn(self, at: int, chance: random.Random) -> int:
        """Draws one cell anew from how likely each count is beside all others, and gives it."""
        before = self._values[at]
        others = [(self._over[margin] - before, self._near[margin]) for margin in self._of[at]]
        weights = []
        for value, weight in zip(VALUES, self._alone[at], strict=True):
            for over, near in others:
                weight *= near[min(abs(over + value), _FAR - 1)]
            weights.append(weight)
        value = chance.choices(VALUES, weights)[0] if sum(weights) else before
        for margin in self._of[at]:
            self._over[margin] += value - before
        self._values[at] = value
        return value


def _alone(shown: int, value: int) -> float:
    return value / disclosure.LEAST if shown else 1 - value / disclosure.LEAST
