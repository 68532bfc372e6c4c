"""How numbers are written in Chinese: the same for cards, charts, tables, Word and Excel texts."""

from decimal import ROUND_HALF_UP, Decimal
from math import isnan

from core import catalogue

MINUS = "\N{MINUS SIGN}"
PERCENT = "%"
_TEN_THOUSAND = Decimal(10_000)
_HUNDRED_MILLION = Decimal(100_000_000)


def absent(value: float | None) -> bool:
    """Whether there is no number to write (None, or the NaN that tables use for it)."""
    return value is None or isnan(value)


def full(value: float | None, decimals: int = 0) -> str:
    """Every digit, in groups of three: what tables show. No number reads as a dash."""
    if absent(value):
        return catalogue.say("numbers.none")
    return _signed(_rounded(value, decimals), decimals)


def short(value: float | None, decimals: int = 0) -> str:
    """In full below 10,000; from there in units of 10,000 or 100 million with one or two decimals."""
    if absent(value):
        return catalogue.say("numbers.none")
    number = _rounded(value, decimals)
    for size, word in ((_HUNDRED_MILLION, "hundred_million"), (_TEN_THOUSAND, "ten_thousand")):
        # 99,999,960 rounds up to a whole 100 million and must be written as one.
        if abs(number) >= size or _rolls_over(number, size):
            scaled = number / size
            places = 2 if abs(_rounded(scaled, 2)) < 10 else 1
            return _signed(_rounded(scaled, places), places) + catalogue.say(f"numbers.{word}")
    return _signed(number, decimals)


def percent(value: float | None, decimals: int = 1) -> str:
    """A rate that is already in percent, such as 90.76."""
    return full(value, decimals) + ("" if absent(value) else PERCENT)


def quantity(value: float | None, unit: str, decimals: int = 0) -> tuple[str, str]:
    """The short number and the unit to stand behind it; a rate's unit is the percent sign, no number has no unit."""
    if absent(value):
        return catalogue.say("numbers.none"), ""
    return (full(value, decimals) if unit == PERCENT else short(value, decimals)), unit


def change(value: float | None, unit: str | None = PERCENT, decimals: int = 1) -> str:
    """A change with its sign; `unit` as `measure` gives it: "%" (relative), "point" (of a rate) or "day"."""
    if absent(value):
        return catalogue.say("numbers.none")
    number = _rounded(value, decimals)
    if number == 0:
        return catalogue.say("numbers.unchanged")
    sign = "+" if number > 0 else MINUS
    written = f"{sign}{abs(number):,.{decimals}f}"
    return written + PERCENT if unit == PERCENT else f"{written} {catalogue.say(f'numbers.change.{unit}')}"


def difference(value: float | None, decimals: int = 0) -> str:
    """An absolute change with its sign, where a percentage would mislead."""
    if absent(value):
        return catalogue.say("numbers.none")
    number = _rounded(value, decimals)
    return f"{'+' if number > 0 else ''}{_signed(number, decimals)}"


def _rounded(value: float | Decimal | None, decimals: int) -> Decimal:
    # By its shortest decimal form and half up, as people round: 2.675 is 2.68, though no float holds it exactly.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _rolls_over(number: Decimal, size: Decimal) -> bool:
    return size == _HUNDRED_MILLION and _rounded(abs(number) / _TEN_THOUSAND, 1) >= size / _TEN_THOUSAND


def _signed(number: Decimal, decimals: int) -> str:
    return f"{MINUS if number < 0 else ''}{abs(number):,.{decimals}f}"


def chinese(number: int) -> str:
    """A whole number from 1 to 99 in Chinese digits, as headings are numbered."""
    digits, ten = catalogue.say("documents.briefing.digits"), catalogue.say("documents.briefing.ten")
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return (digits[tens] if tens > 1 else "") + ten + (digits[ones] if ones else "")
