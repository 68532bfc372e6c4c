"""What is due next, by which rule and with which pauses, and when people meet."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from core import case_tables, catalogue, clock
from core.documents.workbook import Column, Sheet
from core.mediation import agenda
from core.mediation.agenda import Due, Meeting
from dashboards import stores
from dashboards.components.card import card, nothing
from dashboards.components.matter_list import clock_words
from dashboards.viewing import View

HEADS = ("clock", "kind", "code", "room", "place", "rule")


def block(view: View) -> None:
    """Independent of the period: what is due is due."""
    due, meetings = agenda.due(stores.records(), view.scope), agenda.meetings(stores.records(), view.scope)
    subject = catalogue.say("mediation.tile.agenda_subject")

    def sheet() -> Sheet:
        return _sheet(view, subject, due, meetings)

    with card(view, "agenda", catalogue.say("mediation.tile.agenda"), subject, None, sheet):
        if not due and not meetings:
            nothing(catalogue.say("mediation.agenda.none"), "")
            return
        heads = "".join(f"<th>{escape(catalogue.say(f'mediation.agenda.{name}'))}</th>" for name in HEADS)
        rows = "".join([*(_met(view, one) for one in meetings), *(_row(view, one) for one in due)])
        table = f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        st.html(f'<div class="fq-matters fq-agenda" tabindex="0">{table}</div>')


def _row(view: View, one: Due) -> str:
    halted = f"<span>{escape(catalogue.say('mediation.agenda.halted'))}</span>"
    cells = (
        halted if one.days_left is None else clock_words(one.days_left),
        escape(catalogue.label("mediation_deadline", one.kind)),
        escape(one.code),
        escape(view.words.of("room", one.room)),
        escape(case_tables.place(view.words, one.area)),
        escape(rule_words(one)),
    )
    return _cells(cells)


def _met(view: View, one: Meeting) -> str:
    kind, place = catalogue.say("mediation.agenda.session"), case_tables.place(view.words, one.area)
    room = view.words.of("room", one.room)
    return _cells(tuple(escape(text) for text in (clock.briefly(one.at), kind, one.code, room, place, "")))


def _cells(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def rule_words(one: Due) -> str:
    """Which version of the rule set the clock, and each time that it stood still."""
    say = catalogue.say
    unit = say("mediation.agenda.working" if one.rule.working else "mediation.agenda.calendar")
    said = say("mediation.agenda.rule_of", **{"from": one.rule.valid_from.isoformat()}, days=one.rule.days, unit=unit)
    if one.provisional:
        said += say("mediation.agenda.provisional")
    if one.halts:
        spans = say("common.list_separator").join(map(_halt, one.halts))
        said += " " + say("mediation.agenda.paused", count=len(one.halts), spans=spans)
    return said


def _halt(one: agenda.Halt) -> str:
    reason = catalogue.label("mediation_paused_reason", one.reason)
    form = "paused_span" if one.ends_on else "paused_open"
    return catalogue.say(f"mediation.agenda.{form}", start=one.starts_on, end=one.ends_on, reason=reason)


def _sheet(view: View, title: str, due: Sequence[Due], meetings: Sequence[Meeting]) -> Sheet:
    rows = [
        {
            "when": clock.local_day(one.at),
            "kind": catalogue.say("mediation.agenda.session"),
            "code": one.code,
            "room": view.words.of("room", one.room),
            "place": case_tables.place(view.words, one.area),
            "rule": "",
        }
        for one in meetings
    ]
    rows += [
        {
            "when": one.due_on,
            "kind": catalogue.label("mediation_deadline", one.kind),
            "code": one.code,
            "room": view.words.of("room", one.room),
            "place": case_tables.place(view.words, one.area),
            "rule": rule_words(one),
        }
        for one in due
    ]
    names = ("when", *HEADS[1:])
    kinds = {"when": "date", "code": "code"}
    columns = [Column(name, catalogue.say(f"mediation.agenda.{name}"), kinds.get(name, "text")) for name in names]  # type: ignore[arg-type]
    return Sheet(title, pd.DataFrame(rows, columns=list(names), dtype=object), columns)
