"""Doing something to an account: once, in one transaction, with a sentence afterwards."""

from collections.abc import Callable

import streamlit as st

from core import catalogue, form_tokens, people
from core.accounts import AccountRefused
from core.form_tokens import SentAlready
from dashboards import stores
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

SAID = "_people_said"


def do(drawn: Drawn, act: Callable[[Session], str | None], said: str, **words: object) -> None:
    """Runs `act` with the form's token and draws the page anew; what `act` returns is a one-time password to tell."""
    try:
        with stores.records().writing() as session:
            form_tokens.use(session, drawn.token)
            password = act(session)
            # Before the commit: a second click may stop this run right behind it, and the password is told only once.
            _say_after(drawn, "success", catalogue.say(f"identity.people.{said}", password=password or "", **words))
    except (SentAlready, people.NotAllowed, AccountRefused) as refused:
        if not (isinstance(refused, SentAlready) and _has_said(drawn)):
            _say_after(drawn, "error", _refusal(refused, **words))
    except Exception:
        # What couldn't be committed isn't done.
        quiet()
        raise
    once.renew(drawn)
    st.rerun()


def said(form: str) -> None:
    """What came of the last act, if it was this form's: beside it, until the next one or a reload."""
    told = st.session_state.get(SAID)
    if told and told[0] == form:
        {"success": st.success, "error": st.error}[told[1]](told[2])


def quiet() -> None:
    """Somebody went on to something else: a one-time password stands there no longer."""
    st.session_state.pop(SAID, None)


def _say_after(drawn: Drawn, kind: str, text: str) -> None:
    st.session_state[SAID] = [drawn.name, kind, text]


def _has_said(drawn: Drawn) -> bool:
    """Whether the first of two clicks has told already what came of it."""
    told = st.session_state.get(SAID)
    return bool(told) and told[:2] == [drawn.name, "success"]


def _refusal(refused: Exception, **words: object) -> str:
    if isinstance(refused, AccountRefused):
        roles = catalogue.say("identity.people.role")
        return catalogue.say(f"accounts.refused.{refused.reason}", **({"area": "", "roles": roles} | words))
    return catalogue.say(f"identity.people.{'sent_already' if isinstance(refused, SentAlready) else 'not_allowed'}")
