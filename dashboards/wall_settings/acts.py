"""Writing something about walls: once, in one transaction, with a sentence afterwards."""

from collections.abc import Callable

import streamlit as st

from core import catalogue, form_tokens
from core.areas import AreaTree
from core.form_tokens import SentAlready
from core.wall.refusal import WallRefused
from dashboards import data, stores, windows
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.wall import pulse
from db.session import Session

SAID = "_walls_said"
WIDTH = 1100
OVERTAKEN = ("changed_meanwhile", "sent_already")


def word(key: str, /, **values: object) -> str:
    return catalogue.say(f"wall.page.{key}", **values)


def tree() -> AreaTree:
    return data.area_tree(data.version())


def do(drawn: Drawn, act: Callable[[Session], object], said: str) -> None:
    """Runs `act` with the form's token; a refusal leaves the form as it was typed, unless the row has changed."""
    try:
        with stores.records().writing() as session:
            form_tokens.use(session, drawn.token)
            act(session)
    except (SentAlready, WallRefused) as refused:
        reason = refused.reason if isinstance(refused, WallRefused) else "sent_already"
        if reason not in OVERTAKEN:
            st.error(catalogue.say(f"wall.refused.{reason}"), width=WIDTH)
            return
        st.session_state[SAID] = ["error", catalogue.say(f"wall.refused.{reason}")]
    else:
        st.session_state[SAID] = ["success", word(said)]
    pulse.clear()
    once.renew(drawn)
    st.rerun()


def said() -> None:
    """What came of the last act, once."""
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"success": st.success, "error": st.error}[kind](text, width=WIDTH)


def asks_first(drawn: Drawn, name: str, act: Callable[[Session], object], done: str) -> None:
    """The window that asks before something is gone, while it is open; outside of forms."""
    if windows.current() == drawn.key("asked"):
        st.dialog(word("remove_confirm"), on_dismiss=windows.close)(_confirm)(drawn, name, act, done)


def _confirm(drawn: Drawn, name: str, act: Callable[[Session], object], done: str) -> None:
    st.warning(word("remove_named", name=name))
    with st.container(horizontal=True):
        sure = st.button(word("remove_confirm"), key=drawn.key("yes"), type="primary")
        if st.button(word("remove_no"), key=drawn.key("no")):
            windows.close()
            st.rerun()
    if sure:
        windows.close()
        do(drawn, act, done)
