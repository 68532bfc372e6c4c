"""Undo and redo: the addresses that this session has looked at, whichever way it came to them."""

from typing import Any

import streamlit as st

from core.scope import Request
from dashboards import links

STEPS = "_steps"
KEPT = 60


def note(request: Request) -> int:
    """Remembers where the session is and says which visit this is, counted over all addresses.

    The browser's own back and forward move along what is remembered. Widgets of one address are others at the next
    visit to it: through quick clicks a browser keeps their former values and would send them as new choices.
    """
    kept = _kept()
    steps, at, now = kept["steps"], kept["at"], request.to_query()
    chosen = st.session_state.pop(links.CHOSEN, None) == now
    if steps and steps[at] == now and kept["seen"] == now:
        return kept["visit"]
    if steps and steps[at] == now:
        # Undone or redone: the step is there already.
        pass
    elif not chosen and at > 0 and steps[at - 1] == now:
        at -= 1
    elif not chosen and at + 1 < len(steps) and steps[at + 1] == now:
        at += 1
    else:
        steps = [*steps[: at + 1], now][-KEPT:]
        at = len(steps) - 1
    st.session_state[STEPS] = {"steps": steps, "at": at, "seen": now, "visit": kept["visit"] + 1}
    return kept["visit"] + 1


def can_undo() -> bool:
    return _kept()["at"] > 0


def can_redo() -> bool:
    kept = _kept()
    return kept["at"] + 1 < len(kept["steps"])


def undo() -> None:
    """For callbacks: back to the address before."""
    _go(-1)


def redo() -> None:
    """For callbacks: forward again to the address that was undone."""
    _go(1)


def _go(way: int) -> None:
    kept = _kept()
    at = kept["at"] + way
    if 0 <= at < len(kept["steps"]):
        st.session_state[STEPS] = kept | {"at": at}
        links.go(Request.from_query(kept["steps"][at]))


def _kept() -> dict[str, Any]:
    """`steps` are addresses in order, `at` where one is among them, `seen` what the last run showed."""
    return st.session_state.get(STEPS, {"steps": [], "at": 0, "seen": None, "visit": 0})
