"""Of one room: who works there as numbers, to whom it may be shown who has how many cases, and its calendar."""

from html import escape

import streamlit as st

from core import catalogue, numbers
from core.definitions import definition
from core.mediation import staff
from core.mediation.staff import Own
from core.tiles import Asked
from dashboards import data, links, stores
from dashboards.components.card import card
from dashboards.mediation import listed, room_calendar
from dashboards.viewing import View
from db.models.mediator import MEDIATOR_KINDS

METRICS = ("mediation_accepted", "mediation_agreed", "open_mediations", "overdue_mediations")


def block(view: View) -> None:
    """Nothing where several rooms are looked at by somebody who works in none of them."""
    own, room = staff.own(stores.records(), view.person), looked_at(view)
    if room is not None:
        _room(view, room, own if own and own.room == room else None)
        room_calendar.block(view, room)
    elif own is not None:
        _own(view, own)
        room_calendar.block(view, own.room)


def looked_at(view: View) -> str | None:
    """The one room that the page is about; None where it is about several."""
    rooms = dict(view.scope.filters).get("room", ())
    return rooms[0] if len(rooms) == 1 else None


def _room(view: View, room: str, own: Own | None) -> None:
    subject = catalogue.say("mediation.tile.room_subject", room=view.words.of("room", room))
    shown = Asked(view.scope, METRICS)
    with card(view, "room", catalogue.say("mediation.tile.room"), subject, None, shown):
        counted = staff.people(stores.records(), room, view.scope.today)
        unit = escape(catalogue.say("mediation.room.unit"))
        cells = "".join(
            f"<div><b>{numbers.full(counted.get(kind, 0))}</b><small>{unit}</small>"
            f"<span>{escape(catalogue.say(f'mediation.room.{kind}'))}</span></div>"
            for kind in MEDIATOR_KINDS
        )
        load = "".join(listed.rows(view, view.scope, METRICS))
        st.html(f'<div class="fq-strength">{cells}</div><table class="fq-table fq-figures">{load}</table>')
        st.button(
            catalogue.say("mediation.room.back"),
            key="room_back",
            type="tertiary",
            on_click=links.go,
            args=(view.request.narrowed("room"),),
        )
        if own is not None:
            st.html(_load(view, own))


def _own(view: View, own: Own) -> None:
    """A mediator's own cases, or as the head those of the room together, on their own page only."""
    subject = view.words.of("mediator", own.work_number)
    with card(view, "room", catalogue.say("mediation.tile.own"), subject, None, Asked(view.scope, METRICS)):
        rows = "".join(listed.rows(view, staff.scope_of(own, view.scope), METRICS))
        st.html(f'{_load(view, own)}<table class="fq-table fq-figures">{rows}</table>')


def _load(view: View, own: Own) -> str:
    """A row for each mediator whose figures this person may see: their own, or as the head those of the room."""
    scope = staff.scope_of(own, view.scope)
    found = data.figures(view.version, scope, METRICS, by=(staff.DIMENSION,))
    keys = zip(found[staff.DIMENSION], found["metric"], strict=True)
    listed = dict(zip(keys, found["value"], strict=True))
    heads = [catalogue.say("mediation.room.mediator"), *(definition(key).label for key in METRICS)]
    head = "".join(f'<th class="{"fq-right" if at else ""}">{escape(text)}</th>' for at, text in enumerate(heads))
    rows = "".join(
        f"<tr><td>{escape(number)}</td>"
        + "".join(f'<td class="fq-right">{numbers.full(listed.get((number, key), 0))}</td>' for key in METRICS)
        + "</tr>"
        for number in own.visible
    )
    title = f'<h3 class="fq-part">{escape(catalogue.say("mediation.room.load"))}</h3>' if own.head else ""
    return f'{title}<table class="fq-table fq-load"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
