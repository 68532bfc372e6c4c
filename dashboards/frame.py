"""What stands around every page of a signed-in person: whose session it is, the way out, and the demo banner."""

import streamlit as st

from core import accounts, catalogue
from core.access import Person
from core.demo import presence
from dashboards import entrance, keys, own_account, session, stores, windows
from dashboards.components import mode_banner
from dashboards.components.plain import plain


def show(person: Person, page: str) -> None:
    """`page` is the address of the one that is shown."""
    keys.show(person, page)
    mode_banner.show(person)
    if presence.is_present(stores.records()):
        with st.container(key="demo_banner"):
            st.markdown(catalogue.say("common.demo_banner"))
    with st.container(key="frame", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if page:
            with st.popover(catalogue.say("help.button"), type="tertiary", icon=":material/help:", key="page_help"):
                st.markdown(catalogue.say(f"help.page.{page}"))
        # Drawn anew for each window: it would stay open over the one that is opened in it.
        with (
            st.container(key="account", width="content"),
            st.popover(
                plain(person.display_name), type="tertiary", icon=":material/person:", key=f"menu_{windows.opened()}"
            ),
        ):
            _account(person)
        # Whose page it is, for the shell's script: what one person was typing is never shown to another.
        st.html(f'<span data-person="{person.account_id}"></span>')
    own_account.show(person)


def _account(person: Person) -> None:
    area = accounts.area_name(stores.records(), person)
    role = catalogue.label("role", person.role)
    st.markdown(f"**{plain(person.display_name)}**")
    st.caption(f"{catalogue.say('shell.account.role')}：{role}")
    st.caption(f"{catalogue.say('shell.account.area')}：{area or catalogue.say('shell.sign_in.no_area')}")
    own_account.button()
    if st.button(catalogue.say("shell.account.sign_out"), key="sign_out", width="stretch"):
        session.leave_for(entrance.OUT)
