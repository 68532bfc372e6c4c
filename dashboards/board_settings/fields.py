"""What both forms ask: days and a place, and how a kept row is told in a table."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from core import catalogue
from core.access import Person
from core.areas import AreaTree
from core.periods import Span
from dashboards import data
from dashboards.components.once import Drawn

# Villages are too many to send with every run.
LEVELS = ("root", "prefecture", "county", "township")


def tree() -> AreaTree:
    return data.area_tree(data.version())


def days(drawn: Drawn, span: Span | None) -> Span | None:
    """The two days chosen; None before the first click and between it and the second."""
    shown: list[Any] = [span.start, span.end] if span else []
    chosen = st.date_input(word("days"), shown, key=drawn.key("days"), format="YYYY-MM-DD", min_value=date(1990, 1, 1))
    return Span(*chosen) if isinstance(chosen, tuple) and len(chosen) == 2 else None


def area(drawn: Drawn, areas: AreaTree, by: Person, code: str | None, help_text: str) -> str:
    own = by.area_code or ""
    codes = [place.code for place in areas.below(own) if place.level in LEVELS or place.code in (own, code)]
    return st.selectbox(
        word("area"),
        codes,
        index=codes.index(code) if code in codes else 0,
        key=drawn.key("area"),
        format_func=partial(named, areas),
        help=word(help_text),
    )


def named(areas: AreaTree, code: str) -> str:
    """A place with the one above it, since names of townships repeat; a place that is no more by its code."""
    place = areas.get(code)
    if place is None:
        return code
    above = areas.get(place.parent_code)
    if above is None or above.parent_code is None:
        return place.name
    return catalogue.say("board.filter.within", name=place.name, above=above.name)


def called(names: Mapping[int, str], key: int) -> str:
    """What a row is called in a list to pick from; one that has just gone has no name."""
    return names.get(key, "")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """All rows at once: marks and targets of a prefecture are some dozens."""
    if not rows:
        st.html(f'<div class="fq-nothing fq-nothing-small"><p>{escape(catalogue.say("marks.page.none"))}</p></div>')
        return
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    listed = f'<table class="fq-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    st.html(f'<div class="fq-matters fq-settings">{listed}</div>')


def word(name: str) -> str:
    return catalogue.say(f"marks.field.{name}")
