"""A working briefing of a board: its sentence, its tables and charts, with scope and times, as a Word file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from core import catalogue, clock, numbers
from core.documents import official
from core.documents.official import Block, Official, Picture, Table
from core.documents.workbook import Column, Cover, Sheet

MOST_ROWS, MOST_COLUMNS = 20, 5
NUMBERS = ("number", "integer", "percent")
# What a reader of figures needs first; parts and reasons stand in the workbook.
LEFT_OUT = ("numerator", "denominator", "base_year", "base_previous", "reason_year", "reason_previous", "as_of")


@dataclass(frozen=True)
class Section:
    """One tile: its table, and its chart as it was drawn, if it has one."""

    sheet: Sheet
    pictures: Sequence[Picture] = ()


def write(sentence: str, sections: Sequence[Section], cover: Cover) -> bytes:
    """The file's bytes (.docx); figures are those of the sheets, which are those of the screen."""
    return official.write(
        Official(
            title=cover.title,
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
    columns = [column for column in sheet.columns if column.name not in LEFT_OUT][:MOST_COLUMNS]
    shown = sheet.frame.head(MOST_ROWS)
    if not len(shown):
        return
    rows = [[_cell(row[column.name], column) for column in columns] for row in shown.to_dict("records")]
    numeric = [at for at, column in enumerate(columns) if column.kind in NUMBERS]
    yield Table("", [column.header for column in columns], rows, numeric)
    if len(sheet.frame) > MOST_ROWS:
        yield catalogue.say("documents.briefing.rows_cut", shown=MOST_ROWS, count=len(sheet.frame))


def _cell(value: Any, column: Column) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return catalogue.say("documents.briefing.empty")
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
