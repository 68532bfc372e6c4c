"""One account: what it is, and what may be done to it by whoever is asking."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from core import access, catalogue, people
from core.access import Person
from core.accounts import Listed
from dashboards import stores
from dashboards.components import browsers, once
from dashboards.components.once import Drawn
from dashboards.people import acts, fields
from db.session import Session

Act = Callable[..., str | None]
# More are ended all at once.
MOST_BROWSERS = 8


def show(person: Person, one: Listed) -> None:
    """The form and the buttons that this manager has; none for one's own account."""
    # The version is that of the drawing: whoever saves over somebody else's change is told so.
    drawn = once.drawn(f"people_edit_{one.username}", one.version)
    with st.container(key="people_edit", border=True):
        st.subheader(_say("edit", username=one.username), anchor=False)
        acts.said(drawn.name)
        if one.username == person.username:
            st.info(_say("own"))
            return
        if access.may(person, people.ACCOUNTS):
            _form(person, one, drawn)
            _buttons(person, one, drawn, _of_accounts(one))
        if access.may(person, people.SECURITY):
            _buttons(person, one, drawn, _of_security(one))
        _browsers(person, one, drawn)


def _form(person: Person, one: Listed, drawn: Drawn) -> None:
    with st.form("people_edit_form", border=False):
        wanted = fields.ask(drawn, one.display_name, one.role, one.area_code)
        sent = st.form_submit_button(_say("save"), key=drawn.key("send"), type="primary")
    if sent and (lacking := fields.missing(wanted)):
        st.error(lacking)
    elif sent:
        _do(person, one, drawn, partial(people.edit, **wanted), "saved")


def _of_accounts(one: Listed) -> dict[str, tuple[Act, str]]:
    switch: dict[str, tuple[Act, str]] = (
        {"disable": (partial(people.set_enabled, enabled=False), "disabled")}
        if one.enabled
        else {"enable": (partial(people.set_enabled, enabled=True), "enabled")}
    )
    return switch | {"reset_password": (people.reset_password, "password_reset")}


def _browsers(person: Person, one: Listed, drawn: Drawn) -> None:
    """Where it is signed in now, and out with one or all of them."""
    found = people.browsers_of(stores.records(), one.username, person)
    st.markdown(f"**{catalogue.say('browsers.title')}**")
    if not found:
        st.caption(catalogue.say("browsers.none"))
        return
    browsers.table(found)
    with st.container(horizontal=True):
        for number, browser in enumerate(found[:MOST_BROWSERS], 1):
            if st.button(catalogue.say("browsers.end", number=number), key=drawn.key(f"end_{browser.id}")):
                _do(person, one, drawn, partial(people.end_session, login_session=browser.id), "session_ended")
        if st.button(_say("end_sessions"), key=drawn.key("end_sessions")):
            _do(person, one, drawn, people.end_sessions, "sessions_ended")


def _of_security(one: Listed) -> dict[str, tuple[Act, str]]:
    offered: dict[str, tuple[Act, str]] = {}
    if one.locked:
        offered["unlock"] = (people.unlock, "unlocked")
    if one.second_factor:
        offered["reset_second_factor"] = (people.reset_second_factor, "second_factor_reset")
    return offered


def _buttons(person: Person, one: Listed, drawn: Drawn, offered: dict[str, tuple[Act, str]]) -> None:
    if not offered:
        return
    with st.container(horizontal=True):
        for name, (act, said) in offered.items():
            if st.button(_say(name), key=drawn.key(name)):
                _do(person, one, drawn, act, said)


def _do(person: Person, one: Listed, drawn: Drawn, act: Act, said: str) -> None:
    def once_in(session: Session) -> str | None:
        return act(session, username=one.username, version=drawn.seen, by=person)

    acts.do(drawn, once_in, said, username=one.username)


def _say(key: str, **values: Any) -> str:
    return catalogue.say(f"identity.people.{key}", **values)
