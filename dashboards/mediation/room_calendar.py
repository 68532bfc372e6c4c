"""The calendar of one room: by month or week, who meets when and what runs out."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from html import escape

import pandas as pd
import streamlit as st

from core import catalogue, clock, working_days
from core.documents.workbook import Column, Kind, Sheet
from core.mediation import room_calendar
from core.mediation.room_calendar import SESSION, Day, Entry
from core.periods import Span, months_after, unit_end, unit_start
from core.titles import span_words
from dashboards import stores
from dashboards.components.card import card
from dashboards.components.switch import chosen, switch
from dashboards.viewing import View

UNIT, ANCHOR = "mediation_calendar", "calendar_on"
"""The address's names for the way the calendar is looked at, and for a day in what is shown of it."""
UNITS = ("month", "week")
MOST = {"month": 3, "week": 12}
"""As many entries of a day are written out; of more there is a number, and all of them in the export."""
SHAPES = {"over": "▲", "due": "●", "missed": "▲"}
COLUMNS: dict[str, Kind] = {"day": "date", "hour": "text", "kind": "text", "state": "text", "code": "code"}
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def block(view: View, room: str) -> None:
    unit = chosen(UNIT, UNITS)
    shown = _shown(view.scope.today, unit)
    days = working_days.of_office(stores.records())
    weeks = room_calendar.of_room(stores.records(), view.scope, room, shown, days)
    subject = catalogue.say("mediation.calendar.subject", span=span_words(shown))

    def sheet() -> Sheet:
        return _sheet(subject, weeks)

    with card(view, "room_calendar", catalogue.say("mediation.calendar.title"), subject, None, sheet):
        with st.container(horizontal=True, key="calendar_tools"):
            switch(UNIT, UNITS)
            _turn(shown, unit)
        st.html(
            _grid(weeks, unit, view.scope.today) + _legend(room_calendar.halted(stores.records(), view.scope, room))
        )


def _shown(today: date, unit: str) -> Span:
    """The week or month of the day that the address names; of today where it names none."""
    day = today
    with suppress(ValueError):
        day = date.fromisoformat(st.query_params.get(ANCHOR, ""))
    day = day if EARLIEST <= day < LATEST else today
    return Span(unit_start(day, unit), unit_end(day, unit))


def _turn(shown: Span, unit: str) -> None:
    week = timedelta(days=7)
    before = shown.start - week if unit == "week" else months_after(shown.start, -1)
    after = shown.start + week if unit == "week" else months_after(shown.start, 1)
    for name, day in (("before", before), ("today", None), ("after", after)):
        word = catalogue.say(f"mediation.calendar.{name}_{unit}")
        st.button(word, key=f"calendar_{name}", type="tertiary", on_click=_go, args=(day,))


def _go(day: date | None) -> None:
    if day is not None:
        st.query_params[ANCHOR] = day.isoformat()
    elif ANCHOR in st.query_params:
        del st.query_params[ANCHOR]


def _grid(weeks: list[list[Day]], unit: str, today: date) -> str:
    heads = "".join(f"<th>{escape(catalogue.say(f'mediation.calendar.weekday_{at}'))}</th>" for at in range(1, 8))
    rows = "".join(f"<tr>{''.join(_day(one, unit, today) for one in week)}</tr>" for week in weeks)
    return (
        f'<div class="fq-calendar-frame" tabindex="0"><table class="fq-calendar fq-calendar-{unit}">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _day(one: Day, unit: str, today: date) -> str:
    kinds = {"fq-off": not one.working, "fq-beside": not one.within, "fq-today": one.day == today}
    classes = " ".join(name for name, holds in kinds.items() if holds)
    written = "".join(map(_entry, one.entries[: MOST[unit]]))
    if (more := len(one.entries) - MOST[unit]) > 0:
        all_of_them = catalogue.say("common.list_separator").join(map(_spoken, one.entries))
        said = catalogue.say("mediation.calendar.more", count=more)
        written += f'<li class="fq-more" title="{escape(all_of_them)}">{escape(said)}</li>'
    mark = f"<small>{escape(_mark(one, today))}</small>" if _mark(one, today) else ""
    number = str(one.day.day) if one.within else f"{one.day.month}-{one.day.day}"
    return f'<td class="{classes}"><b>{number}{mark}</b><ul>{written}</ul></td>'


def _mark(one: Day, today: date) -> str:
    """Today, and what differs from the usual week: a day off among working days, a day worked at the weekend."""
    if one.day == today:
        return catalogue.say("mediation.calendar.today")
    if one.working == (one.day.weekday() < 5):
        return ""
    return catalogue.say(f"mediation.calendar.{'worked' if one.working else 'off'}")


def _entry(one: Entry) -> str:
    kind = "session" if one.kind == SESSION else "clock"
    said = escape(_said(one))
    return (
        f'<li class="fq-entry-{kind} fq-entry-{one.state}" title="{escape(_spoken(one))}"><span>{said}</span>'
        f"<i><bdi>{escape(one.code)}</bdi></i></li>"
    )


def _said(one: Entry) -> str:
    """The hour of a meeting or which clock it is, and what differs from the expected."""
    hour = one.at.astimezone(clock.SHANGHAI).strftime("%H:%M ") if one.at else ""
    shape = f"{SHAPES[one.state]} " if one.state in SHAPES else ""
    return f"{shape}{hour}{_kind(one)}{_state(one) and f' {_state(one)}'}"


def _kind(one: Entry) -> str:
    if one.kind == SESSION:
        return catalogue.say("mediation.agenda.session")
    return catalogue.label("mediation_deadline", one.kind)


def _state(one: Entry) -> str:
    return "" if one.state in ("planned", "due") else catalogue.say(f"mediation.calendar.state.{one.state}")


def _spoken(one: Entry) -> str:
    return f"{_said(one)} {one.code}"


def _legend(halted: int) -> str:
    said = [catalogue.say("mediation.calendar.legend")]
    if halted:
        said.append(catalogue.say("mediation.calendar.halted", count=halted))
    return f'<p class="fq-note">{escape(" ".join(said))}</p>'


def _sheet(title: str, weeks: list[list[Day]]) -> Sheet:
    columns = [Column(name, catalogue.say(f"mediation.calendar.column.{name}"), kind) for name, kind in COLUMNS.items()]
    return Sheet(title, pd.DataFrame(list(_rows(weeks)), columns=list(COLUMNS), dtype=object), columns)


def _rows(weeks: list[list[Day]]) -> Iterator[dict[str, object]]:
    for day in (day for week in weeks for day in week if day.within):
        for one in day.entries:
            hour = one.at.astimezone(clock.SHANGHAI).strftime("%H:%M") if one.at else ""
            state = catalogue.say(f"mediation.calendar.state.{one.state}")
            yield {"day": day.day, "hour": hour, "kind": _kind(one), "state": state, "code": one.code}
