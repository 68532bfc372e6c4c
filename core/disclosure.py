"""Disclosure control of small counts: a table of true counts becomes a protected one, once, and is shown ever after.

A count from 1 to 9 becomes 0 or 10, any other a multiple of 5, each without bias. The draws come from
HMAC-SHA256(secret, month, version, cell). Which of the cells that could go either way goes up is settled between them,
so that what a line, a state, a body and each place above it have in all stays near, and what a place has of each group
on each line as well (core/controlled_rounding.py). Every cell by itself is drawn as if it stood alone. The small cells
of a margin are off by less than LEAST together, the others by less than BASE; of a body's the latter bear what the
former are off by, so that its total is off by less than BASE where it holds some ten cells that aren't small.
"""

import hmac
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, count, pairwise

from core.controlled_rounding import ALL, Cell, Margin, Tree, settled

BASE = 5
LEAST = 10
"""Below this a count is small. A protected figure up to this is shown as less than it: 0 and 10 look the same."""
NEAR_FROM = 500
"""From so many a month on, a total is within 1 % of the true one: it is off by less than BASE where it has some ten
cells that aren't small. Below, no figure in steps of BASE can be so near, whichever way it is drawn: of a total of
whole steps and r more, one that is right on average is off by r or by BASE - r."""
RATIO_FROM = 30
"""A ratio of protected figures needs a denominator of so many."""
BODY = -3
"""A cell ends in its state, line and group. What stands before is the body that reported it: its total counts most."""
PARTS = 2520
"""Whatever a count below LEAST is divided by, nothing is left over: means stay whole numbers."""
_LARGE = PARTS * BASE
"""The step of a cell that isn't small."""


@dataclass
class _Open:
    """A cell that may go down or up by a step; `expected` of it is its mean. Both in PARTS of one."""

    cell: Cell
    expected: int
    step: int


class Draws:
    """The draws of one version of a month's table: for one secret, month, version and cell always the same."""

    def __init__(self, secret: bytes, month: str, version: int = 1) -> None:
        self._secret = secret
        self._table = (month, str(version))

    def below(self, purpose: str, cell: Cell, among: int) -> int:
        """A whole number from 0 to `among` - 1, evenly."""
        told = "\x1f".join((*self._table, purpose, *cell)).encode()
        digest = hmac.digest(self._secret, told, sha256)
        return int.from_bytes(digest[:8], "big") * among >> 64


def protect(counts: Mapping[Cell, int], draws: Draws) -> dict[Cell, int]:
    """The protected count of each cell; cells that begin alike have a margin together, whose total stays near."""
    return protect_again(counts, draws, {}, {})


def protect_again(
    counts: Mapping[Cell, int], draws: Draws, before: Mapping[Cell, int], kept: Mapping[Cell, int]
) -> dict[Cell, int]:
    """The next version of a table, with draws of its own: `kept` is what was shown of the true counts `before`.

    A cell whose true count didn't change stays as it was, and one that did moves as little as it can. So whoever lays
    the versions side by side learns next to nothing: were each drawn anew, the mean would come near the truth.
    """
    shown = {cell: kept[cell] for cell, count in counts.items() if before.get(cell) == count and cell in kept}
    down = {cell: _lower(count) for cell, count in counts.items() if cell not in shown}
    waiting = [_Open(cell, _mean(counts[cell], before.get(cell), kept.get(cell)), _step(counts[cell])) for cell in down]
    up = {one.cell for one in waiting if one.expected == one.step}
    up |= _settled([one for one in waiting if 0 < one.expected < one.step], draws)
    return shown | {cell: low + (_step(counts[cell]) // PARTS if cell in up else 0) for cell, low in down.items()}


def _mean(count: int, before: int | None, kept: int | None) -> int:
    """What a cell goes up by on average, in PARTS; after an earlier version so that over both draws it is just that.

    Both versions go up where one number, drawn evenly, lies below their chance; of it is known what was shown before.
    """
    own = PARTS * (count - _lower(count))
    if before is None or kept is None:
        return own
    past, step = before - _lower(before), _step(before) // PARTS
    if kept > _lower(before):
        return min(_step(count), own * step // past)
    return max(0, (own * step - past * _step(count)) // (step - past))


def _step(count: int) -> int:
    return PARTS * (LEAST if count < LEAST else BASE)


def _lower(count: int) -> int:
    return 0 if count < LEAST else count - count % BASE


def _settled(waiting: Sequence[_Open], draws: Draws) -> set[Cell]:
    """The cells that go up: the small ones first, then the others, some of which bear what their body is off by then.

    In a body with too few others it is the other way round: its small cells bear what those are off by.
    """
    bodies: dict[Cell, tuple[list[_Open], list[_Open]]] = defaultdict(lambda: ([], []))
    for one in _shuffled(waiting, draws):
        bodies[one.cell[:BODY]][one.step == _LARGE].append(one)
    few = {body for body, (small, large) in bodies.items() if not _bear(large, small)}
    # Bodies of either kind are a margin of their own: what those with few are off by together nobody bears.
    rows = Tree(lambda cell: (cell[:BODY] in few, *cell[:-1]), lambda margin: margin[:-1] if len(margin) > 2 else ALL)

    up: set[Cell] = set()
    for name, stage in (("few", _few_large), ("small", _small), ("large", _usual_large)):
        some = [one for body, pair in bodies.items() for one in stage(*pair, up, few=body in few)]
        up |= _drawn(some, draws, name, rows)
    return up


def _few_large(_: Sequence[_Open], large: Sequence[_Open], _up: set[Cell], *, few: bool) -> Sequence[_Open]:
    return large if few else ()


def _small(small: Sequence[_Open], large: Sequence[_Open], up: set[Cell], *, few: bool) -> Sequence[_Open]:
    return _bearing(small, large, up) if few else small


def _usual_large(small: Sequence[_Open], large: Sequence[_Open], up: set[Cell], *, few: bool) -> Sequence[_Open]:
    return () if few else _bearing(large, small, up)


def _drawn(some: Sequence[_Open], draws: Draws, stage: str, rows: Tree) -> set[Cell]:
    times = count()
    expected = {one.cell: one.expected for one in some}
    step = some[0].step if some else 1
    return settled(expected, step, rows, _COLUMNS, lambda among: draws.below(stage, (str(next(times)),), among))


def _column_of(cell: Cell) -> Margin:
    """What all bodies of a place have of a group on a line in a state."""
    return cell[: BODY - 1], *cell[BODY:]


def _wider(column: Margin) -> Margin:
    """A column over the place above; at the top of it over all states, and over all lines."""
    places, *names = column
    if isinstance(places, tuple) and len(places) > 1 and len(names) == -BODY:
        return places[:-1], *names
    return (places, *names[1:]) if len(names) > 1 else ALL


_COLUMNS = Tree(_column_of, _wider)


def _room(cells: Sequence[_Open], others: Sequence[_Open]) -> tuple[list[int], int]:
    """How much of what `others` may be off by each cell can bear whichever way it turns out, and how much that is."""
    step = others[0].step if others else 1
    falls = sum(one.expected for one in others) % step
    rises = step - falls
    return [min(one.expected * falls, (one.step - one.expected) * rises) for one in cells], falls * rises


def _bear(cells: Sequence[_Open], others: Sequence[_Open]) -> bool:
    """Whether cells can bear all that others may be off by."""
    room, wanted = _room(cells, others)
    return sum(room) >= wanted


def _bearing(cells: Sequence[_Open], others: Sequence[_Open], up: set[Cell]) -> list[_Open]:
    """Cells that expect less by what `others`, already drawn, are over, each by its share; so their means stay."""
    off = sum((one.step if one.cell in up else 0) - one.expected for one in others)
    room, wanted = _room(cells, others)
    shares = list(accumulate(room, initial=0))
    whole = max(wanted, shares[-1], 1)
    return [
        _Open(one.cell, one.expected - (off * after // whole - off * before // whole), one.step)
        for one, (before, after) in zip(cells, pairwise(shares), strict=True)
    ]


def _shuffled(some: Sequence[_Open], draws: Draws) -> list[_Open]:
    """In an order that nobody knows without the secret."""
    return sorted(some, key=lambda one: draws.below("order", one.cell, 1 << 62))


def near(total: float, months: int) -> bool:
    """Whether a protected total over so many months is large enough to be within 1 % of the true one."""
    return total >= NEAR_FROM * months


def spread(margins: int) -> int:
    """How far a sum of so many margins is off at most, nineteen times of twenty; their variances are 36 at most each.

    A margin is what one place has of one group on one line in one state and month; so are all three states of a single
    body, and at the top all states, and all lines, of a group.
    """
    return math.ceil(2 * math.sqrt(36 * margins))


def shown(value: float) -> bool:
    """Whether a protected figure is told; up to LEAST it is only said that it is small."""
    return value > LEAST
