"""Forms that do one thing once: a token a drawing, in the button's own key and in the records."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from core import form_tokens

KEY = "_once_{}"


@dataclass(frozen=True)
class Drawn:
    """One drawing of a form. `seen` is what it was drawn from, such as the version of the account it edits."""

    name: str
    token: str
    seen: Any

    def key(self, part: str) -> str:
        """A key that a second click on the same button finds gone."""
        return f"{self.name}_{part}_{self.token}"


def drawn(name: str, seen: Any = None) -> Drawn:
    """The drawing that stands on the page; a new one of what is there now, where there is none."""
    kept = st.session_state.setdefault(KEY.format(name), [form_tokens.new(), seen])
    return Drawn(name, *kept)


def renew(drawn: Drawn) -> None:
    """The next run draws the form anew, from what is there then."""
    st.session_state.pop(KEY.format(drawn.name), None)
