"""The acts on bodies that hold today and the notices that wait for an answer or a judgement, each with its clock."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape

import pandas as pd
import streamlit as st

from core import case_tables, catalogue, numbers
from core.accountability import register
from core.accountability.register import Act, Body
from core.documents.workbook import Column, Kind, Sheet
from core.words import Words
from dashboards import stores
from dashboards.components.card import card, nothing
from dashboards.components.matter_list import clock_words
from dashboards.viewing import View
from db.models.accountability import AWARDS, LADDER

Cells = dict[str, object]
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("starts_on", "until", "issued_on", "due_on", "answered_on"), "date"),
    "number": "code",
}


def known(view: View) -> list[Act]:
    """Those of the scope's places that pass its filters."""
    chosen = dict(view.scope.filters)
    found = register.acts(stores.records(), view.person, view.scope, view.areas)
    kinds, bodies = chosen.get("action_kind"), chosen.get("target_kind")
    return [
        one
        for one in found
        if (kinds is None or one.kind in kinds) and (bodies is None or _body_kind(view, one.body) in bodies)
    ]


def acts(view: View, found: Sequence[Act]) -> None:
    """What holds today, the gravest first; awards after the ladder."""
    order = {kind: at for at, kind in enumerate((*reversed(LADDER), *AWARDS))}
    held = sorted((one for one in found if one.standing), key=lambda one: (order[one.kind], one.starts_on, one.id))
    names = ("kind", "body", "starts_on", "until", "basis", "condition", "effect")
    _table(view, "acts", held, names, lambda one: _act(view.words, one), "none_in_force")


def waiting(view: View, found: Sequence[Act]) -> None:
    """Notices that are not closed, what is due first first."""
    unsettled = [one for one in found if one.answer and one.state == "in_force"]
    unsettled.sort(key=lambda one: (one.answer.due_on, one.id) if one.answer else (one.starts_on, one.id))
    names = ("clock", "number", "kind", "body", "issued_on", "due_on", "state")
    _table(view, "notices", unsettled, names, lambda one: _notice(view.words, one), "no_notices")


def body_words(words: Words, body: Body) -> str:
    """A unit by its name with its place, a place's own office by the place."""
    place = case_tables.place(words, body.area)
    if body.unit_name is None:
        return place
    # Most units are called after their place.
    return body.unit_name if body.unit_name.startswith(words.of("area", body.area)) else f"{place} {body.unit_name}"


def effect_words(effect: str, points: Decimal | None) -> str:
    said = catalogue.label("action_effect", effect)
    return (
        said
        if points is None
        else catalogue.say("accountability.page.points", effect=said, points=f"{float(points):g}")
    )


def _table(
    view: View, key: str, found: Sequence[Act], names: Sequence[str], row: Callable[[Act], Cells], none: str
) -> None:
    subject = catalogue.say(f"accountability.tile.{key}_subject", count=numbers.full(len(found)))
    rows = [row(one) for one in found]

    def sheet() -> Sheet:
        return Sheet(subject, pd.DataFrame(rows, columns=list(names), dtype=object), _columns(names))

    with card(view, key, catalogue.say(f"accountability.tile.{key}"), subject, None, sheet):
        if not found:
            nothing(catalogue.say(f"accountability.page.{none}"), "")
            return
        heads = "".join(f"<th>{escape(_head(name))}</th>" for name in names)
        body = "".join(_html(names, cells, one) for cells, one in zip(rows, found, strict=True))
        table = f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        st.html(f'<div class="fq-matters fq-agenda" tabindex="0">{table}</div>')


def _html(names: Sequence[str], cells: Cells, one: Act) -> str:
    shown = {
        name: escape(str(cells[name] if cells[name] is not None else catalogue.say("common.none"))) for name in names
    }
    if "clock" in shown and one.answer:
        shown["clock"] = clock_words(one.answer.days_left) if one.answer.days_left is not None else shown["clock"]
    if "until" in shown:
        shown["until"] = _until(one)
    return "<tr>" + "".join(f"<td>{shown[name]}</td>" for name in names) + "</tr>"


def _until(one: Act) -> str:
    """Until when, with the days that are left."""
    if one.until is None or one.days_left is None:
        return escape(catalogue.say("accountability.page.open_end"))
    left = catalogue.say("accountability.page.days_left", days=one.days_left)
    return f'{escape(str(one.until))}<span class="fq-span">{escape(left)}</span>'


def _columns(names: Sequence[str]) -> list[Column]:
    return [Column(name, _head(name), _KINDS.get(name, "text")) for name in names]


def _head(name: str) -> str:
    return catalogue.say(f"accountability.head.{name}")


def _act(words: Words, one: Act) -> Cells:
    return {
        "kind": catalogue.label("action_kind", one.kind),
        "body": body_words(words, one.body),
        "starts_on": one.starts_on,
        "until": one.until,
        "basis": catalogue.label("action_basis", one.basis),
        "condition": catalogue.label("lift_condition", one.lift_condition),
        "effect": effect_words(one.effect, one.points),
    }


def _notice(words: Words, one: Act) -> Cells:
    answer = one.answer
    if answer is None:
        return {}
    left = answer.days_left
    said = catalogue.say("accountability.page.answered") if left is None else clock_text(left)
    provisional = catalogue.say("mediation.agenda.provisional") if answer.provisional else ""
    return {
        "clock": said,
        "number": answer.number,
        "kind": catalogue.label("action_kind", one.kind),
        "body": body_words(words, one.body),
        "issued_on": answer.issued_on,
        "due_on": f"{answer.due_on}{provisional}" if provisional else answer.due_on,
        "state": catalogue.label("notice_state", answer.state),
    }


def clock_text(days: int) -> str:
    key = "overdue" if days < 0 else "days_left" if days else "due_today"
    return catalogue.say(f"board.urgent.{key}", days=abs(days))


def _body_kind(view: View, body: Body) -> str:
    area = view.areas.get(body.area)
    return "unit" if body.unit else area.level if area else ""
