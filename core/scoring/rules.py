"""The shapes of rules as pure functions: what one body's figure is worth, beside those of its peers."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.scoring import exact
from core.scoring.exact import ZERO

Direction = Literal["higher", "lower"]
Amount = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000, decimal_places=6)]
"""A number of a scheme, within what may be reckoned with and in as many places as figures are compared by."""


@dataclass(frozen=True)
class Figure:
    """A count, or the parts of a rate; `times` makes a percentage of it (or a count in a hundred)."""

    numerator: Decimal
    denominator: Decimal | None = None
    times: Decimal = Decimal(100)

    @cached_property
    def value(self) -> Decimal:
        if self.denominator is None:
            return self.numerator
        return exact.value(exact.quotient(self.times * self.numerator, self.denominator))


@dataclass(frozen=True)
class Peers:
    """The figures of all bodies of a group that have one: their values in order, and their mean (sum over sum)."""

    values: tuple[Decimal, ...]
    mean: Decimal | None

    @staticmethod
    def of(figures: Iterable[Figure]) -> "Peers":
        found = tuple(figures)
        if not found:
            return Peers((), None)
        values = tuple(sorted(figure.value for figure in found))
        under = [figure.denominator for figure in found if figure.denominator is not None]
        if under:
            over = exact.added(figure.numerator for figure in found)
            return Peers(values, Figure(over, exact.added(under), found[0].times).value)
        return Peers(values, exact.value(exact.average(values) or ZERO))

    def rank(self, value: Decimal, direction: Direction) -> int:
        """1 for the best; who has the same value shares the better rank."""
        if direction == "higher":
            return len(self.values) - bisect_right(self.values, value) + 1
        return bisect_left(self.values, value) + 1


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PerCount(_Shape):
    """`per` points for each beyond `free`: taken from the full points where negative, added to none where positive.

    With `expected` (so many a month) it is each missing one that counts.
    """

    kind: Literal["per_count"]
    per: Amount
    free: Amount = ZERO
    expected: Amount | None = None


class Target(_Shape):
    """Full points from `target` on, `per` points less for each unit that is missing."""

    kind: Literal["target"]
    target: Amount
    per: Amount


class Threshold(_Shape):
    """Full points from `at` on, `below` otherwise."""

    kind: Literal["threshold"]
    at: Amount
    below: Amount = ZERO


class Step(_Shape):
    """The points of the first step that is reached, the best first; `otherwise` where none is."""

    kind: Literal["step"]
    steps: tuple[tuple[Amount, Amount], ...]
    otherwise: Amount = ZERO


class Rank(_Shape):
    """Full points for the best of the group, `last` for the worst, evenly between them."""

    kind: Literal["rank"]
    last: Amount = ZERO


class Mean(_Shape):
    """`per` points less for each unit worse than the group's mean; `gain` more for each unit better."""

    kind: Literal["mean"]
    per: Amount
    gain: Amount = ZERO


class Mark(_Shape):
    """The mean of the marks that people gave, with their evidence."""

    kind: Literal["mark"]


class Acts(_Shape):
    """What accountability acts take away, and awards give, on the days they hold; each act says how much."""

    kind: Literal["acts"]


Rule = Annotated[PerCount | Target | Threshold | Step | Rank | Mean | Mark | Acts, Field(discriminator="kind")]
AMONG_PEERS = (Rank, Mean)
"""Shapes in which others' figures decide too."""


def earned(rule: Rule, full: Decimal, mine: Figure, peers: Peers, direction: Direction) -> Decimal:
    """The points before cap and floor. Of `Acts` the figure is what they take away together."""
    match rule:
        case PerCount():
            return (full if rule.per < 0 else ZERO) + rule.per * max(ZERO, mine.value - rule.free)
        case Target():
            return full - rule.per * max(ZERO, short(mine.value, rule.target, direction))
        case Threshold():
            return full if short(mine.value, rule.at, direction) <= 0 else rule.below
        case Step():
            reached = (worth for at, worth in rule.steps if short(mine.value, at, direction) <= 0)
            return next(reached, rule.otherwise)
        case Rank():
            return _by_rank(rule, full, peers.rank(mine.value, direction), len(peers.values))
        case Mean():
            worse = short(mine.value, mine.value if peers.mean is None else peers.mean, direction)
            return full - (rule.per if worse > 0 else rule.gain) * worse
        case Mark():
            return mine.value
        case Acts():
            return -mine.value


def bounded(raw: Decimal, floor: Decimal, cap: Decimal) -> Decimal:
    """The points as they are kept: within floor and cap, four places."""
    return exact.points(min(max(raw, floor), cap))


def short(value: Decimal, wanted: Decimal, direction: Direction) -> Decimal:
    """By how much a value misses what is wanted; negative where it is better."""
    return wanted - value if direction == "higher" else value - wanted


def _by_rank(rule: Rank, full: Decimal, rank: int, count: int) -> Decimal:
    if count < 2:
        return full
    return full - exact.quotient((full - rule.last) * (rank - 1), Decimal(count - 1))
