"""Identity and phone numbers in cells: found by pattern, so that the cell is refused and the number never kept."""

import re

from core.intake.cells import plain

_GAP = r"[\s\-\u2010-\u2015._·]*"
_DIGIT = rf"{_GAP}\d"
# Region, a birth date that can be one, three digits and the check character; people also type them with gaps.
_MONTH_DAY = rf"(?:0{_DIGIT}|1{_GAP}[0-2]){_GAP}(?:0{_DIGIT}|[12]{_DIGIT}|3{_GAP}[01])"
_IDENTITY = re.compile(
    rf"(?<!\d)[1-9](?:{_DIGIT}){{5}}{_GAP}(?:1{_GAP}[89]|2{_GAP}0)(?:{_DIGIT}){{2}}{_GAP}{_MONTH_DAY}"
    rf"(?:{_DIGIT}){{3}}{_GAP}[\dXx](?!\d)"
)
_OLD_IDENTITY = re.compile(rf"(?<!\d)[1-9](?:{_DIGIT}){{7}}{_GAP}{_MONTH_DAY}(?:{_DIGIT}){{3}}(?!\d)")
_MOBILE = re.compile(rf"(?<!\d)(?:\+?{_GAP}(?:0{_GAP}0{_GAP})?8{_GAP}6{_GAP})?1{_GAP}[3-9](?:{_DIGIT}){{9}}(?!\d)")
_LANDLINE = re.compile(rf"(?<!\d)\(?0(?:{_GAP}\d){{2,3}}\)?[\s\-\u2010-\u2015]*[2-8](?:{_GAP}\d){{6,7}}(?!\d)")
_PATTERNS = (_IDENTITY, _OLD_IDENTITY, _MOBILE, _LANDLINE)
_ENOUGH_DIGITS = re.compile(r"(?:\d\D{0,3}){10}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MASK = "***"


def holds_number(text: str) -> bool:
    """Whether an identity, mobile or landline number stands anywhere in the text."""
    written = plain(text)
    return _ENOUGH_DIGITS.search(written) is not None and any(p.search(written) for p in _PATTERNS)


def is_number(text: str) -> bool:
    """Whether an identifier is itself somebody's number.

    Serial numbers are often region + date + sequence, which looks like an identity number; so the check character
    must hold too. A mobile number has no check: eleven digits that begin like one are taken for one.
    """
    written = plain(text)
    if _IDENTITY.fullmatch(written):
        digits = re.sub(r"[^\dXx]", "", written)
        return _check(digits) == digits[-1].upper()
    return _MOBILE.fullmatch(written) is not None


def masked(text: str) -> str:
    """The text as a report may show it: whole if it holds no number, else nothing of it."""
    return MASK if holds_number(text) else text


def _check(digits: str) -> str:
    return "10X98765432"[sum(int(d) * w for d, w in zip(digits[:17], _WEIGHTS, strict=True)) % 11]
