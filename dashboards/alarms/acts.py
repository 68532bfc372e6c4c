"""Acknowledging alarms and setting rules: once, in one transaction, with a sentence afterwards."""

from collections.abc import Callable

import streamlit as st

from core import catalogue, form_tokens
from core.access import Person
from core.alarms.refusal import NotAllowed, Refused
from core.areas import AreaTree
from core.form_tokens import SentAlready
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

SAID = "_alarms_said"
# What was seen is no longer so: the form is drawn from what is there now.
OVERTAKEN = ("changed_meanwhile", "sent_already", "answered_already")


def do(drawn: Drawn, act: Callable[[Session, AreaTree], str], by: Person) -> None:
    """Runs `act`, which gives the sentence, with the form's token; a refusal leaves the form as it was filled in."""
    areas = data.area_tree(data.version())
    try:
        with stores.records().writing(within=(by.area_code or "",)) as session:
            form_tokens.use(session, drawn.token)
            words = act(session, areas)
        st.session_state[SAID] = ["success", words]
    except NotAllowed:
        st.error(catalogue.say("alarms.refused.not_allowed"))
        return
    except (SentAlready, Refused) as refused:
        reason = refused.reason if isinstance(refused, Refused) else "sent_already"
        if reason not in OVERTAKEN:
            st.error(catalogue.say(f"alarms.refused.{reason}"))
            return
        st.session_state[SAID] = ["error", catalogue.say(f"alarms.refused.{reason}")]
    once.renew(drawn)
    st.rerun()


def said() -> None:
    """What came of the last act, once."""
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"success": st.success, "error": st.error}[kind](text)
