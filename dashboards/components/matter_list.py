"""A short list of open matters: the clock, how grave, where, what and whose; no names of people, no free text."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core import catalogue
from core.areas import Area
from core.situation import Urgent
from core.words import Words

# Level 1 is the gravest; each has a shape of its own, so that no colour stands alone.
SHAPES = ("\N{BLACK DIAMOND}", "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK CIRCLE}", "\N{BLACK SQUARE}")
SEVERITY = {"01": 1, "02": 2, "03": 3, "04": 4}
RISK = {"high": 1, "medium": 2, "low": 4}
COLUMNS = ("clock", "level", "risk", "place", "type", "unit", "status")


def matter_list(rows: Sequence[Urgent], words: Words, within: Sequence[Area]) -> None:
    """`within` are the places looked at: what lies between them and a matter's place says where it is."""
    heads = "".join(f"<th>{escape(catalogue.say(f'board.urgent.{name}'))}</th>" for name in COLUMNS)
    st.html(
        f'<div class="fq-matters"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(_row(row, words, within) for row in rows)}</tbody></table></div>"
    )


def _row(row: Urgent, words: Words, within: Sequence[Area]) -> str:
    matter = row.matter
    kind = (
        words.of("category", matter.category)
        if matter.category
        else catalogue.label("matter_class", matter.matter_class)
    )
    cells = (
        _clock(row.days_left),
        _level("severity", matter.severity, SEVERITY),
        _level("risk_level", matter.risk_level, RISK),
        escape(_place(matter.area, words, within)),
        escape(kind),
        escape(matter.unit or catalogue.say("common.unknown")),
        escape(catalogue.label("status", matter.status)),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _place(code: str | None, words: Words, within: Sequence[Area]) -> str:
    """The two levels below what is looked at; villages of the same name are many."""
    outer = {area.code for area in within}
    path = words.areas.path(code) if code else []
    start = max((depth for depth, area in enumerate(path) if area.code in outer), default=-1)
    return " ".join(area.name for area in path[start + 1 : start + 3]) or words.of("area", code)


def _clock(days: int | None) -> str:
    if days is None:
        return escape(catalogue.say("board.urgent.no_due"))
    if days < 0:
        return f'<b class="fq-level-1">{escape(catalogue.say("board.urgent.overdue", days=-days))}</b>'
    key = "days_left" if days else "due_today"
    return f'<span class="fq-num">{escape(catalogue.say(f"board.urgent.{key}", days=days))}</span>'


def _level(code_list: str, code: str | None, levels: dict[str, int]) -> str:
    if code not in levels:
        return escape(catalogue.say("common.none"))
    level = levels[code]
    return f'<span class="fq-level-{level}">{SHAPES[level - 1]} {escape(catalogue.label(code_list, code))}</span>'
