"""A new device: the code that it shows is typed here, with what it shall show and from where it is read."""

from functools import partial

import streamlit as st

from core import catalogue
from core.access import Person
from core.wall import pairing
from core.wall.devices import Device
from dashboards import stores
from dashboards.board_settings import fields
from dashboards.components import once
from dashboards.wall_settings import device_fields
from dashboards.wall_settings.acts import do, said, tree, word
from db.session import Session

NONE = 0
PLACE = "pairing"
OPEN = "_wall_pairing_open"


def block(found: list[Device], by: Person) -> None:
    """Open where nothing is paired yet, and as somebody left it ever after: what came of it is said inside."""
    opened = st.session_state.setdefault(OPEN, not found)
    with st.expander(word("pair"), expanded=opened, key="wall_pair"):
        said(PLACE)
        _form(found, by)


def _form(found: list[Device], by: Person) -> None:
    drawn, names = once.drawn("wall_pair"), device_fields.programmes(by)
    if not names:
        st.caption(word("none_to_pair"))
        return
    screens = {one.id: word("steers_one", name=one.name) for one in found if one.kind == "screen"}
    with st.form(f"wall_pair_form_{drawn.token}", border=False):
        left, right = st.columns([1, 2])
        with left:
            code = st.text_input(word("code"), key=drawn.key("code"), max_chars=12)
        with right:
            steers = st.selectbox(
                word("steers"),
                [NONE, *screens],
                key=drawn.key("steers"),
                format_func=partial(fields.called, screens | {NONE: word("steers_none")}),
            )
        asked = device_fields.ask(drawn, names)
        sent = st.form_submit_button(word("pair_do"), key=drawn.key("send"), type="primary")
    if not sent:
        return
    if not pairing.charge(stores.records(), by):
        st.error(catalogue.say("wall.refused.too_often"))
        return
    act = partial(pairing.approve, areas=tree(), code=code, steers_id=steers or None, by=by, **asked)
    told = {"name": asked["name"], "programme": names[asked["programme_id"]]}
    do(drawn, partial(_approved, act, by), "pair_done_remote" if steers else "pair_done", PLACE, **told)


def _approved(approve: partial, by: Person, session: Session) -> None:
    approve(session)
    pairing.forgive(session, by)
