"""Writing a mark or a target: once, in one transaction, with a sentence afterwards."""

from collections.abc import Callable

import streamlit as st

from core import catalogue, form_tokens
from core.editing import EditRefused
from core.form_tokens import SentAlready
from dashboards import stores, windows
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

SAID = "_marks_said"
WIDTH = 1100
# What was seen of the row is no longer so: the form is drawn from what is there now.
OVERTAKEN = ("changed_meanwhile", "sent_already")


def do(drawn: Drawn, act: Callable[[Session], None], said: str) -> None:
    """Runs `act` with the form's token; a refusal leaves the form as it was typed, unless the row has changed."""
    try:
        with stores.records().writing() as session:
            form_tokens.use(session, drawn.token)
            act(session)
    except (SentAlready, EditRefused) as refused:
        reason = refused.reason if isinstance(refused, EditRefused) else "sent_already"
        if reason not in OVERTAKEN:
            st.error(catalogue.say(f"marks.refused.{reason}"))
            return
        st.session_state[SAID] = ["error", catalogue.say(f"marks.refused.{reason}")]
    else:
        st.session_state[SAID] = ["success", catalogue.say(f"marks.page.{said}")]
    once.renew(drawn)
    st.rerun()


def remove_button(drawn: Drawn) -> None:
    """For the form of what is there: asks before it is removed."""
    asking = {"key": drawn.key("remove"), "on_click": windows.open_named, "args": (drawn.key("asked"),)}
    st.form_submit_button(catalogue.say("marks.page.remove"), **asking)  # type: ignore[arg-type]


def removal(drawn: Drawn, name: str, act: Callable[[Session], None]) -> None:
    """The window that asks, while it is open; outside the form."""
    if windows.current() == drawn.key("asked"):
        title = catalogue.say("marks.page.remove_confirm")
        st.dialog(title, on_dismiss=windows.close)(_confirm)(drawn, name, act)


def _confirm(drawn: Drawn, name: str, act: Callable[[Session], None]) -> None:
    st.warning(catalogue.say("marks.page.remove_named", name=name))
    with st.container(horizontal=True):
        word = catalogue.say("marks.page.remove_confirm")
        confirmed = st.button(word, key=drawn.key("remove_yes"), type="primary")
        if st.button(catalogue.say("marks.page.remove_no"), key=drawn.key("remove_no")):
            windows.close()
            st.rerun()
    if confirmed:
        windows.close()
        do(drawn, act, "removed")


def said() -> None:
    """What came of the last act, once; as wide as the cards below it."""
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"success": st.success, "error": st.error}[kind](text, width=WIDTH)
        # The form may stand far below.
        st.toast(text)
