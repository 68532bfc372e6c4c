"""How wide a column must be for its text: a Chinese character takes two places, everything else one."""

import unicodedata
from collections.abc import Sequence
from typing import Any

NARROWEST = 8
WIDEST = 60
# Enough rows to know a column by.
LOOKED_AT = 300
_FIXED = {"date": 12, "moment": 18}


def width(header: str, values: Sequence[Any], kind: str) -> float:
    """The width in characters, within bounds; headers may wrap into two lines where the content is narrow."""
    if kind in _FIXED:
        return max(_FIXED[kind], _places(header) + 3)
    longest = max((_places(_shown(value)) for value in values[:LOOKED_AT]), default=0)
    return min(WIDEST, max(NARROWEST, longest + 2, _places(header) + 3))


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value or "").partition("\n")[0]


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
