"""Writing one step: once, in one transaction, with a sentence afterwards."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core import catalogue, form_tokens, working_days
from core.access import Person
from core.form_tokens import SentAlready
from core.mediation.desk import Desk
from core.mediation.refusal import NotAllowed, Refused
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from db.models.mediation import MediationCase
from db.models.mediator import Mediator
from db.models.subsidy import SubsidyBudget, SubsidyEntry, SubsidyTariff
from db.session import Session

SAID = "_mediation_said"
Written = TypeVar("Written", MediationCase, Mediator, SubsidyBudget, SubsidyEntry, SubsidyTariff)
# What was seen of the case is no longer so: the form is drawn from what is there now.
OVERTAKEN = ("changed_meanwhile", "sent_already", "subsidy_changed", "subsidy_decided_before")


def do(drawn: Drawn, act: Callable[[Session, Desk], Written], said: Callable[[Written], str], by: Person) -> None:
    """Runs `act` with the form's token; a refusal leaves the form as it was filled in, unless the case has changed."""
    records = stores.records()
    try:
        desk = Desk(data.area_tree(data.version()), working_days.of_office(records))
        with records.writing(within=(by.area_code or "",)) as session:
            form_tokens.use(session, drawn.token)
            written = act(session, desk)
        st.session_state[SAID] = ["success", said(written)]
    except NotAllowed:
        st.error(catalogue.say("mediation.refused.not_allowed"))
        return
    except (SentAlready, Refused) as refused:
        reason = refused.reason if isinstance(refused, Refused) else "sent_already"
        words = catalogue.say(f"mediation.refused.{reason}", **(refused.values if isinstance(refused, Refused) else {}))
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
