"""The sign-in page: streamlit-authenticator's form and hasher over our accounts, and the steps after it."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models.authentication_model import AuthenticationModel
from streamlit_authenticator.utilities.hasher import Hasher

from core import accounts, catalogue, first_run
from core import sign_in as steps
from core.access import Person
from core.demo import accounts as demo_accounts
from core.demo.accounts import Shown
from core.login_sessions import Login
from core.sign_in import Step
from dashboards import entrance, session, sign_in_steps, single_sign_on, stores
from dashboards import first_run as first_run_form

NOTICES = ("idle", "expired", "signed_out", "revoked", "ticket", single_sign_on.REFUSED, single_sign_on.FAILED)
FIELDS = {"Form name": "form", "Username": "username", "Password": "password", "Login": "submit"}


def show(login: Login, address: str) -> None:
    """The form of whatever is next; after the last step the browser goes through the entrance to `address`."""
    demo = demo_accounts.shown(stores.records())
    with st.container(key="sign_in"), st.container(key="sign_in_body", horizontal=True):
        with st.container(key="sign_in_card", width=460):
            st.html(_title())
            _next(login, address)
        if demo:
            with st.container(key="sign_in_demo", width=600):
                st.html(_demo_table(demo))


def _next(login: Login, address: str) -> None:
    at = steps.progress(stores.records(), login)
    if at.step is Step.PASSWORD:
        sign_in_steps.forget_codes()
        if (claims := single_sign_on.arrived()) is not None:
            _from_outside(login, claims)
            return
    if at.step is Step.PASSWORD and first_run.is_open(stores.records()):
        first_run_form.show()
    elif at.step is Step.PASSWORD:
        _form(login, address)
    elif at.step is not Step.DONE:
        sign_in_steps.show(login, at)
    elif not sign_in_steps.recovery_codes():
        _enter(login, address)


def _from_outside(login: Login, claims: Mapping[str, Any]) -> None:
    """Somebody has come back from the single sign-on."""
    if (notice := single_sign_on.enter(login, claims)) is None:
        st.rerun()
    session.leave_for(f"{entrance.TURNED_AWAY}?{urlencode({'reason': notice})}")


def _enter(login: Login, address: str) -> None:
    ticket = steps.finish(stores.records(), login)
    if single_sign_on.arrived() is not None:
        address = session.page_left() or address
    st.success(_say("sign_in.entering"))
    session.leave_for(f"{entrance.ENTER}?{urlencode({'ticket': ticket, 'next': address})}")


def again(address: str) -> None:
    """The cookie is dead: the page is loaded afresh, which gives the browser a pre-session to sign in with."""
    # The shell keeps what was being typed when it sees this (shell.js).
    with st.container(key="session_over"):
        st.info(_say("sign_in.again"))
    session.leave_for(address)


def _form(login: Login, address: str) -> None:
    # Why the page is shown is no answer to what has just been typed into it.
    above = st.container()
    form = Form()
    form.login(fields={field: _say(f"sign_in.{word}") for field, word in FIELDS.items()}, key="sign_in_form")
    with above:
        _notices(told=form.submitted)
    if form.person is not None:
        steps.prove(stores.records(), login, form.person)
        if steps.progress(stores.records(), login).step is not Step.DONE:
            st.rerun()
        _enter(login, address)
    elif form.submitted:
        st.error(_say("sign_in.wrong" if form.complete else "sign_in.empty"))
    single_sign_on.button()
    st.caption(_say("sign_in.help"))


def _notices(*, told: bool) -> None:
    if not told and (reason := session.notice()) in NOTICES:
        st.info(_say(f"ended.{reason}"))
    if made := first_run_form.done():
        st.success(catalogue.say("identity.first_run.done", username=made))
    if not accounts.exist(stores.records()):
        st.warning(_say("sign_in.no_account"))


class Form(Authenticate):
    """The library's form, made anew for every run, asking our accounts instead of a dictionary.

    Its cookie is left out on purpose: the component that writes it reruns the script when it has loaded, which loses a
    first submit now and then, and a cookie that scripts can read is no place for a session. Its own `__init__` would
    make that component, so it isn't called.
    """

    def __init__(self) -> None:
        self.attrs: dict[str, Any] = {"login_sleep_time": 0}
        self.path = None
        self.cookie_controller = NoCookie()
        self.authentication_controller = AuthenticationController({"usernames": {}}, auto_hash=False)
        self.model = self.authentication_controller.authentication_model = Model()

    @property
    def person(self) -> Person | None:
        return self.model.person

    @property
    def submitted(self) -> bool:
        return self.model.submitted

    @property
    def complete(self) -> bool:
        return self.model.complete


class NoCookie:
    """Where the library looks for its cookie there is none."""

    def get_cookie(self) -> None:
        return None

    def set_cookie(self) -> None:
        return None


class Model(AuthenticationModel):
    """Checks what was typed with `accounts.verify` and the library's hasher; keeps nothing in the session state."""

    def __init__(self) -> None:
        self.person: Person | None = None
        self.submitted = self.complete = False

    def login(self, username: str, password: str, *_unused: Any, **_options: Any) -> bool:
        self.submitted, self.complete = True, bool(username and password)
        if self.complete:
            place = session.network_address()
            self.person = accounts.verify(stores.records(), username, password, Hasher.check_pw, place)
        return self.person is not None


def _title() -> str:
    product, slogan = escape(catalogue.say("common.product")), escape(_say("sign_in.slogan"))
    return f'<div class="sign-in-title"><span class="mark"></span><h1>{product}</h1><p>{slogan}</p></div>'


def _demo_table(demo: list[Shown]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(account.username)}</code></td><td>{escape(account.office)}</td>"
        f"<td>{escape(account.area or _say('sign_in.no_area'))}</td></tr>"
        for account in demo
    )
    head = "".join(f"<th>{escape(_say(f'sign_in.demo_{name}'))}</th>" for name in ("username", "office", "area"))
    hint = escape(_say("sign_in.demo_hint")).replace("{password}", f"<code>{demo_accounts.public_password()}</code>")
    title = escape(_say("sign_in.demo_title"))
    return (
        f'<section class="demo-accounts"><h2>{title}</h2><p>{hint}</p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _say(key: str) -> str:
    return catalogue.say(f"shell.{key}")
