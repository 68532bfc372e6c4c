"""A return to be filled in as a workbook that holds numbers only: what a code means is how its cell shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core import catalogue


@dataclass(frozen=True)
class NumberSheet:
    """One table. `names` say, by column, how a code is shown; the first `fixed` columns are given, the rest is asked.

    Cells without a value are to be filled in, with whole numbers from 0 to `most`.
    """

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[int | None]]
    fixed: int
    most: int
    names: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


def write(title: str, sheets: Sequence[NumberSheet], notes: Sequence[str]) -> bytes:
    """The workbook's bytes (.xlsx), its explanation last."""
    target = BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "author": catalogue.say("common.product")})
        for sheet in sheets:
            _fill(book, book.add_worksheet(sheet.title), sheet)
        said = book.add_worksheet(catalogue.say("documents.cover.sheet"))
        said.set_column(0, 0, 110)
        for row, note in enumerate([title, *notes]):
            said.write_string(row, 0, note)
    return target.getvalue()


def _fill(book: Workbook, table: Worksheet, sheet: NumberSheet) -> None:
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "bg_color": "#DCE6F1"})
    given = {"bg_color": "#F2F2F2", "align": "left"}
    shapes: dict[str, Format] = {}
    for place, header in enumerate(sheet.headers):
        table.write_string(0, place, header, head)
        table.set_column(place, place, 22 if place in sheet.names else 11)
    for number, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            if value is None:
                continue
            name = sheet.names.get(place, {}).get(value)
            shown = f'0" {name}"' if name else "0"
            form = given | {"num_format": shown} if place < sheet.fixed else {"num_format": "0"}
            key = repr(sorted(form.items()))
            shapes[key] = shapes.get(key) or book.add_format(form)
            table.write_number(number, place, value, shapes[key])
    numbers = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": sheet.most}
    table.data_validation(1, sheet.fixed, len(sheet.rows), len(sheet.headers) - 1, numbers)
    table.freeze_panes(1, sheet.fixed)
