"""Cells as they arrive and as they are meant: invisible characters, full-width forms, and the ways to say "nothing"."""

import unicodedata
from functools import lru_cache

from core import catalogue
from core.intake.workbook_process import DIGITS_LOST, UNCALCULATED

_READING = catalogue.document("reading")
EMPTY = frozenset(_READING["empty"])
# What stands in a cell whose content isn't there: the marks of workbook_process.py, and the errors of formulas.
MARKS = {UNCALCULATED: "uncalculated", DIGITS_LOST: "digits_lost"}
BROKEN = frozenset((*_READING["broken"], *MARKS))
# Zero-width characters, joiners and the byte order mark vanish; no-break and ideographic spaces are spaces.
_INVISIBLE = dict.fromkeys((8203, 8204, 8205, 8288, 65279, 173)) | {0xA0: " ", 0x3000: " "}


def clean(text: str) -> str:
    """The text without what nobody sees; the words themselves stay as they were written."""
    return (text if text.isascii() else text.translate(_INVISIBLE)).strip()


@lru_cache(65536)
def plain(text: str) -> str:
    """The text for comparing: full-width digits, letters and brackets become ordinary ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


@lru_cache(65536)
def code(text: str) -> str:
    """A code as written by people and spreadsheets: without the ".0" that a number column leaves behind."""
    found = plain(text).replace(" ", "")
    return found[:-2] if found.endswith(".0") and found[:-2].isdigit() else found


@lru_cache(65536)
def key(name: str) -> str:
    """The name as it is compared: full-width forms, blanks, line breaks and capitals make no difference."""
    return "".join(plain(name).split()).casefold()
