"""What single keys do besides pressing buttons of the page: the list of pages and the list of keys, as windows."""

from html import escape
from string import ascii_lowercase

import streamlit as st

from core import catalogue
from core.access import Person
from dashboards import navigation, windows

PAGES, HELP = "pages", "help"
# Behind the nine digits letters go on, and pages without any are opened by a click.
NUMBERS = [*"123456789", *ascii_lowercase]


def show(person: Person, page: str) -> None:
    """The hidden buttons that the shell's script presses, and the window that one of them has opened on this `page`."""
    with st.container(key="keys"):
        for name, title in ((PAGES, "pages_title"), (HELP, "keys_title")):
            st.button(
                catalogue.say(f"help.{title}"), key=f"key_{name}", on_click=windows.open_named, args=(f"{name} {page}",)
            )
    opened, _, where = windows.current().partition(" ")
    if opened not in (PAGES, HELP):
        return
    if where != page:
        # What was chosen in it has led to another page: it has done its work.
        windows.close()
    elif opened == PAGES:
        st.dialog(catalogue.say("help.pages_title"), on_dismiss=windows.close)(_pages)(person)
    else:
        st.dialog(catalogue.say("help.keys_title"), on_dismiss=windows.close)(_keys)()


def _pages(person: Person) -> None:
    with st.container(key="pages_list"):
        for key, page in zip(NUMBERS, navigation.own(person), strict=False):
            st.page_link(page, label=f"{key}  {page.title}")
    st.caption(catalogue.say("help.pages_hint"))


def _keys() -> None:
    keys = catalogue.document("text/help")["key"]
    rows = "".join(f"<tr><th><kbd>{escape(key)}</kbd></th><td>{escape(words)}</td></tr>" for key, words in keys.items())
    st.html(f'<table class="shell-keys">{rows}</table>')
    st.caption(catalogue.say("help.keys_intro"))
