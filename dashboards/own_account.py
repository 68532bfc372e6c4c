"""One's own account in a window: since when the password is used, a new one, and the second factor."""

import streamlit as st

from core import accounts, catalogue, clock, passwords
from core import browsers as core_browsers
from core.access import Person
from core.accounts import Own
from core.sign_in_rules import rules
from dashboards import session, sign_in_steps, stores, windows
from dashboards.components import browsers

NAME = "own_account"
ENDED = "_others_ended"


def button() -> None:
    st.button(_say("title"), key=NAME, on_click=windows.open_named, args=(NAME,), width="stretch")


def show(person: Person) -> None:
    """The window, while it is open."""
    if windows.current() == NAME:
        st.dialog(_say("title"), width="medium", on_dismiss=windows.close)(_window)(person)


def _window(person: Person) -> None:
    own = accounts.own(stores.records(), person)
    st.caption(_password_age(own))
    st.caption(_second_factor(own))
    _browsers(person)
    if own.demo:
        st.info(_say("demo"))
        return
    with st.form("own_password", clear_on_submit=True):
        old = st.text_input(_say("old"), type="password", key="own_old", autocomplete="current-password")
        fresh, again = sign_in_steps.new_password_fields("own")
        sent = st.form_submit_button(_say("change"), type="primary")
    if sent and fresh != again:
        st.error(catalogue.say("identity.steps.differ"))
    elif sent:
        _change(person, old, fresh)


def _browsers(person: Person) -> None:
    """Where else this account is signed in, and the way to end that."""
    st.markdown(f"**{catalogue.say('browsers.title')}**")
    found = core_browsers.own(stores.records(), person)
    if (ended := st.session_state.pop(ENDED, None)) is not None:
        st.success(catalogue.say("browsers.others_ended", count=ended))
    browsers.table(found)
    if len(found) < 2:
        st.caption(catalogue.say("browsers.alone"))
        return
    st.caption(catalogue.say("browsers.help_own"))
    if st.button(catalogue.say("browsers.end_others"), key="end_others", icon=":material/logout:"):
        st.session_state[ENDED] = core_browsers.end_others(stores.records(), person)
        st.rerun(scope="fragment")


def _change(person: Person, old: str, fresh: str) -> None:
    records = stores.records()
    if accounts.verify(records, person.username, old, address=session.network_address()) is None:
        st.error(_say("wrong"))
        return
    try:
        with records.writing() as writing:
            accounts.set_password(writing, username=person.username, password=fresh, by=person)
    except passwords.WeakPassword as weak:
        st.error(catalogue.say(f"accounts.weak.{weak.reason}"))
    else:
        st.success(_say("changed"))


def _password_age(own: Own) -> str:
    day, days = clock.local_day(own.password_since), rules().password_days
    if not days or own.demo:
        return _say("since_always", day=day)
    left = days - (clock.now() - own.password_since).days
    return _say("since", day=day, days=max(0, left))


def _second_factor(own: Own) -> str:
    since = own.second_factor_since
    return _say("second_factor_on", day=clock.local_day(since)) if since else _say("second_factor_off")


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"identity.own.{key}", **values)
