"""The strongest attack on one township's protected cells: the likeliest true counts that fit all rules at once."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from core import disclosure
from core.disclosure import Cell

VALUES = range(1, disclosure.LEAST)
PLACE, STATE, LINE = 3, 4, 5
"""How many keys name a margin."""
LONGEST = 20.0
"""Seconds for one township: what was found until then counts, for whoever attacks stops as well."""
Table = dict[Cell, int]


@dataclass
class _Rules:
    """Linear rules over the unknowns, each a row of (unknown, factor) between two bounds."""

    rows: list[list[tuple[int, int]]] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)

    def add(self, row: list[tuple[int, int]], low: int, high: int) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def constraint(self, unknowns: int) -> LinearConstraint:
        entries = [(number, at, factor) for number, row in enumerate(self.rows) for at, factor in row]
        rows, columns, factors = (np.array(part) for part in zip(*entries, strict=True))
        matrix = coo_array((factors, (rows, columns)), shape=(len(self.rows), unknowns)).tocsr()
        return LinearConstraint(matrix, np.array(self.low, float), np.array(self.high, float))


def likeliest(cells: list[Cell], true: Table, kept: Table) -> Table:
    """A count from 1 to 9 for each small cell of one township; nothing where no rules are left to fit.

    Of the true counts only this is known: which cells are small and not zero, and which are large.
    """
    small = [cell for cell in cells if 0 < true[cell] < disclosure.LEAST]
    large = sum(true[cell] >= disclosure.LEAST for cell in cells)
    unknowns = len(VALUES) * len(small) + 1
    cost = np.array([*(_cost(kept[cell], value) for cell in small for value in VALUES), 0.0])
    # The last unknown is what all large cells of the township are off by together.
    most = np.array([*np.ones(unknowns - 1), (disclosure.BASE - 1) * large])
    least = np.array([*np.zeros(unknowns - 1), -(disclosure.BASE - 1) * large])
    solved = milp(
        cost, constraints=_rules(small, kept).constraint(unknowns), bounds=Bounds(least, most),
        integrality=np.ones(unknowns, dtype=np.int64), options={"time_limit": LONGEST, "mip_rel_gap": 1e-4},
    )  # fmt: skip
    if solved.x is None:
        return {}
    found = np.asarray(solved.x)[:-1].reshape(len(small), len(VALUES)).argmax(axis=1)
    return {cell: VALUES[at] for cell, at in zip(small, found, strict=True)}


def _cost(shown: int, value: int) -> float:
    chance = value / disclosure.LEAST
    return -float(np.log(chance if shown else 1 - chance))


def _rules(small: list[Cell], kept: Table) -> _Rules:
    """Each small cell has one value; a margin of small ones, and the township, are near what is shown of them."""
    rules, width = _Rules(), len(VALUES)
    at = {cell: width * number for number, cell in enumerate(small)}
    for first in at.values():
        rules.add([(first + one, 1) for one in range(width)], 1, 1)
    margins: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in small:
        # What is on time is mostly large, so nothing is known of a margin of its small cells.
        for length in (PLACE, STATE, LINE) if cell[3] != "on_time" else (PLACE,):
            margins[cell[:length]].append(cell)
    for margin, inside in margins.items():
        row = [(at[cell] + one, value) for cell in inside for one, value in enumerate(VALUES)]
        near, shown = disclosure.LEAST - 1, sum(kept[cell] for cell in inside)
        if len(margin) == PLACE:
            near = disclosure.BASE - 1
            row.append((width * len(small), 1))
        rules.add(row, shown - near, shown + near)
    return rules
