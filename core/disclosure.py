"""Disclosure control of small counts: a table of true counts becomes a protected one, once, and is shown ever after.

A count from 1 to 9 becomes 0 or 10, any other a multiple of 5, each without bias. The draws come from
HMAC-SHA256(secret, month, cell). Which of the cells that could go either way goes up is settled between them in pairs
(the pivotal method of Deville and Tille, 1998): each pair keeps what the two expected together, first within the
innermost margin, what is left over between these, and so on outwards. So every cell by itself is drawn as if it stood
alone, and the totals of all margins stay near the true ones.
"""

import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

BASE = 5
LEAST = 10
"""Below this a count is small. A protected figure up to this is shown as less than it: 0 and 10 look the same."""
RATIO_FROM = 30
"""A ratio of protected figures needs a denominator of so many."""
Cell = tuple[str, ...]
"""A cell by its margins, the outermost first."""


@dataclass
class _Open:
    """A cell that may go down or up by a step: it goes up with `chance` of `parts`."""

    cell: Cell
    chance: int
    parts: int


class Draws:
    """The draws of one month's table: for one secret, month and cell always the same."""

    def __init__(self, secret: bytes, month: str) -> None:
        self._secret = secret
        self._month = month

    def below(self, purpose: str, cell: Cell, among: int) -> int:
        """A whole number from 0 to `among` - 1, evenly."""
        told = "\x1f".join((self._month, purpose, *cell)).encode()
        digest = hmac.digest(self._secret, told, sha256)
        return int.from_bytes(digest[:8], "big") * among >> 64


def protect(counts: Mapping[Cell, int], draws: Draws) -> dict[Cell, int]:
    """The protected count of each cell; cells that begin alike have a margin together, whose total stays near."""
    down = {cell: _lower(count) for cell, count in counts.items()}
    up: set[Cell] = set()
    for step in (LEAST, BASE):
        waiting = [
            _Open(cell, count - down[cell], step) for cell, count in counts.items() if _step(count) == step
        ]  # fmt: skip
        up |= _settled([one for one in waiting if one.chance], draws)
    return {cell: low + (_step(counts[cell]) if cell in up else 0) for cell, low in down.items()}


def protect_again(
    counts: Mapping[Cell, int], draws: Draws, before: Mapping[Cell, int], kept: Mapping[Cell, int]
) -> dict[Cell, int]:
    """The next version of a table: a cell whose true count is that of `before` stays as it was `kept`.

    So whoever lays the versions side by side learns nothing of what didn't change: were it drawn anew each time, the
    mean of its values would come near the truth.
    """
    same = {cell: kept[cell] for cell, count in counts.items() if before.get(cell) == count and cell in kept}
    return same | protect({cell: count for cell, count in counts.items() if cell not in same}, draws)


def _step(count: int) -> int:
    return LEAST if count < LEAST else BASE


def _lower(count: int) -> int:
    return 0 if count < LEAST else count - count % BASE


def _settled(waiting: list[_Open], draws: Draws) -> set[Cell]:
    """The cells that go up: margin by margin, from the innermost outwards."""
    up: set[Cell] = set()
    depth = max((len(one.cell) for one in waiting), default=0)
    for length in range(depth - 1, -1, -1):
        within: dict[Cell, list[_Open]] = defaultdict(list)
        for one in waiting:
            within[one.cell[:length]].append(one)
        waiting = [left for some in within.values() if (left := _paired(some, draws, up)) is not None]
    up |= {one.cell for one in waiting if draws.below("last", one.cell, one.parts) < one.chance}
    return up


def _paired(some: Sequence[_Open], draws: Draws, up: set[Cell]) -> _Open | None:
    """Settles all but one of some cells, which is left with what they expected together beyond whole steps."""
    left: _Open | None = None
    # In an order that nobody knows without the secret.
    for one in sorted(some, key=lambda one: draws.below("order", one.cell, 1 << 62)):
        left = one if left is None else _duel(left, one, draws, up)
    return left


def _duel(first: _Open, second: _Open, draws: Draws, up: set[Cell]) -> _Open | None:
    parts, both = first.parts, first.chance + second.chance
    if both < parts:
        # One of them goes down, the other goes on with the chance of both.
        kept = first if draws.below("pair", second.cell, both) < first.chance else second
        return _Open(kept.cell, both, parts)
    # One of them goes up, the other goes on with what is left.
    stays = draws.below("pair", second.cell, 2 * parts - both) < parts - first.chance
    winner, kept = (second, first) if stays else (first, second)
    up.add(winner.cell)
    return _Open(kept.cell, both - parts, parts) if both > parts else None


def shown(value: float) -> bool:
    """Whether a protected figure is told; up to LEAST it is only said that it is small."""
    return value > LEAST
