"""A new account: the post, its role and area; the password is made here and told once."""

import streamlit as st

from core import access, accounts, catalogue, people
from core.access import Person
from core.areas import ROOT_CODE
from dashboards.components import once
from dashboards.people import acts, fields

FORM = "people_add"
FIRST_ROLE = "command_desk"


def show(person: Person, *, opened: bool = False) -> None:
    """The form, for those who manage accounts; open from the start where it is the next thing to do."""
    if not access.may(person, people.ACCOUNTS):
        return
    drawn = once.drawn(FORM)
    with (
        st.expander(_say("add"), key="people_add", expanded=opened),
        st.form("people_add_form", border=False),
    ):
        first = fields.is_first()
        if first:
            st.info(_say("first_account"))
        username = st.text_input(_say("username"), key=drawn.key("username"), max_chars=32)
        wanted = fields.ask(drawn, role=FIRST_ROLE, area_code=ROOT_CODE) if first else fields.ask(drawn)
        sent = st.form_submit_button(_say("add_button"), key=drawn.key("send"), type="primary")
    # Below the button that was pressed, where the eyes are: the one-time password is told only here.
    acts.said(FORM)
    if sent and (lacking := fields.missing(wanted) if username.strip() else _say("empty")):
        st.error(lacking)
    elif sent:
        name = accounts.plain_name(username)
        acts.do(
            drawn,
            lambda session: people.add(session, username=name, by=person, **wanted),
            "added",
            username=name,
            area=wanted["area_code"] or "",
        )


def _say(key: str) -> str:
    return catalogue.say(f"identity.people.{key}")
