"""Writing one act of the office: once, in one transaction, with a sentence afterwards."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core import catalogue, form_tokens
from core.areas import AreaTree
from core.form_tokens import SentAlready
from core.scoring.faults import BadScheme, NotAllowed, Refused
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.components.plain import plain
from db.session import Session

SAID = "_scoring_said"
# What was seen is no longer so: the form is drawn from what is there now.
OVERTAKEN = ("changed_meanwhile", "sent_already", "other_state")


def do(drawn: Drawn, act: Callable[[Session, AreaTree], Any], said: str, **told: object) -> None:
    """Runs `act` with the form's token; a refusal leaves the form as it was filled in, unless what it shows changed."""
    try:
        tree = data.area_tree(data.version())
        with stores.records().writing() as session:
            form_tokens.use(session, drawn.token)
            act(session, tree)
        st.session_state[SAID] = ["success", word(f"said.{said}", **told)]
    except NotAllowed:
        st.error(catalogue.say("scoring.refused.not_allowed"))
        return
    except BadScheme as bad:
        faults(bad)
        return
    except (SentAlready, Refused) as refused:
        reason = refused.reason if isinstance(refused, Refused) else "sent_already"
        told_words = refused.told if isinstance(refused, Refused) else catalogue.say("scoring.refused.sent_already")
        if reason not in OVERTAKEN:
            st.error(told_words)
            return
        st.session_state[SAID] = ["error", told_words]
    once.renew(drawn)
    st.rerun()


def faults(bad: BadScheme) -> None:
    """Everything that is wrong with a scheme, one fault a line."""
    st.error(catalogue.say("scoring.refused.bad_scheme", count=len(bad.faults)))
    st.markdown("\n".join(f"- {plain(fault.told)}" for fault in bad.faults))


def said() -> None:
    """What came of the last act, once."""
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"success": st.success, "error": st.error}[kind](text)


def word(key: str, **values: object) -> str:
    return catalogue.say(f"supervision.{key}", **values)
