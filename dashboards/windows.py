"""Which window stands over the page: one at a time, named in the session, until it is dismissed."""

import streamlit as st

OPEN = "_window"


def open_named(name: str) -> None:
    """For callbacks: the run that follows shows the window of that name in the place of any other."""
    st.session_state[OPEN] = name


def current() -> str:
    return st.session_state.get(OPEN, "")


def close() -> None:
    st.session_state.pop(OPEN, None)
