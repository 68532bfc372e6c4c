"""Which duties are asked for here: those who command an area switch them on and off, from today on."""

from functools import partial
from html import escape

import streamlit as st

from core import access, catalogue, clock, working_days
from core.access import Person
from core.areas import AreaTree
from core.cadence import switching
from core.cadence.duties import duties
from core.cadence.switching import Switched
from dashboards import data, stores
from dashboards.cadence import acts, table
from dashboards.components import once
from db.session import Session


def block(by: Person) -> None:
    """For the person's own area; nobody else sees it."""
    if not access.may(by, switching.RIGHT) or by.area_code is None:
        return
    areas = data.area_tree(data.version())
    found = switching.as_set(stores.records(), areas, by.area_code, clock.today())
    with st.expander(catalogue.say("cadence.switches.title")):
        heads = [catalogue.say(f"cadence.switches.{name}") for name in ("duty", "body", "period", "wartime", "state")]
        st.html(table.table(heads, [_row(areas, one) for one in found]))
        _switch(by, found)


def _row(areas: AreaTree, one: Switched) -> list[str]:
    shipped = next(duty for duty in duties() if duty.key == one.duty)
    stands = catalogue.say(f"cadence.switches.{'on' if one.enabled else 'off'}")
    if one.said_by:
        stands = catalogue.say("cadence.switches.said", state=stands, area=areas.name(one.said_by), since=one.since)
    told = (
        catalogue.label("duty", one.duty),
        catalogue.label("body_kind", shipped.body),
        catalogue.label("cadence", shipped.period),
        catalogue.say(f"cadence.switches.in_{shipped.wartime}"),
        stands,
    )
    return [escape(text) for text in told]


def _switch(by: Person, found: list[Switched]) -> None:
    drawn, enabled = once.drawn("cadence_switch"), {one.duty: one.enabled for one in found}
    names = {
        key: catalogue.say(f"cadence.switches.turn_{'off' if on else 'on'}", name=catalogue.label("duty", key))
        for key, on in enabled.items()
    }
    with st.form(f"cadence_switch_{drawn.token}", border=False):
        picked = st.selectbox(
            catalogue.say("cadence.switches.which"), list(names), key=drawn.key("duty"), format_func=names.__getitem__
        )
        sent = st.form_submit_button(catalogue.say("cadence.switches.send"), key=drawn.key("send"))
    if sent:
        acts.do(drawn, partial(_set, duty=picked, enabled=not enabled[picked], by=by), by, whole=True)


def _set(session: Session, areas: AreaTree, *, duty: str, enabled: bool, by: Person) -> str:
    calendar, own = working_days.of_office(stores.records()), by.area_code or ""
    switching.switch(session, areas, calendar, duty=duty, area_code=own, enabled=enabled, by=by)
    return catalogue.say("cadence.switches.done", name=catalogue.label("duty", duty))
