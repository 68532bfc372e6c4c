"""The form of who mediates in a room: by work number, never by name."""

from functools import partial

import streamlit as st

from core import catalogue, clock
from core.access import Person
from core.mediation import docket
from core.mediation.enrolling import EXPERT, Enrolment, dismiss, enrol
from dashboards import stores
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.mediation import acts
from dashboards.mediation.registering import word
from db.models.mediator import MEDIATOR_KINDS, PROFESSIONS, Mediator


def block(by: Person) -> None:
    rooms = docket.rooms(stores.records(), by)
    if not rooms:
        st.info(word("no_rooms"))
        return
    room = st.selectbox(word("room"), list(rooms), key="enrol_room", format_func=rooms.__getitem__)
    present = docket.mediators(stores.records(), room, clock.today(), around_too=False) if room else {}
    kinds = catalogue.code_labels("mediator_kind")
    if present:
        listed = catalogue.say("common.list_separator").join(
            catalogue.say("mediation.desk.mediator_of", number=number, kind=kinds[kind])
            for number, kind in present.items()
        )
        st.caption(catalogue.say("mediation.desk.present", listed=listed))
    left, right = st.columns([3, 2])
    with left:
        _new(room, by)
    with right:
        _end(list(present), by)


def _new(room: str, by: Person) -> None:
    drawn = once.drawn("enrol")
    with st.form(f"enrol_form_{drawn.token}", border=False):
        number = st.text_input(word("number"), key=drawn.key("number"), help=word("number_help"), max_chars=24)
        kind = _choice(drawn, "mediator_kind", MEDIATOR_KINDS)
        profession = _choice(drawn, "profession", PROFESSIONS)
        head = st.checkbox(word("head"), key=drawn.key("head"))
        account = st.text_input(word("account"), key=drawn.key("account"), help=word("account_help"), max_chars=64)
        sent = st.form_submit_button(word("enrol"), key=drawn.key("send"), type="primary")
    if sent:
        trade = profession if kind == EXPERT else None
        wanted = Enrolment(room, number.strip(), kind, trade, head, account.strip() or None)
        acts.do(drawn, lambda session, desk: enrol(session, desk, wanted, on=clock.today(), by=by), _enrolled, by)


def _end(numbers: list[str], by: Person) -> None:
    if not numbers:
        return
    drawn = once.drawn("dismiss")
    with st.form(f"dismiss_form_{drawn.token}", border=False):
        number = st.selectbox(word("dismissed"), numbers, key=drawn.key("number"))
        sent = st.form_submit_button(word("dismiss"), key=drawn.key("send"))
    if sent and number:
        act = partial(dismiss, work_number=number, on=clock.today(), by=by)
        acts.do(drawn, lambda session, desk: act(session, desk), _ended, by)


def _choice(drawn: Drawn, name: str, codes: tuple[str, ...]) -> str:
    labels = catalogue.code_labels(name)
    return st.selectbox(word(name), codes, key=drawn.key(name), format_func=labels.__getitem__)


def _enrolled(mediator: Mediator) -> str:
    return catalogue.say("mediation.desk.enrolled", number=mediator.work_number)


def _ended(mediator: Mediator) -> str:
    return catalogue.say("mediation.desk.ended", number=mediator.work_number)
