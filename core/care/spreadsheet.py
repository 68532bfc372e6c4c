"""A month's return as a workbook: a template of codes and numbers, and reading it back, each bad cell by its name.

No cell can hold a text: the names of groups and lines are only how their numbers are shown. What is no number where one
belongs is refused without being kept, said or logged.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import ascii_uppercase

from core import catalogue
from core.care.groups import Group
from core.care.overview import Own
from core.care.refusal import Refused
from core.care.validation import Cell, Count, Strength
from core.documents import return_form
from core.documents.return_form import NumberSheet
from core.intake import cells, forbidden, personal, source_file
from core.intake.table import Table, letters
from core.titles import month_words
from db.models.care import CAPACITY, GROUPS, JUMPS, LINES, MOST, NUMBERS

LARGEST = 2 << 20
COUNTS = ("month", "place", "group", "line", *NUMBERS, "jump")
STRENGTHS = ("month", "place", "line", *CAPACITY)
_WIDEST_CODE = 12


@dataclass(frozen=True)
class BadCell:
    """One cell that can't be taken in, by its sheet and name ("D7"), and why (a code of care.cell)."""

    sheet: str
    name: str
    reason: str


class BadCells(Refused):
    """Nothing of the file was kept; `cells` name what is to be corrected, `rest` is what the other rows tell."""

    def __init__(self, found: Sequence[BadCell], rest: "Filled") -> None:
        self.cells, self.rest = tuple(found), rest
        super().__init__("bad_cells", count=len(found))


@dataclass(frozen=True)
class Filled:
    """What a filled template tells; `rows` are those with numbers."""

    counts: dict[Cell, Count]
    capacity: dict[str, Strength]
    rows: int


def template(own: Own, groups: Sequence[Group]) -> bytes:
    """The workbook of one return, filled as the form would be: what is known of last month, the rest to be told."""
    month, place = _month_code(own.listed.month), int(own.listed.code)
    names = {GROUPS.index(group.code) + 1: group.name for group in groups}
    lines = {at: catalogue.label("service_line", line) for at, line in enumerate(LINES, start=1)}
    counts = [
        [month, place, GROUPS.index(group.code) + 1, at, *_numbers(own.counts.get((group.code, line), Count()))]
        for at, line in enumerate(LINES, start=1)
        for group in groups
    ]
    strengths = [
        [month, place, at, *(getattr(own.capacity.get(line, Strength()), name) for name in CAPACITY)]
        for at, line in enumerate(LINES, start=1)
    ]
    sheets = [
        NumberSheet(_say("counts"), _headers(COUNTS), counts, 4, MOST, {2: names, 3: lines}),
        NumberSheet(_say("capacity"), _headers(STRENGTHS), strengths, 3, MOST, {2: lines}),
    ]
    jumps = {at: catalogue.label("service_jump", code) for at, code in enumerate(JUMPS, start=1)}
    coded = (("group", names), ("line", lines), ("jump", jumps))
    notes = [_say("note"), *(_codes(name, listed) for name, listed in coded)]
    return return_form.write(f"{_say('title')} {own.listed.name} {month_words(own.listed.month)}", sheets, notes)


def read(content: bytes, name: str, own: Own) -> Filled:
    """What the file tells of this very return.

    Raises UnreadableFile for what is no workbook; Refused for another's, another month's or another table; BadCells.
    """
    if len(content) > LARGEST:
        raise Refused("not_the_template")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.xlsx"
        path.write_bytes(content)
        with source_file.opened(path, name=name) as file:
            tables = {table.title: table for table in file.tables}
            return _Reading(own).of(tables.get(_say("counts")), tables.get(_say("capacity")))


class _Reading:
    """One file's cells on their way to numbers; what is wrong is gathered."""

    def __init__(self, own: Own) -> None:
        self._own = own
        self._bad: list[BadCell] = []

    def of(self, counts: Table | None, strengths: Table | None) -> Filled:
        if counts is None:
            raise Refused("not_the_template")
        told = self._counts(counts)
        held = self._strengths(strengths) if strengths is not None else {}
        filled = Filled(told, held, sum(not count.empty for count in told.values()))
        if self._bad:
            raise BadCells(self._bad, filled)
        return filled

    def _counts(self, table: Table) -> dict[Cell, Count]:
        told: dict[Cell, Count] = {}
        for row, values in self._rows(table, COUNTS):
            group = self._code(table, row, COUNTS, "group", values["group"], GROUPS)
            line = self._code(table, row, COUNTS, "line", values["line"], LINES)
            jump = self._code(table, row, COUNTS, "jump", values["jump"], JUMPS) if values["jump"] else None
            numbers = {name: self._number(table, row, COUNTS, name, values[name]) for name in NUMBERS}
            if group is None or line is None:
                continue
            if (group, line) in told:
                self._refuse(table, row, COUNTS, "group", "twice")
            if self._spoilt(table, row):
                continue
            told[group, line] = Count(**numbers, jump=jump)
        return told

    def _strengths(self, table: Table) -> dict[str, Strength]:
        held: dict[str, Strength] = {}
        for row, values in self._rows(table, STRENGTHS):
            line = self._code(table, row, STRENGTHS, "line", values["line"], LINES)
            numbers = {name: self._number(table, row, STRENGTHS, name, values[name]) for name in CAPACITY}
            if line is not None and not self._spoilt(table, row):
                held[line] = Strength(**numbers)
        return held

    def _rows(self, table: Table, names: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows below the header by the names of their columns; every one must be of this month and township."""
        rows = iter(table.records())
        header = next(rows, (0, []))[1]
        if [cells.key(text) for text in header[: len(names)]] != [cells.key(text) for text in _headers(names)]:
            raise Refused("not_the_template")
        for number, texts in rows:
            for at, text in enumerate(texts[len(names) :], start=len(names)):
                if cells.clean(text):
                    self._bad.append(BadCell(table.title, f"{letters(at)}{number}", _why(text)))
            values = dict(zip(names, [*texts, *[""] * len(names)], strict=False))
            self._check_whose(table, number, names, values)
            yield number, {name: cells.clean(text) for name, text in values.items()}

    def _check_whose(self, table: Table, row: int, names: Sequence[str], values: dict[str, str]) -> None:
        month, place = (self._number(table, row, names, name, values[name]) for name in ("month", "place"))
        if month is not None and month != _month_code(self._own.listed.month):
            wanted = month_words(self._own.listed.month)
            raise Refused("wrong_file_month", found=_month_named(month), wanted=wanted)
        if place is not None and str(place) != self._own.listed.code:
            raise Refused("wrong_file_place", found=place)

    def _number(self, table: Table, row: int, names: Sequence[str], name: str, text: str) -> int | None:
        written = cells.code(cells.clean(text))
        if not written:
            return None
        limit = _WIDEST_CODE if name in ("month", "place") else len(str(MOST))
        if written.isascii() and written.isdigit() and len(written) <= limit:
            return int(written)
        whole = written.lstrip("-").replace(".", "", 1).isdigit() and not personal.holds_number(text)
        self._refuse(table, row, names, name, "out_of_range" if whole else _why(text))
        return None

    def _code(
        self, table: Table, row: int, names: Sequence[str], name: str, text: str, codes: Sequence[str]
    ) -> str | None:
        """The code behind a number; a name is refused, and if it names a category that isn't taken, so said."""
        written = cells.code(text)
        if written.isascii() and written.isdigit() and 1 <= int(written) <= len(codes):
            return codes[int(written) - 1]
        reason = "forbidden" if forbidden.header_reason(text) else "unknown_code"
        self._refuse(table, row, names, name, _why(text) if personal.holds_number(text) else reason)
        return None

    def _spoilt(self, table: Table, row: int) -> bool:
        """Whether a cell of the row can't be taken in: then the row isn't judged further."""
        return any(one.sheet == table.title and one.name.lstrip(ascii_uppercase) == str(row) for one in self._bad[-8:])

    def _refuse(self, table: Table, row: int, names: Sequence[str], name: str, reason: str) -> None:
        self._bad.append(BadCell(table.title, f"{letters(list(names).index(name))}{row}", reason))


def _why(text: str) -> str:
    if personal.holds_number(text):
        return "personal"
    return "broken" if text in cells.BROKEN else "text"


def _numbers(count: Count) -> list[int | None]:
    jump = JUMPS.index(count.jump) + 1 if count.jump else None
    return [*(getattr(count, name) for name in NUMBERS), jump]


def _headers(names: Sequence[str]) -> list[str]:
    own = {"month": _say("month"), "place": _say("place")}
    return [own.get(name) or catalogue.say(f"care.column.{name}") for name in names]


def _codes(column: str, names: dict[int, str]) -> str:
    listed = catalogue.say("common.list_separator").join(_say("code", code=at, name=name) for at, name in names.items())
    return _say("note_codes", column=catalogue.say(f"care.column.{column}"), codes=listed)


def _month_code(month: date) -> int:
    return month.year * 100 + month.month


def _month_named(code: int) -> str:
    """A month's code in words; of what is no month the number itself, as the file has it."""
    year, month = divmod(code, 100)
    return month_words(date(year, month, 1)) if 1 <= month <= 12 and 1900 <= year < 2200 else str(code)


def _say(name: str, /, **values: object) -> str:
    return catalogue.say(f"care.template.{name}", **values)
