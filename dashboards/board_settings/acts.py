"""Writing a mark or a target: once, in one transaction, with a sentence afterwards."""

from collections.abc import Callable

import streamlit as st

from core import catalogue, form_tokens
from core.editing import EditRefused
from core.form_tokens import SentAlready
from dashboards import stores
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

SAID = "_marks_said"
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


def said() -> None:
    """What came of the last act, once."""
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"success": st.success, "error": st.error}[kind](text)
