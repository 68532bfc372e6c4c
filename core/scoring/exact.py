"""Decimal arithmetic that gives the same last digit everywhere: one context, half up, fixed places."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

EXACT = Context(prec=40, rounding=ROUND_HALF_UP)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
# Values are compared and points added as they are kept; what is shown and ranked by has two places.
_VALUE, _POINTS, _TOTAL = Decimal("0.000001"), Decimal("0.0001"), Decimal("0.01")


def value(number: Decimal) -> Decimal:
    """As figures are compared: six places."""
    return number.quantize(_VALUE, context=EXACT)


def points(number: Decimal) -> Decimal:
    """As one item's points are kept: four places."""
    return number.quantize(_POINTS, context=EXACT)


def total(number: Decimal) -> Decimal:
    """As a body's score is shown and ranked by: two places, so that what reads alike ranks alike."""
    return number.quantize(_TOTAL, context=EXACT)


def quotient(over: Decimal, under: Decimal) -> Decimal:
    """A division carried far beyond what is kept."""
    return EXACT.divide(over, under)


def added(numbers: Iterable[Decimal]) -> Decimal:
    """The sum; exact, so the order of its parts doesn't matter."""
    result = ZERO
    for number in numbers:
        result = EXACT.add(result, number)
    return result


def average(numbers: Iterable[Decimal]) -> Decimal | None:
    found = tuple(numbers)
    return quotient(added(found), Decimal(len(found))) if found else None


def hundredths(number: int | None) -> Decimal:
    """Points as people enter them are kept as whole hundredths."""
    return Decimal(number or 0).scaleb(-2, EXACT)


def as_hundredths(number: Decimal) -> int:
    return int(number.scaleb(2, EXACT).to_integral_value(ROUND_HALF_UP))
