"""The first visit to a system without accounts: its one-time code, and the first system manager."""

import streamlit as st

from core import catalogue, first_run, passwords
from core.accounts import AccountRefused
from dashboards import session, stores

DONE = "_first_run_done"
FIELDS = ("code", "username", "display_name")


def show() -> None:
    """The form instead of the sign-in."""
    with st.form("first_run"):
        st.subheader(_say("title"), anchor=False)
        st.markdown(_say("help"))
        given = {"code": st.text_input(_say("code"), key="first_run_code")}
        # Side by side, so that the button is seen on a small screen.
        for column, name in zip(st.columns(2, gap="small"), ("username", "display_name"), strict=True):
            given[name] = column.text_input(_say(name), key=f"first_run_{name}", placeholder=_say(f"{name}_hint"))
        password, again = (
            column.text_input(_say(name), type="password", key=f"first_run_{name}", autocomplete="new-password")
            for column, name in zip(st.columns(2, gap="small"), ("password", "again"), strict=True)
        )
        st.caption(catalogue.say("identity.steps.password_rules"))
        sent = st.form_submit_button(_say("create"), type="primary", width="stretch")
    if not sent:
        return
    if not all((*given.values(), password)):
        st.error(_say("empty"))
    elif password != again:
        st.error(_say("differ"))
    else:
        _make(password, **given)


def done() -> str | None:
    """The name of the account that this browser has just made, once."""
    return st.session_state.pop(DONE, None)


def _make(password: str, *, code: str, username: str, display_name: str) -> None:
    wanted = {"code": code, "username": username, "display_name": display_name, "password": password}
    try:
        first_run.use(stores.records(), address=session.network_address(), **wanted)
    except AccountRefused as refused:
        st.error(catalogue.say(f"accounts.refused.{refused.reason}", username=username))
    except passwords.WeakPassword as weak:
        st.error(catalogue.say(f"accounts.weak.{weak.reason}"))
    else:
        st.session_state[DONE] = username
        st.rerun()


def _say(key: str) -> str:
    return catalogue.say(f"identity.first_run.{key}")
