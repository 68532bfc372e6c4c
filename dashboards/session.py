"""Who drives this run: the browser's cookie, the live row on the server and how this session began, as one."""

from urllib.parse import quote, unquote, urlencode

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import access, catalogue, login_sessions
from core.access import Person
from core.login_sessions import Login
from dashboards import cookies, stores

BOUND = "_login"


def login() -> Login | None:
    """The live login of this run; asked again on every run, so that sign-out, disabling and roles count at once.

    None for no or a dead cookie, and where the session was begun with another one: what it held is then forgotten.
    """
    token = handshake_token()
    found = login_sessions.find(stores.records(), token) if token else None
    bound = st.session_state.get(BOUND)
    if found is None or bound not in (None, found.token_hash):
        st.session_state.clear()
        return None
    st.session_state[BOUND] = found.token_hash
    return found


def require(right: str) -> Person:
    """The first line of every page: the person, if they have this right. Anybody else sees nothing of the page."""
    found = login()
    if found is None or found.person is None:
        st.stop()
    if not access.may(found.person, right):
        st.warning(catalogue.say("shell.page.no_right"))
        st.stop()
    return found.person


def handshake_token() -> str | None:
    """The secret that the browser sent when it opened this connection."""
    sent = st.context.cookies
    return sent.get(cookies.SECURE) or sent.get(cookies.LOOPBACK)


def network_address() -> str | None:
    """Where the browser is, as the gate has seen it (no browser can send this header itself)."""
    return st.context.headers.get("X-Fengqiao-Address")


def notice() -> str | None:
    """Why the browser was sent to the sign-in page, if it was."""
    return st.context.cookies.get(cookies.NOTICE)


def page_left() -> str | None:
    """The page from which the browser went to the single sign-on."""
    kept = st.context.cookies.get(cookies.PAGE)
    return unquote(kept) if kept else None


def leave_for(address: str) -> None:
    """Sends the browser to another address of this server, in the way Streamlit's own sign-out does."""
    context = get_script_run_ctx()
    if context is not None:
        message = ForwardMsg()
        message.auth_redirect.url = address
        context.enqueue(message)


def address(url_path: str) -> str:
    """The address of a page with the parameters it was asked for with."""
    query = urlencode(st.query_params.to_dict(), quote_via=quote)
    return f"/{quote(url_path)}" + (f"?{query}" if query else "")
