"""What rings now, by rule, each with its clock and its acknowledgement; and what has returned to normal."""

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from core import catalogue, clock, numbers
from core.access import Person
from core.alarms import standing
from core.alarms.standing import Board, Flood, InForce
from core.areas import AreaTree
from core.definitions import definition
from core.documents.workbook import Column, Sheet
from dashboards import stores
from dashboards.alarms import acts, wording
from dashboards.cadence import table
from dashboards.components import once, tools
from dashboards.components.card import nothing
from dashboards.viewing import View
from db.session import Session


def title(view: View, board: Board) -> None:
    names = catalogue.say("common.list_separator").join(area.name for area in view.scope.areas)
    key, told = "quiet", {"area": names}
    if board.alarms:
        key = "title"
        told |= {"count": numbers.full(len(board.alarms)), "waiting": numbers.full(board.unanswered)}
    with st.container(key="header"):
        st.html(f"<h1>{escape(catalogue.say(f'alarms.page.{key}', **told))}</h1>")
    tools.note(view, "alarms", catalogue.say(f"alarms.page.{key}", **told), lambda: _sheet(view, board))
    if board.flood is not None:
        st.html(f'<div class="fq-wartime" role="alert">{escape(_flood(board.flood))}</div>')


def _sheet(view: View, board: Board) -> Sheet:
    """What rings, as a table of a workbook."""
    rows = [
        {
            "rule": wording.headline(one.rule),
            "severity": catalogue.label("severity", one.rule.severity),
            "place": view.words.of("area", one.area_code),
            "value": wording.plain(one),
            "since": clock.written(one.raised_at),
            "answer": one.acknowledged_by or "",
        }
        for one in board.alarms
    ]
    names = ("rule", "severity", "place", "value", "since", "answer")
    columns = [Column(name, catalogue.say(f"alarms.column.{name}"), "text") for name in names]
    title = catalogue.say("shell.page.alarms")
    return Sheet(title, pd.DataFrame(rows, columns=list(names), dtype=object), columns)


def _flood(flood: Flood) -> str:
    parts = [
        catalogue.say("alarms.page.flood_part", metric=definition(key).label, count=count)
        for key, count in flood.metrics
    ]
    told = catalogue.say("common.list_separator").join(parts)
    return catalogue.say("alarms.page.flood", count=flood.count, metrics=told)


def groups(view: View, board: Board) -> None:
    """One card a rule; its owner acknowledges the group with one click."""
    for rule_id, found in board.groups().items():
        rule = found[0].rule
        with st.container(key=f"card_alarm_{rule_id}"):
            head = f"<h2>{escape(wording.headline(rule))}</h2>"
            count = escape(catalogue.say("alarms.group.count", count=len(found)))
            about = f'<span class="fq-subject">{escape(wording.subject(rule))} · {count}</span>'
            st.html(f'<div class="fq-head">{head}{about}</div>')
            heads = [
                catalogue.say(f"alarms.column.{name}") for name in ("severity", "place", "value", "clock", "answer")
            ]
            st.html(table.table(heads, [_row(view, one) for one in found]))
            _answering(view, rule_id, found)


def _row(view: View, one: InForce) -> list[str]:
    now = clock.now()
    place, lasting = view.words.of("area", one.area_code), wording.lasting(one.raised_at, now)
    return [
        wording.severity(one.rule.severity),
        escape(place),
        wording.value(one),
        escape(lasting),
        wording.answer(one, now),
    ]


def _answering(view: View, rule_id: int, found: list[InForce]) -> None:
    mine = [
        one.id
        for one in found
        if one.acknowledged_at is None and standing.may(view.areas, one.area_code, one.rule.owner, view.person)
    ]
    if mine:
        drawn = once.drawn(f"alarm_answer_{rule_id}")
        if st.button(catalogue.say("alarms.act.answer"), key=drawn.key("send")):
            acts.do(drawn, partial(_answer, seen=mine, by=view.person), view.person)


def _answer(session: Session, areas: AreaTree, *, seen: list[int], by: Person) -> str:
    count = standing.acknowledge(session, areas, alarms_seen=seen, by=by)
    return catalogue.say("alarms.act.answered", count=numbers.full(count))


def history(view: View) -> None:
    found = standing.history(stores.records(), view.scope)
    with st.expander(catalogue.say("alarms.history.title", count=len(found))):
        if not found:
            nothing(catalogue.say("alarms.history.none"), "")
            return
        heads = [
            catalogue.say(f"alarms.column.{name}") for name in ("rule", "place", "value", "since", "until", "answer")
        ]
        st.html(table.table(heads, [_past(view, one) for one in found]))


def _past(view: View, one: InForce) -> list[str]:
    until = clock.briefly(one.returned_at) if one.returned_at else ""
    answered = wording.answer(one, clock.now()) if one.acknowledged_at else escape(catalogue.say("common.none"))
    place, rule = escape(view.words.of("area", one.area_code)), escape(wording.headline(one.rule))
    return [rule, place, wording.value(one), escape(clock.briefly(one.raised_at)), escape(until), answered]
