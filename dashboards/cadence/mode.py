"""Peacetime or wartime: what is in force here and below, what there was, and the order of those who command."""

from functools import partial
from html import escape

import streamlit as st

from core import catalogue, clock, working_days
from core.access import Person
from core.areas import AreaTree
from core.cadence import modes, operating
from core.cadence.modes import Modes, Spell
from dashboards import stores
from dashboards.cadence import acts, table
from dashboards.components import mode_banner, once
from dashboards.viewing import View
from db.models.operating_mode import REASONS
from db.session import Session

HISTORY = 8


def block(view: View) -> None:
    found = modes.load(stores.records())
    with st.container(key="card_mode"):
        st.html(table.heading(catalogue.say("cadence.mode.title")))
        for area in view.scope.areas:
            st.html(_state(view.areas, found, area.code))
        _orders(view, found)
        if past := _history(view, found):
            with st.expander(catalogue.say("cadence.mode.history")):
                st.html(past)


def _state(areas: AreaTree, found: Modes, code: str) -> str:
    """What is in force there, in a word and a shape; and which places below are in wartime mode alone."""
    name, spell = areas.name(code) or code, found.of(areas, code)
    lines = [mode_banner.told(areas, spell) if spell else catalogue.say("cadence.mode.peace", area=name)]
    if not spell:
        lines += [mode_banner.told(areas, one) for one in found.below(areas, code)]
    return "".join(f'<p class="fq-mode-line">{escape(line)}</p>' for line in lines)


def _orders(view: View, found: Modes) -> None:
    by = view.person
    own = by.area_code or ""
    if not operating.may(view.areas, own, by):
        return
    held = [one for one in _held(view.areas, found, own) if operating.may(view.areas, one.area_code, by)]
    if held:
        _end(view, held)
    if found.of(view.areas, own) is None:
        _begin(view, found, own)


def _held(areas: AreaTree, found: Modes, own: str) -> list[Spell]:
    above = found.of(areas, own)
    return [above] if above is not None else found.below(areas, own)


def _begin(view: View, found: Modes, own: str) -> None:
    """Areas that are in it already aren't offered."""
    drawn = once.drawn("cadence_begin")
    codes = [
        area.code
        for area in view.areas.below(own)
        if area.level != "village" and found.of(view.areas, area.code) is None
    ]
    reasons = {code: catalogue.label("wartime_reason", code) for code in REASONS}
    with st.form(f"cadence_begin_{drawn.token}", border=False):
        left, right = st.columns(2)
        with left:
            area = st.selectbox(
                catalogue.say("cadence.mode.area"),
                codes,
                key=drawn.key("area"),
                format_func=partial(_named, view.areas),
            )
        with right:
            reason = st.selectbox(
                catalogue.say("cadence.mode.reason"), list(reasons), key=drawn.key("reason"),
                format_func=reasons.__getitem__,
            )  # fmt: skip
        sure = st.checkbox(catalogue.say("cadence.mode.sure"), key=drawn.key("sure"))
        sent = st.form_submit_button(catalogue.say("cadence.mode.begin"), key=drawn.key("send"), type="primary")
    if sent and not sure:
        st.error(catalogue.say("cadence.mode.not_sure"))
    elif sent:
        acts.do(drawn, partial(_ordered, area=area, reason=reason, by=view.person), view.person, whole=True)


def _end(view: View, held: list[Spell]) -> None:
    for spell in held:
        drawn = once.drawn(f"cadence_end_{spell.id}", spell.version)
        name = view.areas.name(spell.area_code)
        if st.button(catalogue.say("cadence.mode.end", area=name), key=drawn.key("send")):
            act = partial(_called_off, spell=spell, version=drawn.seen, by=view.person)
            acts.do(drawn, act, view.person, whole=True)


def _ordered(session: Session, areas: AreaTree, *, area: str, reason: str, by: Person) -> str:
    operating.begin(session, areas, working_days.of_office(stores.records()), area_code=area, reason=reason, by=by)
    return catalogue.say("cadence.mode.begun", area=areas.name(area))


def _called_off(session: Session, areas: AreaTree, *, spell: Spell, version: int, by: Person) -> str:
    operating.end(session, areas, working_days.of_office(stores.records()), spell=spell.id, version=version, by=by)
    return catalogue.say("cadence.mode.ended", area=areas.name(spell.area_code))


def _named(areas: AreaTree, code: str) -> str:
    """With the place above it, since names of townships repeat."""
    place = areas[code]
    above = areas.get(place.parent_code)
    plain = above is None or above.parent_code is None
    return place.name if plain else catalogue.say("board.filter.within", name=place.name, above=above.name)  # type: ignore[union-attr]


def _history(view: View, found: Modes) -> str:
    seen: dict[int, Spell] = {}
    for area in view.scope.areas:
        seen |= {spell.id: spell for spell in found.history(view.areas, area.code)}
    spells = sorted(seen.values(), key=lambda one: one.begins_at, reverse=True)[:HISTORY]
    if not spells:
        return ""
    heads = [
        catalogue.say(f"cadence.mode.{name}") for name in ("area", "from", "until", "reason", "ordered_by", "ended_by")
    ]
    return table.table(heads, [_row(view.areas, one) for one in spells])


def _row(areas: AreaTree, one: Spell) -> list[str]:
    until = clock.written(one.ends_at) if one.ends_at else catalogue.say("cadence.mode.in_force")
    reason = catalogue.label("wartime_reason", one.reason)
    told = (areas.name(one.area_code) or one.area_code, clock.written(one.begins_at), until, reason, one.begun_by)
    return [escape(text) for text in (*told, one.ended_by or "")]
