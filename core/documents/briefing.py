"""A working briefing of a board: its sentence, its tables and charts, with scope and times, as a Word file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from core import catalogue, clock, numbers
from core.definitions import definition
from core.documents import official
from core.documents.official import Block, Official, Picture, Table
from core.documents.workbook import Column, Cover, Sheet

MOST_ROWS, MOST_COLUMNS = 20, 6
NUMBERS = ("number", "integer", "percent")
COMPARED = ("year", "previous")
# Columns of words that say something of a figure and not what it is of.
WORDS = ("unit", "change_unit_year", "change_unit_previous", "reason_year", "reason_previous")


@dataclass(frozen=True)
class Section:
    """One tile: its table, and its chart as it was drawn, if it has one."""

    sheet: Sheet
    pictures: Sequence[Picture] = ()


def write(title: str, sentence: str, sections: Sequence[Section], cover: Cover) -> bytes:
    """The file's bytes (.docx); figures are those of the sheets, which are those of the screen."""
    return official.write(
        Official(
            title=catalogue.say("documents.briefing.title", place=cover.place, title=title),
            blocks=[*_lead(sentence, cover), *_sections(sections)],
            signed_on=clock.local_day(cover.at),
            notes=list(_notes(cover)),
            generated=cover.generated,
        )
    )


def _lead(sentence: str, cover: Cover) -> Iterator[Block]:
    say = catalogue.say
    if cover.as_of:
        yield say("documents.briefing.lead", sentence=sentence, as_of=clock.written(cover.as_of))
    else:
        yield say("documents.briefing.lead_unknown", sentence=sentence)
    chosen = "".join(say("documents.briefing.filters", filters=f"{name} {values}") for name, values in cover.filters)
    yield say("documents.briefing.scope", place=cover.place, period=cover.period, filters=chosen)


def _sections(sections: Sequence[Section]) -> Iterator[Block]:
    for number, section in enumerate(sections, 1):
        yield catalogue.say("documents.briefing.heading", number=numbers.chinese(number), title=section.sheet.title)
        yield from section.pictures
        yield from _tables(section.sheet)


def _tables(sheet: Sheet) -> Iterator[Block]:
    if not len(sheet.frame):
        return
    shown = sheet.frame.head(MOST_ROWS).to_dict("records")
    yield _figures(sheet, shown) if {"metric", "unit"} <= set(sheet.frame.columns) else _list(sheet, shown)
    if len(sheet.frame) > MOST_ROWS:
        yield catalogue.say("documents.briefing.rows_cut", shown=MOST_ROWS, count=len(sheet.frame))


def _figures(sheet: Sheet, rows: Sequence[Any]) -> Table:
    """What the figures are of, each with its unit and its changes, written as on the screen."""
    of = [column for column in sheet.columns if column.kind == "text" and column.name not in WORDS]
    compared = [name for name in COMPARED if f"change_{name}" in sheet.frame]
    heads = [*(column.header for column in of), catalogue.say("tools.value")]
    heads += [catalogue.label("comparison", name) for name in compared]
    cells = [
        [*(_cell(row[column.name], column) for column in of), _figure(row), *(_change(row, name) for name in compared)]
        for row in rows
    ]
    return Table("", heads, cells, range(len(of), len(heads)))


def _figure(row: Any) -> str:
    metric = definition(row["metric"])
    if numbers.absent(row["value"]):
        return catalogue.say("numbers.none")
    return " ".join(numbers.quantity(row["value"], metric.unit, metric.decimals)).strip()


def _change(row: Any, name: str) -> str:
    return numbers.change(row[f"change_{name}"], row[f"change_code_{name}"] or numbers.PERCENT)


def _list(sheet: Sheet, rows: Sequence[Any]) -> Table:
    columns = sheet.columns[:MOST_COLUMNS]
    cells = [[_cell(row[column.name], column) for column in columns] for row in rows]
    numeric = [at for at, column in enumerate(columns) if column.kind in NUMBERS]
    return Table("", [column.header for column in columns], cells, numeric)


def _cell(value: Any, column: Column) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return catalogue.say("numbers.none")
    if column.kind in NUMBERS:
        return numbers.full(float(value), column.decimals)
    if isinstance(value, datetime):
        return clock.written(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _notes(cover: Cover) -> Iterator[str]:
    yield catalogue.say("documents.briefing.made", who=cover.who, at=clock.written(cover.at))
    yield from cover.notes
    if cover.definitions:
        yield catalogue.say("documents.briefing.definitions")
    for name, words in cover.definitions:
        yield catalogue.say("documents.briefing.definition", name=name, words=words)
