"""Reading one field of a row: a code, a date, a text, an identifier, a number; each says what was wrong with it."""

import re
from collections.abc import Mapping as Codes
from decimal import Decimal, InvalidOperation

from core import catalogue, clock
from core.intake import dates
from core.intake.cell_rules import CODED, codes_of, words_of
from core.intake.cells import clean, plain
from core.intake.header import Column
from core.intake.line import Line
from core.intake.personal import holds_number, is_number
from core.intake.trail import Given

_READING = catalogue.document("reading")
_IGNORED = str.maketrans("", "", "".join(_READING["number"]["ignored"]))
_BOUNDS = tuple(_READING["number"]["bounds"])
_COUNTED = re.compile(rf"(\d{{1,9}})\s*(?:{'|'.join(_READING['number']['counted'])})?")
# More than any band of people counts.
MOST = 10**9
_SEPARATORS = re.compile(r"[\s,;/|\u3001\uff0c\uff1b]+")


class Coder:
    """Turns a cell into a code: by the mapping's own table, else by the code itself or its Chinese label."""

    def __init__(self, field: str, column: Column, table: Codes[str, str]) -> None:
        self._column = column
        self._codes = _labels(field) | {_form(value): code for value, code in table.items()}
        self._open = codes_of(field) is None
        self._bands = _bands(CODED[field]) if field == "persons_band" else {}
        # A class that nobody knows is taken from the type; other fields stay empty.
        self._doubt = "unknown_class" if field == "matter_class" else "unknown_code"
        self._choices = catalogue.say("common.list_separator").join(words_of(field))

    def read(self, line: Line) -> str | None:
        text = self._column.read(line.cells)
        if not text:
            return None
        code = self._codes.get(text) or self._codes.get(_form(text)) or self._band(text)
        if code is None and self._open:
            return text
        if code is None:
            line.doubt(self._column.title, text, self._doubt, choices=self._choices)
        return code

    def _band(self, text: str) -> str | None:
        """The band of a bare number, where the codes are bands of one; None where it isn't one."""
        number = _COUNTED.fullmatch(_form(text)) if self._bands else None
        return next((code for code, band in self._bands.items() if int(number[1]) in band), None) if number else None

    def read_many(self, line: Line) -> str | None:
        """Several codes in one cell, joined by spaces; unknown ones are given up one by one."""
        text = self._column.read(line.cells)
        found = []
        for part in filter(None, _SEPARATORS.split(text)):
            code = self._codes.get(_form(part))
            if code is None:
                line.doubt(self._column.title, part, "unknown_code", choices=self._choices)
            else:
                found.append(code)
        return " ".join(dict.fromkeys(found)) or None


def _bands(name: str | None) -> dict[str, range]:
    """The numbers of each band ("5-9", "100+")."""
    found = {}
    for code in catalogue.code_labels(name or ""):
        first, _, last = code.rstrip("+").partition("-")
        found[code] = range(int(first), int(last or MOST) + 1)
    return found


def _labels(field: str) -> dict[str, str]:
    name = CODED[field]
    if name == "truth":
        words = _READING["truth"]
        return {_form(word): answer for answer in ("yes", "no") for word in words[answer]} | {"yes": "yes", "no": "no"}
    if name is None:
        return {}
    labels = catalogue.code_labels(name)
    return {_form(label): code for code, label in labels.items()} | {
        form: code for code in labels for form in (_form(code), _form(code).lstrip("0"))
    }


def _form(text: str) -> str:
    return plain(clean(text)).casefold()


def moment(line: Line, column: Column | None, *, required: bool = False, future: bool = False) -> Given | None:
    """The date of a cell. A missing or unreadable required one refuses the row; `future` dates are for deadlines."""
    if column is None:
        return None
    text = column.read(line.cells)
    fault = line.refuse if required else line.doubt
    if not text:
        if required:
            line.refuse(column.title, "", "missing")
        return None
    found = dates.read(text)
    if found is None:
        serial = dates.serial_day(text)
        fault(column.title, text, "serial_date" if serial else "unreadable_date", day=serial)
        return None
    if not future and found.at > clock.now():
        fault(column.title, text, "future_date")
        return None
    return Given(found, column.title, text, not column.rule.undated)


def identifier(line: Line, column: Column, longest: int) -> str:
    """The row's own number at its source; without one the row can't be known again, so it is refused."""
    text = plain(column.read(line.cells))
    text = text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text
    if not text:
        line.refuse(column.title, "", "missing")
    elif not column.rule.serial and is_number(text):
        line.refuse(column.title, "***", "personal_identifier")
    elif len(text) > longest:
        line.refuse(column.title, text, "too_long", length=len(text), limit=longest)
    return text


def text(line: Line, column: Column | None, longest: int) -> str | None:
    """Free text. A cell with somebody's number is given up whole; what was in it is written nowhere."""
    found = column.read(line.cells) if column else ""
    if not found or column is None:
        return None
    if holds_number(found):
        line.doubt(column.title, "***", "personal")
        return None
    if len(found) > longest:
        line.doubt(column.title, "", "too_long", length=len(found), limit=longest)
        return None
    return found


def number(line: Line, column: Column | None) -> tuple[Decimal | None, int]:
    """A number with its decimals as written. What can't be read refuses the row: a total may not vanish."""
    found = column.read(line.cells) if column else ""
    if not found or column is None:
        return None, 0
    written = plain(found).translate(_IGNORED)
    try:
        value = Decimal(written)
        if value.is_finite() and abs(value) < Decimal(10) ** 14:
            return value, max(0, -int(value.as_tuple().exponent))
    except InvalidOperation:
        pass
    bounded = any(word in found for word in _BOUNDS)
    line.refuse(column.title, found, "bounded_number" if bounded else "unreadable_number")
    return None, 0
