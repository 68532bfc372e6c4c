"""Which window stands over the page: one at a time, named in the session, until it is dismissed."""

import streamlit as st

OPEN = "_window"
OPENED = "_windows_opened"


def open_named(name: str) -> None:
    """For callbacks: the run that follows shows the window of that name in the place of any other."""
    st.session_state[OPEN] = name
    st.session_state[OPENED] = opened() + 1


def opened() -> int:
    """How many windows there have been: what shall not stay open over them is drawn anew by it."""
    return st.session_state.get(OPENED, 0)


def current() -> str:
    return st.session_state.get(OPEN, "")


def close() -> None:
    st.session_state.pop(OPEN, None)
