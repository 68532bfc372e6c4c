"""Money as people write it, into whole fen: nothing is guessed, and no float ever holds it."""

import re
import unicodedata
from decimal import Decimal

from core import catalogue

MOST_FEN = 10**15
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")


class UnclearAmount(ValueError):
    """A text that isn't an amount of money down to the fen."""


def fen(text: str) -> int | None:
    """The amount in fen; None for an empty text. Raises UnclearAmount.

    Numbers may be full-width, grouped by commas, and followed by the units that the catalogue names.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").strip()
    if not plain:
        return None
    scale, plain = _scaled(plain)
    if not _NUMBER.fullmatch(plain):
        raise UnclearAmount(text)
    amount = Decimal(plain.replace(",", "")) * scale * 100
    if amount != int(amount) or amount > MOST_FEN:
        raise UnclearAmount(text)
    return int(amount)


def written(amount: int | None) -> str:
    """Fen as yuan with two decimals."""
    if amount is None:
        return catalogue.say("common.none")
    return f"{Decimal(amount) / 100:,.2f}"


def _scaled(plain: str) -> tuple[int, str]:
    """How many yuan one is worth, and what is left of the text without its unit."""
    units: dict[str, int] = catalogue.document("mediation")["money"]
    for unit, scale in units.items():
        if plain.endswith(unit):
            return scale, plain.removesuffix(unit)
    return 1, plain
