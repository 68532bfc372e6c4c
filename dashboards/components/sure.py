"""A window that asks once more before something is done that can't be undone, and says what it will be."""

from collections.abc import Callable, Sequence

import streamlit as st

from core import catalogue
from dashboards import windows
from dashboards.components.once import Drawn
from dashboards.components.plain import plain


def name(drawn: Drawn, step: str = "") -> str:
    """The window's name: that of this very drawing, so that none is left over for the next one."""
    return drawn.key(f"asked{step}")


def asked(drawn: Drawn, step: str = "") -> bool:
    return windows.current() == name(drawn, step)


def window(
    drawn: Drawn,
    title: str,
    told: Sequence[str],
    act: Callable[[], None],
    *,
    step: str = "",
    more: Callable[[], None] = lambda: None,
) -> None:
    """Asks while the window is open; `told` says what will be done, `more` draws what is to be looked at first."""
    if asked(drawn, step):
        st.dialog(title, on_dismiss=windows.close)(_ask)(drawn, told, act, step, more)


def _ask(drawn: Drawn, told: Sequence[str], act: Callable[[], None], step: str, more: Callable[[], None]) -> None:
    st.markdown("\n".join(f"- {plain(line)}" for line in told))
    more()
    with st.container(horizontal=True):
        sure = st.button(catalogue.say("common.sure"), key=drawn.key(f"sure{step}"), type="primary")
        if st.button(catalogue.say("common.not_yet"), key=drawn.key(f"back{step}")):
            windows.close()
            st.rerun()
    if sure:
        windows.close()
        act()
