"""A short list of open matters: the clock, how grave, where, what and whose; no names of people, no free text."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from core import case_tables, catalogue, clock
from core.areas import Area
from core.documents.workbook import Column, Kind, Sheet
from core.situation import Urgent
from core.words import Words
from dashboards.theme import LEVEL_SHAPES, RISK, SEVERITY
from db.queries.matters import OpenMatter

# Level 1 is the gravest; each has a shape of its own, so that no colour stands alone.
COLUMNS = ("clock", "level", "risk", "code", "place", "type", "unit", "status")


def matter_list(rows: Sequence[Urgent], words: Words, within: Sequence[Area]) -> None:
    """`within` are the places looked at: what lies between them and a matter's place says where it is."""
    newest = any(row.opened_at for row in rows)
    first = catalogue.say("tiles.stream.opened") if newest else catalogue.say("board.urgent.clock")
    words_of_heads = [first, *(catalogue.say(f"board.urgent.{name}") for name in COLUMNS[1:])]
    heads = "".join(f"<th>{escape(word)}</th>" for word in words_of_heads)
    st.html(
        f'<div class="fq-matters" tabindex="0"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(_row(row, words, within) for row in rows)}</tbody></table></div>"
    )


def sheet(title: str, rows: Sequence[Urgent], words: Words) -> Sheet:
    """The same list as a table of a workbook."""
    found = [
        {
            "code": row.matter.source_ref,
            "clock": row.days_left,
            "due_on": row.matter.due_on,
            "level": row.matter.severity and catalogue.label("severity", row.matter.severity),
            "risk": row.matter.risk_level and catalogue.label("risk_level", row.matter.risk_level),
            "place": case_tables.place(words, row.matter.area),
            "type": kind(row.matter, words),
            "unit": row.matter.unit,
            "status": catalogue.label("status", row.matter.status),
        }
        for row in rows
    ]
    kinds: dict[str, Kind] = {"code": "code", "clock": "integer", "due_on": "date"}
    names = ("code", "due_on", *(name for name in COLUMNS if name != "code"))
    columns = [
        Column(
            name,
            catalogue.say(f"board.urgent.{name}_column" if name in kinds else f"board.urgent.{name}"),
            kinds.get(name, "text"),
        )
        for name in names
    ]
    return Sheet(title, pd.DataFrame(found, columns=list(names), dtype=object), columns)


def kind(matter: OpenMatter, words: Words) -> str:
    """What it is about: its type, else its class."""
    if matter.category:
        return words.of("category", matter.category)
    return catalogue.label("matter_class", matter.matter_class)


def _row(row: Urgent, words: Words, within: Sequence[Area]) -> str:
    matter = row.matter
    cells = (
        escape(clock.briefly(row.opened_at)) if row.opened_at else clock_words(row.days_left),
        _level("severity", matter.severity, SEVERITY),
        _level("risk_level", matter.risk_level, RISK),
        escape(matter.source_ref),
        escape(place(matter.area, words, within)),
        escape(kind(matter, words)),
        escape(matter.unit or catalogue.say("common.unknown")),
        escape(catalogue.label("status", matter.status)),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def place(code: str | None, words: Words, within: Sequence[Area]) -> str:
    """The two levels below what is looked at, from the county on; villages of the same name are many."""
    outer = {area.code for area in within}
    path = [area for area in words.areas.path(code) if area.level not in ("root", "prefecture")] if code else []
    start = max((depth for depth, area in enumerate(path) if area.code in outer), default=-1)
    return " ".join(area.name for area in path[start + 1 : start + 3]) or words.of("area", code)


def clock_words(days: int | None) -> str:
    """How long there is left, as mark-up: overdue stands out."""
    said = escape(clock_text(days))
    if days is None:
        return said
    return f'<b class="fq-level-1">{said}</b>' if days < 0 else f'<span class="fq-num">{said}</span>'


def clock_text(days: int | None) -> str:
    """How long there is left."""
    if days is None:
        return catalogue.say("board.urgent.no_due")
    if days < 0:
        return catalogue.say("board.urgent.overdue", days=-days)
    return catalogue.say("board.urgent.days_left" if days else "board.urgent.due_today", days=days)


def _level(code_list: str, code: str | None, levels: dict[str, int]) -> str:
    if code not in levels:
        return escape(catalogue.say("common.none"))
    level = levels[code]
    return f'<span class="fq-level-{level}">{LEVEL_SHAPES[level - 1]} {escape(catalogue.label(code_list, code))}</span>'
