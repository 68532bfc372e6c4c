"""Writing a mark or a target, and asking before one is removed."""

from collections.abc import Callable

import streamlit as st

from core import catalogue
from dashboards import windows
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

PAGE = "marks"
WIDTH = 1100


def do(drawn: Drawn, act: Callable[[Session], None], said: str) -> None:
    """Runs `act` as `once.do` does; `said` names the sentence."""

    def work(session: Session) -> str:
        act(session)
        return catalogue.say(f"marks.page.{said}")

    once.do(drawn, work, page=PAGE)


def remove_button(drawn: Drawn) -> None:
    """For the form of what is there: asks before it is removed."""
    asking = {"key": drawn.key("remove"), "on_click": windows.open_named, "args": (drawn.key("asked"),)}
    st.form_submit_button(catalogue.say("marks.page.remove"), **asking)  # type: ignore[arg-type]


def removal(drawn: Drawn, name: str, act: Callable[[Session], None]) -> None:
    """The window that asks, while it is open; outside the form."""
    if windows.current() == drawn.key("asked"):
        title = catalogue.say("marks.page.remove_confirm")
        st.dialog(title, on_dismiss=windows.close)(_confirm)(drawn, name, act)


def _confirm(drawn: Drawn, name: str, act: Callable[[Session], None]) -> None:
    st.warning(catalogue.say("marks.page.remove_named", name=name))
    with st.container(horizontal=True):
        word = catalogue.say("marks.page.remove_confirm")
        confirmed = st.button(word, key=drawn.key("remove_yes"), type="primary")
        if st.button(catalogue.say("marks.page.remove_no"), key=drawn.key("remove_no")):
            windows.close()
            st.rerun()
    if confirmed:
        windows.close()
        do(drawn, act, "removed")


def said() -> None:
    """What came of the last act, as wide as the cards below it, and where the form stands far below, too."""
    if text := once.said(PAGE, WIDTH):
        st.toast(text)
