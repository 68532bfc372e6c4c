"""The one writer of Excel files: typed tables, one a sheet, and a cover sheet that says what they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from core import catalogue, clock
from core.documents.inert import inert
from core.documents.widths import width

Kind = Literal["text", "code", "integer", "number", "percent", "date", "moment"]
"""`code` is text that looks like a number; `percent` is a rate already in percent, such as 90.76."""
# What Excel takes: rows of a sheet below its header, characters of a cell and of a sheet's name.
MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
LONGEST_TITLE = 31
# Strings stay strings: what somebody wrote is no formula, no link and no number.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_LEFT = ("text", "code", "date", "moment")


@dataclass(frozen=True)
class Column:
    """One column: `name` in the frame, `label` in the header with `unit` behind it, decimals of numbers."""

    name: str
    label: str
    kind: Kind = "text"
    decimals: int = 0
    unit: str = ""

    @property
    def header(self) -> str:
        return catalogue.say("documents.header", label=self.label, unit=self.unit) if self.unit else self.label


@dataclass(frozen=True)
class Sheet:
    """One table. Cells of `frame` without a value (None, NaN, NaT) stay empty."""

    title: str
    frame: pd.DataFrame
    columns: Sequence[Column]


@dataclass(frozen=True)
class Cover:
    """What the reader of the file must know: filters and scope in words, until when the data tell, who asked, when.

    `definitions` are (name, words) of each number; `notes` are further sentences; `generated` marks demo data.
    """

    title: str
    who: str
    place: str = ""
    period: str = ""
    filters: Sequence[tuple[str, str]] = ()
    as_of: datetime | None = None
    definitions: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    generated: bool = False
    at: datetime = field(default_factory=clock.now)


def write(sheets: Sequence[Sheet], cover: Cover) -> bytes:
    """The file's bytes (.xlsx): one sheet a table in this order, the cover last. Full numbers, nothing merged."""
    target = BytesIO()
    with Workbook(target, dict(_OPTIONS)) as book:
        book.set_properties({"title": cover.title, "author": catalogue.say("common.product"), "comments": _mark(cover)})
        formats, taken = Formats(book), {catalogue.say("documents.cover.sheet").casefold()}
        for title, frame, columns in _parts(sheets):
            _fill(book.add_worksheet(_free_title(title, taken)), frame, columns, formats, cover)
        _explain(book.add_worksheet(catalogue.say("documents.cover.sheet")), cover, formats)
    return target.getvalue()


class Formats:
    """The cell formats of one file, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book, self._made = book, {}
        self.header = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.mark = book.add_format({"bold": True, "font_color": "#C92A2A"})

    def of(self, column: Column) -> Any:
        """The number format of a column's cells."""
        shape = {
            "text": "General",
            "code": "@",
            "date": "yyyy-mm-dd",
            "moment": "yyyy-mm-dd hh:mm",
        }.get(column.kind) or "#,##0" + (f".{'0' * column.decimals}" if column.decimals else "")
        if shape not in self._made:
            side = "left" if column.kind in _LEFT else "right"
            self._made[shape] = self._book.add_format({"num_format": shape, "align": side})
        return self._made[shape]


def _parts(sheets: Sequence[Sheet]) -> Iterator[tuple[str, pd.DataFrame, Sequence[Column]]]:
    """Tables longer than a sheet go on upon a further one."""
    for sheet in sheets:
        for part, start in enumerate(range(0, max(1, len(sheet.frame)), MOST_ROWS), start=1):
            title = sheet.title if part == 1 else f"{sheet.title[: LONGEST_TITLE - 4]} {part}"
            yield title, sheet.frame.iloc[start : start + MOST_ROWS], sheet.columns


def _free_title(title: str, taken: set[str]) -> str:
    """A sheet's name as Excel allows it, and not one that is taken."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:LONGEST_TITLE] or "-"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_TITLE - 4]} {number}"
    taken.add(name.casefold())
    return name


def _fill(sheet: Worksheet, frame: pd.DataFrame, columns: Sequence[Column], formats: Formats, cover: Cover) -> None:
    for place, column in enumerate(columns):
        values = [_value(value, column) for value in frame[column.name].tolist()]
        sheet.write_string(0, place, inert(column.header), formats.header)
        sheet.set_column(place, place, width(column.header, values, column.kind), formats.of(column))
        _write(sheet, place, column, values, formats.of(column))
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, len(frame), len(columns) - 1)
    _for_print(sheet, cover)


def _write(sheet: Worksheet, place: int, column: Column, values: Sequence[Any], form: Any) -> None:
    for row, value in enumerate(values, start=1):
        if value is None:
            continue
        if column.kind in ("date", "moment"):
            sheet.write_datetime(row, place, value, form)
        elif isinstance(value, str):
            sheet.write_string(row, place, value, form)
        else:
            sheet.write_number(row, place, value, form)


def _value(value: Any, column: Column) -> Any:
    """What goes into the cell: a string, a number, a local date or time, or None for nothing."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if column.kind in ("text", "code"):
        return inert(str(value))[:LONGEST_TEXT]
    if column.kind == "moment":
        return pd.Timestamp(value).to_pydatetime().astimezone(clock.SHANGHAI).replace(tzinfo=None)
    if column.kind == "date":
        return value if isinstance(value, date) and not isinstance(value, datetime) else pd.Timestamp(value).date()
    return int(value) if column.kind == "integer" else float(value)


def _for_print(sheet: Worksheet, cover: Cover) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # An ampersand would start a code of the header line.
    sheet.set_header(f"&L{cover.title[:80].replace('&', '&&')}&R{_mark(cover)}")
    sheet.set_footer("&R&P / &N")


def _mark(cover: Cover) -> str:
    return catalogue.say("common.demo_short") if cover.generated else ""


def _explain(sheet: Worksheet, cover: Cover, formats: Formats) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    for row, (name, words) in enumerate(_told(cover)):
        sheet.write_string(row, 0, inert(name), formats.strong)
        sheet.write_string(
            row, 1, inert(words)[:LONGEST_TEXT], formats.mark if words == _mark(cover) else formats.wrapped
        )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _told(cover: Cover) -> Iterator[tuple[str, str]]:
    say = catalogue.say
    yield say("documents.cover.title"), cover.title
    if cover.generated:
        yield say("documents.cover.nature"), _mark(cover)
    for key, words in (("place", cover.place), ("period", cover.period)):
        if words:
            yield say(f"documents.cover.{key}"), words
    yield from cover.filters
    unknown = say("documents.cover.no_as_of")
    yield say("documents.cover.as_of"), clock.written(cover.as_of) if cover.as_of else unknown
    yield say("documents.cover.who"), cover.who
    yield say("documents.cover.at"), clock.written(cover.at)
    for note in cover.notes:
        yield say("documents.cover.note"), note
    yield from cover.definitions
