"""Undo and redo: the addresses that this session has looked at, whichever way it came to them."""

import streamlit as st

from core.scope import Request
from dashboards import links

STEPS = "_steps"
KEPT = 60


def note(request: Request) -> None:
    """Remembers where the session is. The browser's own back and forward move along what is remembered."""
    steps, at = _steps()
    now = request.to_query()
    if steps and steps[at] == now:
        return
    if at > 0 and steps[at - 1] == now:
        at -= 1
    elif at + 1 < len(steps) and steps[at + 1] == now:
        at += 1
    else:
        steps = [*steps[: at + 1], now][-KEPT:]
        at = len(steps) - 1
    st.session_state[STEPS] = {"steps": steps, "at": at}


def can_undo() -> bool:
    return _steps()[1] > 0


def can_redo() -> bool:
    steps, at = _steps()
    return at + 1 < len(steps)


def undo() -> None:
    """For callbacks: back to the address before."""
    _go(-1)


def redo() -> None:
    """For callbacks: forward again to the address that was undone."""
    _go(1)


def _go(way: int) -> None:
    steps, at = _steps()
    if 0 <= at + way < len(steps):
        st.session_state[STEPS] = {"steps": steps, "at": at + way}
        links.go(Request.from_query(steps[at + way]))


def _steps() -> tuple[list[dict[str, str]], int]:
    kept = st.session_state.get(STEPS, {"steps": [], "at": 0})
    return kept["steps"], kept["at"]
