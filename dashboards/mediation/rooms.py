"""Room by room: how much each takes in, what becomes of it, how long it takes; no rate from a handful of cases."""

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from core import catalogue, numbers
from core.definitions import Metric, definition
from core.tiles import Asked
from dashboards import data, links
from dashboards.board import groups
from dashboards.components.card import card
from dashboards.mediation.funnel import blank
from dashboards.viewing import View

ACCEPTED, STANDING = "mediation_accepted", "open_mediations"
METRICS = (
    ACCEPTED,
    "mediation_agreement_rate",
    "median_days_to_settle",
    "mediation_on_time_rate",
    "mediation_performance_rate",
    STANDING,
    "overdue_mediations",
    "mediation_expert_rate",
)
Listed = dict[tuple[str, str], tuple[float, float]]
"""Value and denominator by metric and room."""
LEAST = 10
"""Below so many cases a rate or a median says nothing of a room, and none is shown."""
MOST = 12


def block(view: View) -> None:
    # A prefecture has thousands of rooms: all are counted, but only those that are shown are looked at closely.
    found = data.figures(view.version, view.scope, (ACCEPTED, STANDING), by=("room",))
    subject = catalogue.say("mediation.tile.rooms_subject", least=LEAST)
    question, shown = catalogue.say("mediation.tile.rooms"), Asked(view.scope, METRICS, ("room",))
    with card(view, "rooms", question, subject, groups.as_of(view, found), shown):
        order = _order(found)
        if not order:
            blank()
            return
        _choice(view, order)
        listed = _closely(view, order[:MOST])
        heads = [escape(catalogue.say("mediation.rooms.room")), *(_head(definition(key)) for key in METRICS)]
        rows = [[view.words.of("room", room), *(_cell(listed, key, room) for key in METRICS)] for room in order[:MOST]]
        st.html(_table(heads, rows))
        if len(order) > MOST:
            accepted = found[(found["metric"] == ACCEPTED) & found["room"].isin(order[MOST:])]
            cases = float(accepted["value"].sum())
            told = {"count": len(order) - MOST, "cases": numbers.full(cases)}
            st.html(f'<p class="fq-note">{escape(catalogue.say("mediation.rooms.rest", **told))}</p>')


def _closely(view: View, rooms: list[str]) -> Listed:
    found = data.figures(view.version, view.scope.with_filter("room", *rooms), METRICS, by=("room",))
    keys = zip(found["metric"], found["room"], strict=True)
    return dict(zip(keys, zip(found["value"], found["denominator"], strict=True), strict=True))


def _order(found: pd.DataFrame) -> list[str]:
    """Rooms by how much they accepted; those that only have open cases follow."""
    accepted = found[found["metric"] == ACCEPTED].set_index("room")["value"]
    standing = found[(found["metric"] == STANDING) & (found["value"] > 0)]["room"]
    rooms = dict.fromkeys([*accepted[accepted > 0].index, *standing])
    return sorted(rooms, key=lambda room: (-accepted.get(room, 0.0), room))


def _choice(view: View, order: list[str]) -> None:
    """One room, by name; the address says which."""
    present = dict(view.request.filters).get("room", ())
    key = f"room_pick_{view.mark}"
    st.selectbox(
        catalogue.say("mediation.rooms.pick"),
        order,
        index=order.index(present[0]) if len(present) == 1 and present[0] in order else None,
        key=key,
        format_func=partial(view.words.of, "room"),
        placeholder=catalogue.say("mediation.rooms.pick_none"),
        label_visibility="collapsed",
        on_change=_take,
        args=(view, key),
    )


def _take(view: View, key: str) -> None:
    chosen = st.session_state[key]
    links.go(view.request.narrowed("room", *([chosen] if chosen else [])))


def _head(metric: Metric) -> str:
    return f'{escape(metric.label)}<span class="fq-unit">{escape(metric.unit)}</span>'


def _cell(listed: Listed, key: str, room: str) -> str:
    """A number; a rate with its parts, and none from too few."""
    metric, row = definition(key), listed.get((key, room))
    if row is None:
        return numbers.full(None) if metric.is_rate or metric.kind == "duration" else "0"
    value, under = row
    if metric.is_rate or metric.kind == "duration":
        if numbers.absent(under) or under < LEAST:
            return catalogue.say("mediation.rooms.few", least=LEAST)
        return numbers.full(value, 1 if metric.is_rate else metric.decimals)
    return numbers.full(value, metric.decimals)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    """`heads` are markup, `rows` are words."""
    head = "<tr>" + "".join(_aligned("th", at, text) for at, text in enumerate(heads)) + "</tr>"
    written = ([escape(text) for text in row] for row in rows)
    body = "".join(
        "<tr>" + "".join(_aligned("td", at, text) for at, text in enumerate(row)) + "</tr>" for row in written
    )
    table = f'<table class="fq-table"><thead>{head}</thead><tbody>{body}</tbody></table>'
    return f'<div class="fq-rooms" tabindex="0">{table}</div>'


def _aligned(tag: str, at: int, text: str) -> str:
    """Names stand left, numbers right."""
    return f'<{tag} class="{"fq-right" if at else ""}">{text}</{tag}>'
