"""What is never taken in: columns about people (a closed list of headers) and the dispute types 14-16."""

import re
import unicodedata
from functools import cache
from typing import Any

from core import catalogue

_LIST = catalogue.document("forbidden")
_SIMPLIFIED = str.maketrans(_LIST["traditional"], _LIST["simplified"])
_TYPES = _LIST["dispute_types"]
LANDS_IN: str = _TYPES["lands_in"]


def header_reason(header: str) -> str | None:
    """Why a column of this name is never read (a code of labels [forbidden]), or None if it may be."""
    written = folded(header)
    return next((group["reason"] for group in _LIST["group"] if _named(group, written)), None)


def is_barred_type(code_list: str, code: str, name: str) -> bool:
    """Whether a type is one of 14-16, by its code in their own list or by its name in any list."""
    by_code = code_list == _TYPES["list"] and code[:2] in _TYPES["codes"] and len(code) in (2, 4)
    return by_code or any(barred in folded(text) for text in (code, name) for barred in _barred_names())


def _named(group: dict[str, Any], written: str) -> bool:
    for counted in group.get("unless", ()):
        written = written.replace(counted, "")
    if written in _folds(group["reason"], "exact") or any(w in written for w in _folds(group["reason"], "words")):
        return True
    letters = _letters(written)
    return letters in group["letters"] or any(word in letters for word in group["pinyin"])


def _letters(written: str) -> str:
    """The letters alone; where they stand among characters, with these spelled out."""
    if written.isascii() or not re.search("[a-z]{3}", written):
        return re.sub("[^a-z]", "", written)
    # Its tables take a third of a second to load, and hardly a header needs them: no process waits for them to start.
    from pypinyin import lazy_pinyin

    return re.sub("[^a-z]", "", "".join(lazy_pinyin(written)))


@cache
def _folds(reason: str, part: str) -> tuple[str, ...]:
    group = next(group for group in _LIST["group"] if group["reason"] == reason)
    return tuple(folded(word) for word in group[part])


@cache
def _barred_names() -> tuple[str, ...]:
    return tuple(folded(name) for name in _TYPES["names"])


def folded(text: str) -> str:
    """Simplified, half-width, lower case, without tone marks, and nothing but letters, digits and characters."""
    plain = unicodedata.normalize("NFKD", text).translate(_SIMPLIFIED).casefold()
    return "".join(character for character in plain if character.isalnum())
