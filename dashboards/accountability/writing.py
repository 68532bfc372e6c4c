"""Writing one step of the desk: once, in one transaction, with a sentence afterwards."""

from collections.abc import Callable

import streamlit as st

from core import catalogue, form_tokens, working_days
from core.access import Person
from core.accountability.office import Office
from core.accountability.refusal import NotAllowed, Refused
from core.form_tokens import SentAlready
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

SAID = "_accountability_said"
# What was seen is no longer so: the form is drawn from what is there now.
OVERTAKEN = ("changed_meanwhile", "sent_already")


def do(drawn: Drawn, act: Callable[[Session, Office], object], said: str, by: Person) -> None:
    """Runs `act` with the form's token; a refusal leaves the form as it was filled in, unless all has changed."""
    records = stores.records()
    try:
        office = Office(data.area_tree(data.version()), working_days.of_office(records))
        with records.writing(within=(by.area_code or "",)) as session:
            form_tokens.use(session, drawn.token)
            act(session, office)
        st.session_state[SAID] = ["success", said]
    except NotAllowed:
        st.error(catalogue.say("accountability.refused.not_allowed"))
        return
    except (SentAlready, Refused) as refused:
        reason = refused.reason if isinstance(refused, Refused) else "sent_already"
        values = refused.values if isinstance(refused, Refused) else {}
        words = catalogue.say(f"accountability.refused.{reason}", **values)
        if reason not in OVERTAKEN:
            st.error(words)
            return
        st.session_state[SAID] = ["error", words]
    once.renew(drawn)
    st.rerun()


def said() -> None:
    """What came of the last step, once."""
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"success": st.success, "error": st.error}[kind](text)
