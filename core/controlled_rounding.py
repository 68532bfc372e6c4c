"""Unbiased controlled rounding: cells that go down or up by a step, so that every margin of two trees stays near.

A cell lies in the margins of its row (a township, all places above it) and of its column (a group on a line, all that
holds it). Drawn as a network, each cell is an edge from its row to its column, each margin an edge of one of the two
trees, and what an edge expects beyond whole steps flows round: so wherever some of it is open there is a cycle of open
edges, and moving the same amount along it, the one way or the other, leaves every expectation and every balance as it
is and settles at least one edge (Cox, 1987; Gandhi, Khuller, Parthasarathy and Srinivasan, 2006). In the end each cell
and each margin is what it expects, rounded down or up to whole steps.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Cell = tuple[str, ...]
"""A cell by its margins, the outermost first."""
Margin = tuple[object, ...]
Draw = Callable[[int], int]
"""A number from 0 to below the one given, evenly."""
ALL: Margin = ()


@dataclass(frozen=True)
class Tree:
    """Margins within each other; the outermost lie in ALL."""

    of_cell: Callable[[Cell], Margin]
    """The innermost margin that holds a cell."""
    of_margin: Callable[[Margin], Margin]
    """The margin that holds another one next."""


def settled(expected: Mapping[Cell, int], step: int, rows: Tree, columns: Tree, draw: Draw) -> set[Cell]:
    """The cells that go up by `step`, each expecting some of it (from 0 to `step`), taken in the order they come."""
    inner, outer = [rows.of_cell(cell) for cell in expected], [columns.of_cell(cell) for cell in expected]
    by_row, by_column = _sums(inner, expected, rows), _sums(outer, expected, columns)
    row = {ALL: 0} | {margin: at for at, margin in enumerate(by_row, start=1)}
    column = {ALL: 0} | {margin: at for at, margin in enumerate(by_column, start=len(row))}
    network = _Network(step, len(row) + len(column) - 1, draw)
    for tail, head, some in zip(inner, outer, expected.values(), strict=True):
        network.join(row[tail], column[head], some)
    for margin, some in by_row.items():
        network.join(row[rows.of_margin(margin)], row[margin], some % step)
    for margin, some in by_column.items():
        network.join(column[margin], column[columns.of_margin(margin)], some % step)
    network.settle()
    return {cell for cell, part in zip(expected, network.parts, strict=False) if part == step}


def _sums(innermost: Sequence[Margin], expected: Mapping[Cell, int], tree: Tree) -> Counter[Margin]:
    """What the cells of each margin of a tree expect together."""
    sums: Counter[Margin] = Counter()
    arrived: Counter[Margin] = Counter()
    for margin, some in zip(innermost, expected.values(), strict=True):
        arrived[margin] += some
    while arrived:
        arrived.pop(ALL, None)
        sums.update(arrived)
        above: Counter[Margin] = Counter()
        for margin, some in arrived.items():
            above[tree.of_margin(margin)] += some
        arrived = above
    return sums


class _Network:
    """Edges between margins, what each expects of a step, and the open ones at each margin."""

    def __init__(self, step: int, margins: int, draw: Draw) -> None:
        self.parts: list[int] = []
        self._step, self._draw = step, draw
        self._ends: list[tuple[int, int]] = []
        self._open: list[dict[int, int]] = [{} for _ in range(margins)]
        """At each margin its open edges, with the margin at their other end."""

    def join(self, tail: int, head: int, part: int) -> None:
        edge = len(self.parts)
        if tail == head and 0 < part < self._step:
            # In no margin at all: drawn as if it stood alone.
            part = self._step if self._draw(self._step) < part else 0
        self.parts.append(part)
        self._ends.append((tail, head))
        if 0 < part < self._step:
            self._open[tail][edge] = head
            self._open[head][edge] = tail

    def settle(self) -> None:
        for margin, edges in enumerate(self._open):
            if edges:
                self._walk(margin)

    def _walk(self, start: int) -> None:
        """Goes from margin to margin along open edges and settles each cycle it meets, until none is open at its start.

        What flows in flows out, so whoever comes in by an open edge finds another one to go on.
        """
        path, met, taken = [start], {start: 0}, [-1]
        while self._open[path[-1]]:
            edges = iter(self._open[path[-1]].items())
            edge, other = next(edges)
            if edge == taken[-1]:
                edge, other = next(edges)
            if other not in met:
                met[other] = len(path)
                path.append(other)
                taken.append(edge)
                continue
            since = met[other]
            self._move([*zip(path[since:], [*taken[since + 1 :], edge], strict=True)])
            for margin in path[since + 1 :]:
                del met[margin]
            del path[since + 1 :], taken[since + 1 :]

    def _move(self, cycle: Sequence[tuple[int, int]]) -> None:
        """Moves as much as goes round a cycle, one way or the other, by such a chance that every mean stays.

        A cycle is each margin with the edge by which it is left.
        """
        parts, step, ends = self.parts, self._step, self._ends
        along = [edge for margin, edge in cycle if ends[edge][0] == margin]
        against = [edge for margin, edge in cycle if ends[edge][0] != margin]
        ahead = min([step - parts[edge] for edge in along] + [parts[edge] for edge in against])
        back = min([parts[edge] for edge in along] + [step - parts[edge] for edge in against])
        moved = ahead if self._draw(ahead + back) < back else -back
        for edges, by in ((along, moved), (against, -moved)):
            for edge in edges:
                parts[edge] += by
                if not 0 < parts[edge] < step:
                    tail, head = ends[edge]
                    del self._open[tail][edge], self._open[head][edge]
