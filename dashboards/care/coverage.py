"""Which group gets which service in time: groups by lines, each with its rate and how much was due."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from core import catalogue, disclosure
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.care import nearness
from dashboards.care.cells import Cells, cell, table
from dashboards.components.card import card, nothing
from dashboards.viewing import View
from db.models.care import LINES

DUE, RATE = "services_due", "service_on_time_rate"


def block(view: View) -> None:
    shown = Asked(view.scope, (DUE, RATE), ("service_group", "service_line"))
    found = data.figures(view.version, view.scope, shown.metrics, by=shown.by)
    subject, question = catalogue.say("care.tile.coverage_subject"), catalogue.say("care.tile.coverage")
    with card(view, "coverage", question, subject, groups.as_of(view, found), shown):
        if found.empty:
            nothing(catalogue.say("care.page.none"), catalogue.say("care.page.none_hint"))
            return
        both = Cells(found, ("service_group", "service_line"))
        by_group = Cells(
            data.figures(view.version, view.scope, shown.metrics, by=("service_group",)), ("service_group",)
        )
        by_line = Cells(data.figures(view.version, view.scope, shown.metrics, by=("service_line",)), ("service_line",))
        whole = Cells(data.figures(view.version, view.scope, shown.metrics), ())
        lines = [line for line in LINES if (line,) in by_line.keys]
        heads = [
            catalogue.label("dimension", "service_group"),
            *map(_line, lines),
            catalogue.say("care.page.all_lines"),
        ]
        margins = _margins(view)
        listed = [group.code for group in data.served_groups() if (group.code,) in by_group.keys]
        rows = [
            [view.words.of("service_group", code)]
            + [_rate(both, margins.cell, code, line) for line in lines]
            + [_rate(by_group, margins.group(len(lines)), code)]
            for code in listed
        ]
        rows.append(
            [
                catalogue.say("care.page.total"),
                *(_rate(by_line, margins.cell * len(listed), line) for line in lines),
                # Narrowed to some groups or lines, the whole is no margin of townships any more.
                _rate(whole, margins.group(len(lines)) * len(listed) if view.scope.filters else 0),
            ]
        )
        st.html(table(heads, rows, "fq-coverage") + _note(margins.cell))


def _line(code: str) -> str:
    return catalogue.label("service_line", code)


def _rate(found: Cells, margins: int, *keys: str) -> str:
    """The rate large, below it how much was due; marked where so many margins may be off by a hundredth of it."""
    rate, count = cell(found, RATE, keys), cell(found, DUE, keys)
    due = found.value(DUE, keys)
    about = due is not None and nearness.unlike(due, margins)
    count = nearness.marked(count, about=about)
    rate = nearness.marked(rate, about=about and found.value(RATE, keys) is not None)
    return f"<b>{escape(rate)}</b><small>{escape(catalogue.say('care.page.due', count=count))}</small>"


@dataclass(frozen=True)
class _Margins:
    """How many margins of the cubes add up in what is looked at."""

    cell: int
    """For one group on one line."""
    whole: int
    """How many of these hold all lines of a group."""

    def group(self, lines: int) -> int:
        return self.whole + (self.cell - self.whole) * lines


def _margins(view: View) -> _Margins:
    months = sum(1 for _ in view.scope.span.buckets("month"))
    places = [area for code in view.scope.codes for area in view.areas.below(code) if area.level == "prefecture"]
    if places:
        return _Margins(len(places) * months, len(places) * months)
    counties = sum(area.level == "county" for area in view.scope.areas)
    return _Margins((3 * counties + len(view.scope.areas) - counties) * months, 0)


def _note(margins: int) -> str:
    off = catalogue.say("care.page.spread", count=disclosure.spread(margins))
    return f'<p class="fq-note">{escape(off + catalogue.say("care.page.protected"))}</p>'
