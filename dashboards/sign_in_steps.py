"""What may come between the password and the page: the second factor, a new password, setting up a phone."""

from base64 import b64encode
from html import escape
from io import BytesIO
from pathlib import Path

import segno
import streamlit as st

from core import catalogue, passwords, second_factor, sign_in
from core.login_sessions import Login
from core.second_factor import KeyLost, Offer
from core.settings import settings
from core.sign_in import Progress, Step, StepsLeft
from dashboards import session, stores

CODES = "_recovery_codes"


def show(login: Login, at: Progress) -> None:
    """The form of the step that is next."""
    forms = {Step.SECOND_FACTOR: _second_factor, Step.NEW_PASSWORD: _new_password, Step.SET_UP: _set_up}
    try:
        forms[at.step](login, at)
    except KeyLost:
        st.error(_say("key_lost"))
    if st.button(_say("other_account"), key="other_account", type="tertiary"):
        sign_in.start_over(stores.records(), login)
        st.rerun()


def recovery_codes() -> bool:
    """Shows the codes of a phone that has just been set up, until they are said to be kept; whether it did."""
    codes = st.session_state.get(CODES)
    if not codes:
        return False
    st.subheader(_say("codes"), anchor=False)
    st.markdown(_say("codes_help"))
    st.code("\n".join(f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes), language=None)
    if st.button(_say("codes_saved"), key="codes_saved", type="primary", width="stretch"):
        del st.session_state[CODES]
        return False
    return True


def forget_codes() -> None:
    """They are the last person's, who left before saying so."""
    st.session_state.pop(CODES, None)


def _second_factor(login: Login, _at: Progress) -> None:
    with st.form("second_factor"):
        st.subheader(_say("second_factor"), anchor=False)
        st.markdown(_say("second_factor_help"))
        code = st.text_input(_say("code"), key="second_factor_code", max_chars=20, autocomplete="one-time-code")
        sent = st.form_submit_button(_say("check"), type="primary", width="stretch")
    if sent:
        if sign_in.second_step(stores.records(), login, code, key_file(), session.network_address()):
            st.rerun()
        st.error(_say("wrong_code"))


def _new_password(login: Login, _at: Progress) -> None:
    with st.form("new_password"):
        st.subheader(_say("new_password"), anchor=False)
        st.markdown(_say("new_password_help"))
        fresh, again = new_password_fields("steps")
        sent = st.form_submit_button(_say("save"), type="primary", width="stretch")
    if sent and fresh != again:
        st.error(_say("differ"))
    elif sent:
        try:
            sign_in.new_password(stores.records(), login, fresh)
        except passwords.WeakPassword as weak:
            st.error(catalogue.say(f"accounts.weak.{weak.reason}"))
            return
        except StepsLeft:
            st.error(_say("too_late"))
            return
        st.rerun()


def new_password_fields(key: str) -> tuple[str, str]:
    """The new password, twice, with its rules."""
    fresh = st.text_input(_say("password"), type="password", key=f"{key}_fresh", autocomplete="new-password")
    again = st.text_input(_say("again"), type="password", key=f"{key}_again", autocomplete="new-password")
    st.caption(_say("password_rules"))
    return fresh, again


def _set_up(login: Login, at: Progress) -> None:
    offered = second_factor.offer(stores.records(), at.account_id, key_file())
    with st.form("set_up"):
        st.subheader(_say("set_up"), anchor=False)
        st.markdown(_say("set_up_help"))
        st.html(_picture(offered))
        st.markdown(f"{_say('secret')}：`{' '.join(_groups(offered.secret))}`")
        code = st.text_input(_say("first_code"), key="set_up_code", max_chars=10, autocomplete="one-time-code")
        sent = st.form_submit_button(_say("enable"), type="primary", width="stretch")
    if sent:
        codes = sign_in.set_up(stores.records(), login, code, key_file())
        if codes is not None:
            st.session_state[CODES] = codes
            st.rerun()
        st.error(_say("wrong_first_code"))


def key_file() -> Path:
    """The key of this installation's second factors."""
    return second_factor.key_file(settings().home.resolve())


def _picture(offered: Offer) -> str:
    drawn = BytesIO()
    # Always dark on light: phones don't read the other way round.
    segno.make(offered.uri, error="m").save(drawn, kind="svg", scale=4, border=4, light="#FFFFFF", dark="#000000")
    source = f"data:image/svg+xml;base64,{b64encode(drawn.getvalue()).decode()}"
    return f'<p class="qr"><img alt="{escape(_say("qr"))}" src="{source}"></p>'


def _groups(secret: str) -> list[str]:
    return [secret[start : start + 4] for start in range(0, len(secret), 4)]


def _say(key: str) -> str:
    return catalogue.say(f"identity.steps.{key}")
