"""The strongest attack on protected cells: the likeliest true counts of townships that fit all rules at once."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from core import disclosure
from core.disclosure import Cell

VALUES = range(1, disclosure.LEAST)
COUNTY, PLACE, STATE, LINE = 2, 3, 4, 5
"""How many keys name a margin of a row."""
FEW_LARGE = 10
"""A township with fewer cells that aren't small has its small ones bear what these are off by."""
LONGEST = 20.0
"""Seconds for one programme: what was found until then counts, for whoever attacks stops as well."""
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
    """A count from 1 to 9 for each small cell of some townships; nothing where no rules are left to fit.

    Of the true counts only this is known: which cells are small and not zero, and which are large. Where the townships
    are those of a whole county, or of all, its columns are among the rules.
    """
    small = [cell for cell in cells if 0 < true[cell] < disclosure.LEAST]
    large = Counter(cell[:PLACE] for cell in cells if true[cell] >= disclosure.LEAST)
    places = list(dict.fromkeys(cell[:PLACE] for cell in cells))
    width = len(VALUES) * len(small)
    cost = np.array([*(_cost(kept[cell], value) for cell in small for value in VALUES), *np.zeros(len(places))])
    # The last unknowns are what all large cells of each township are off by together.
    off = np.array([(disclosure.BASE - 1) * large[place] for place in places], dtype=float)
    least, most = np.concatenate([np.zeros(width), -off]), np.concatenate([np.ones(width), off])
    unknowns = width + len(places)
    rules = _rules(small, kept, {place: large[place] for place in places}, top=len(cells) == len(kept))
    solved = milp(
        cost, constraints=rules.constraint(unknowns), bounds=Bounds(least, most),
        integrality=np.ones(unknowns, dtype=np.int64), options={"time_limit": LONGEST, "mip_rel_gap": 1e-4},
    )  # fmt: skip
    if solved.x is None:
        return {}
    found = np.asarray(solved.x)[:width].reshape(len(small), len(VALUES)).argmax(axis=1)
    return {cell: VALUES[at] for cell, at in zip(small, found, strict=True)}


def _cost(shown: int, value: int) -> float:
    chance = value / disclosure.LEAST
    return -float(np.log(chance if shown else 1 - chance))


def _rules(small: list[Cell], kept: Table, large: dict[Cell, int], *, top: bool) -> _Rules:
    """Each small cell has one value; a margin of small ones, and each township, are near what is shown of them.

    `large` are how many cells of each township aren't small.
    """
    rules, width = _Rules(), len(VALUES)
    at = {cell: width * number for number, cell in enumerate(small)}
    for first in at.values():
        rules.add([(first + one, 1) for one in range(width)], 1, 1)
    few = {place for place, some in large.items() if some < FEW_LARGE}
    rows, columns = margins(small, county=len(large) > 1, top=top)
    for inside in (*rows, *columns):
        near = disclosure.LEAST - 1 + (disclosure.BASE - 1 if any(cell[:PLACE] in few for cell in inside) else 0)
        shown = sum(kept[cell] for cell in inside)
        rules.add(_sum(inside, at), shown - near, shown + near)
    for number, (place, some) in enumerate(large.items()):
        inside = [cell for cell in small if cell[:PLACE] == place]
        near, shown = (
            (disclosure.BASE if some >= FEW_LARGE else disclosure.LEAST) - 1,
            sum(kept[cell] for cell in inside),
        )
        rules.add([*_sum(inside, at), (width * len(small) + number, 1)], shown - near, shown + near)
    return rules


def margins(small: list[Cell], *, county: bool, top: bool) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """The small cells of each row; of each column too: of a county, and at the top also over all states and lines."""
    rows: dict[Cell, list[Cell]] = defaultdict(list)
    columns: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in small:
        for length in (PLACE, STATE, LINE):
            rows[cell[:length]].append(cell)
        if county:
            columns[(*cell[:COUNTY], *cell[PLACE:])].append(cell)
        for names in (cell[PLACE:], cell[STATE:], cell[LINE:]) if top else ():
            columns[names].append(cell)
    return list(rows.values()), list(columns.values())


def _sum(inside: list[Cell], at: dict[Cell, int]) -> list[tuple[int, int]]:
    return [(at[cell] + one, value) for cell in inside for one, value in enumerate(VALUES)]
