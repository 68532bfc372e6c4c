"""Streamlit's own single sign-on, where it is set up: its button, its two addresses, and who came back from there.

Streamlit asks the provider, checks what it answers, and leaves the claims in a signed cookie of its own. That cookie is
read once, to begin a session of ours, and is taken away with the same answer that gives the browser its session.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from core import single_sign_on
from core.login_sessions import Login
from core.settings import settings
from core.single_sign_on import CALLBACK, Provider
from dashboards import cookies, refusal, stores

LOGIN = "/auth/login"
REFUSED, FAILED = "outside_refused", "outside_failed"


@cache
def provider() -> Provider | None:
    """Read once a process. Raises BadFile, with which the server doesn't start (safety.py)."""
    return single_sign_on.load(settings().home.resolve())


def secrets() -> dict[str, Any] | None:
    """What Streamlit wants to know for `st.login`; None where there is no single sign-on."""
    found = provider()
    if found is None:
        return None
    kept = ("redirect_uri", "client_id", "client_secret", "server_metadata_url")
    asked = {"scope": found.scope, "prompt": found.prompt}
    signed = {"cookie_secret": config.get_option("server.cookieSecret")}
    return {"auth": {name: getattr(found, name) for name in kept} | signed | {"client_kwargs": asked}}


def routes() -> list[Route]:
    """Streamlit's way back, before our own answer for unknown addresses of one step; none without a provider."""
    return [route for route in create_auth_routes("") if route.path == CALLBACK] if provider() else []


def button() -> None:
    """Leads to the provider; nothing where there is none."""
    if (found := provider()) is not None and st.button(found.label, key="single_sign_on", width="stretch"):
        st.login()


def arrived() -> Mapping[str, Any] | None:
    """The claims of whoever has come back from the provider."""
    claims = st.user.to_dict() if provider() is not None else {}
    # The header by which a session is resumed stands among them; it is no claim.
    return {name: value for name, value in claims.items() if name != "session"} if claims.get("is_logged_in") else None


def enter(login: Login, claims: Mapping[str, Any]) -> str | None:
    """Takes them on to the next step of the sign-in; else which notice tells why not."""
    found = provider()
    reason = single_sign_on.enter(stores.records(), login, claims, found) if found else "stale"
    return reason and (FAILED if reason in ("stale", "replayed") else REFUSED)


def is_way_out(path: str) -> bool:
    """Whether this is where the button leads to."""
    return path == LOGIN and provider() is not None


def is_way_back(path: str) -> bool:
    """Whether this is where the provider leads back to: from another site, so without our cookie."""
    return path == CALLBACK and provider() is not None


def forget(response: Response, request: Request) -> None:
    """Takes Streamlit's cookies of the single sign-on away, in as many parts as they came."""
    for name in request.cookies:
        if name.startswith((USER_COOKIE_NAME, TOKENS_COOKIE_NAME)):
            response.delete_cookie(name, path="/", httponly=True, samesite="lax")


async def pass_on(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Lets Streamlit answer; where that is an error in English, or nobody was brought back, it is said in Chinese."""
    withheld = False

    async def in_chinese(message: Message) -> None:
        nonlocal withheld
        if message["type"] == "http.response.start" and message["status"] >= 400:
            withheld = True
            await refusal.page("single_sign_on", 502)(scope, receive, send)
        elif not withheld:
            await send(_with_notices(message, scope) if message["type"] == "http.response.start" else message)

    await app(scope, receive, in_chinese)


def _with_notices(message: Message, scope: Scope) -> Message:
    """On the way out the page that was asked for is noted; on the way back, that it has failed."""
    kept = Response()
    if scope["path"] == LOGIN:
        cookies.note_page(kept, scope)
    elif not any(_is_identity(name, value) for name, value in message["headers"]):
        cookies.leave_notice(kept, scope, FAILED)
    planted = [pair for pair in kept.raw_headers if pair[0] == b"set-cookie"]
    return {**message, "headers": [*message["headers"], *planted]}


def _is_identity(name: bytes, value: bytes) -> bool:
    # A cookie that is taken away is set as well, to nothing.
    return name == b"set-cookie" and value.startswith(f"{USER_COOKIE_NAME}=".encode()) and b'=""' not in value
