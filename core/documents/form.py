"""Forms: workbooks to be filled in, whose columns say what they take, with lists to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from core import catalogue
from core.documents.widths import width

Kind = Literal["text", "date", "moment", "number"]
_SHAPES = {"text": "@", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "number": "General"}
LAST_ROW = 1_048_575
# Excel's own limits for what it shows beside a cell.
LONGEST_HINT = 250
LONGEST_NAME = 32


@dataclass(frozen=True)
class Field:
    """One column to fill in. `choices` become a list to choose from; only `closed` ones refuse anything else."""

    name: str
    kind: Kind
    required: bool
    meaning: str
    format: str
    example: str
    choices: Sequence[str] = ()
    closed: bool = True


def write(title: str, fields: Sequence[Field], notes: Sequence[str]) -> bytes:
    """The form's bytes (.xlsx): an empty table with a frozen header, its explanation, and the lists, hidden."""
    target = BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "author": catalogue.say("common.product")})
        table = book.add_worksheet(title)
        _explain(book, title, fields, notes)
        ranges = _lists(book, fields)
        _fill(book, table, fields, ranges)
    return target.getvalue()


def _fill(book: Workbook, sheet: Worksheet, fields: Sequence[Field], ranges: dict[str, str]) -> None:
    head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"}
    forms = {needed: book.add_format(head | {"bg_color": colour}) for needed, colour in _COLOURS.items()}
    shapes = {kind: book.add_format({"num_format": shape}) for kind, shape in _SHAPES.items()}
    for place, field in enumerate(fields):
        # Text cells keep the zeros that codes begin with.
        sheet.set_column(place, place, max(12.0, width(field.name, [field.example], "text")), shapes[field.kind])
        sheet.write_string(0, place, field.name, forms[field.required])
        sheet.data_validation(1, place, LAST_ROW, place, _validation(field, ranges.get(field.name)))
    sheet.set_row(0, 24)
    sheet.freeze_panes(1, 0)


_COLOURS = {True: "#FCE4D6", False: "#DCE6F1"}


def _validation(field: Field, choices: str | None) -> dict[str, Any]:
    hint = {
        "input_title": field.name[:LONGEST_NAME],
        "input_message": f"{field.meaning}\n{field.format}"[:LONGEST_HINT],
    }
    if choices is None:
        return {"validate": "any", **hint}
    fault = {
        "error_type": "stop" if field.closed else "information",
        "error_title": field.name[:LONGEST_NAME],
        "error_message": catalogue.say("templates.choose"),
    }
    return {"validate": "list", "source": choices, **hint, **fault}


def _lists(book: Workbook, fields: Sequence[Field]) -> dict[str, str]:
    """Writes the lists to a hidden sheet; gives the range of each field's."""
    title = catalogue.say("templates.lists")
    sheet, ranges = book.add_worksheet(title), {}
    for place, field in enumerate(field for field in fields if field.choices):
        sheet.write_column(0, place, [field.name, *field.choices])
        column = xl_col_to_name(place, col_abs=True)
        ranges[field.name] = f"='{title}'!{column}$2:{column}${len(field.choices) + 1}"
    sheet.hide()
    return ranges


def _explain(book: Workbook, title: str, fields: Sequence[Field], notes: Sequence[str]) -> None:
    sheet = book.add_worksheet(catalogue.say("documents.cover.sheet"))
    strong = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for row, note in enumerate(notes, start=1):
        sheet.write_string(row, 0, note)
    top = len(notes) + 2
    for place, (name, wide) in enumerate(_HEADS):
        sheet.set_column(place, place, wide)
        sheet.write_string(top, place, catalogue.say(f"templates.head.{name}"), strong)
    needed = {answer: catalogue.say(f"templates.{name}") for answer, name in ((True, "yes"), (False, "no"))}
    # A choice may hold the sign that lists are usually joined by.
    joint = catalogue.say("templates.joint")
    for row, field in enumerate(fields, start=top + 1):
        words = (field.meaning, field.format, field.example, joint.join(field.choices))
        sheet.write_row(row, 0, (field.name, needed[field.required], *words), plain)


_HEADS = (("name", 20), ("required", 8), ("meaning", 46), ("format", 30), ("example", 22), ("choices", 60))
