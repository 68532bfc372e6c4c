"""Disclosure control of small counts: a table of true counts becomes a protected one, once, and is shown ever after.

A count from 1 to 9 becomes 0 or 10, any other a multiple of 5, each without bias. The draws come from
HMAC-SHA256(secret, month, version, cell). Which of the cells that could go either way goes up is settled between them
in pairs (the pivotal method of Deville and Tille, 1998, with steps of two sizes): each pair keeps what the two expected
together, first within the innermost margin, what is left over between these, and so on outwards. So every cell by
itself is drawn as if it stood alone, and the total of a margin is off by less than the step of the one cell left over
in it: below LEAST always, and below BASE where it holds enough cells that aren't small.
"""

import hmac
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

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
_SMALL = PARTS * BASE
Cell = tuple[str, ...]
"""A cell by its margins, the outermost first."""


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
    """The cells that go up: large steps within each body, then what is left of them against small ones, then these."""
    up: set[Cell] = set()
    small: dict[Cell, list[_Open]] = defaultdict(list)
    for one in waiting:
        if one.step == _SMALL:
            small[one.cell[:BODY]].append(one)
    for left in _outwards([one for one in waiting if one.step != _SMALL], draws, up, body=True):
        small[left.cell[:BODY]] = _borne(left, small[left.cell[:BODY]], draws, up)
    last = _outwards([one for some in small.values() for one in some], draws, up, body=False)
    return up | {one.cell for one in last if draws.below("last", one.cell, one.step) < one.expected}


def _outwards(waiting: Sequence[_Open], draws: Draws, up: set[Cell], *, body: bool) -> list[_Open]:
    """What is left over, one cell a margin, when they are settled from the innermost to the body, or to the whole."""
    depth = max((len(one.cell) for one in waiting), default=0)
    for length in range(depth - 1, depth + BODY - 1 if body else -1, -1):
        within: dict[Cell, list[_Open]] = defaultdict(list)
        for one in waiting:
            within[one.cell[:length]].append(one)
        waiting = [left for some in within.values() if (left := _paired(some, draws, up)) is not None]
    return list(waiting)


def _borne(large: _Open, small: Sequence[_Open], draws: Draws, up: set[Cell]) -> list[_Open]:
    """The cells of a body still open when its last large step was drawn and some small ones bear what it is off by.

    Each of these bears a share that it can bear either way, so its mean stays. Too few of them: all stay open.
    """
    rises, falls = large.step - large.expected, large.expected
    rest, bearing, wanted = _shuffled(small, draws), [], rises * falls
    while rest and wanted:
        one = rest.pop()
        share = min(wanted, one.expected * falls, (one.step - one.expected) * rises)
        bearing.append((one, share))
        wanted -= share
    if wanted:
        return [large, *small]
    rise = draws.below("borne", large.cell, large.step) < falls
    up |= {large.cell} if rise else set()
    borne = [
        _Open(one.cell, one.expected + (-share // falls if rise else share // rises), one.step)
        for one, share in bearing
    ]
    up |= {one.cell for one in borne if one.expected == one.step}
    return [*rest, *(one for one in borne if 0 < one.expected < one.step)]


def _paired(some: Sequence[_Open], draws: Draws, up: set[Cell]) -> _Open | None:
    """Settles all but one of some cells, which is left with what they expected together beyond whole steps."""
    left: _Open | None = None
    for one in _shuffled(some, draws):
        left = one if left is None else _duel(left, one, draws, up)
    return left


def _shuffled(some: Sequence[_Open], draws: Draws) -> list[_Open]:
    """In an order that nobody knows without the secret."""
    return sorted(some, key=lambda one: draws.below("order", one.cell, 1 << 62))


def _duel(first: _Open, second: _Open, draws: Draws, up: set[Cell]) -> _Open | None:
    """Moves what one expects to the other until one of them is settled; what they expect together stays."""
    to_first = min(first.step - first.expected, second.expected)
    to_second = min(first.expected, second.step - second.expected)
    # Either way with such a chance that each keeps its own mean.
    moved = to_first if draws.below("pair", second.cell, to_first + to_second) < to_second else -to_second
    after = (
        _Open(first.cell, first.expected + moved, first.step), _Open(second.cell, second.expected - moved, second.step)
    )  # fmt: skip
    up |= {one.cell for one in after if one.expected == one.step}
    return next((one for one in after if 0 < one.expected < one.step), None)


def near(total: float, months: int) -> bool:
    """Whether a protected total over so many months is large enough to be within 1 % of the true one."""
    return total >= NEAR_FROM * months


def spread(parts: int) -> int:
    """How far a sum of so many triples of states (a township's on one line for one group in one month) is off at most,
    nineteen times of twenty. That is no margin, so each cell errs for itself; their variances are 4 to 16 each.
    """
    return math.ceil(2 * math.sqrt(36 * parts))


def shown(value: float) -> bool:
    """Whether a protected figure is told; up to LEAST it is only said that it is small."""
    return value > LEAST
