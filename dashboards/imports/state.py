"""What the page remembers between its runs: the file that was handed in, what it would do, what was done."""

from dataclasses import dataclass

import streamlit as st

from core import first_steps
from core.intake import Outcome
from core.intake.rehearsal import Rehearsal
from core.intake.uploads import Upload
from dashboards import stores

KEY = "_import"
DRAWING = "_import_drawing"
FIRST = "_import_first"


@dataclass
class Pending:
    """One file on its way: looked at, then begun, then done."""

    upload: Upload
    file_id: str
    """Which file of the uploader it is: another one takes its place."""
    rehearsal: Rehearsal | None = None
    refusal: str = ""
    begun: bool = False
    outcome: Outcome | None = None

    @property
    def is_under_way(self) -> bool:
        return self.begun and self.outcome is None and not self.refusal


def begin_with(kind: str) -> None:
    """Which kind of table the page is to offer first, for who is sent there."""
    st.session_state[FIRST] = kind


def first_kind() -> str | None:
    """Which kind is offered first: that which somebody was sent for, areas as long as there are none."""
    sent = st.session_state.get(FIRST)
    return sent if sent or first_steps.present(stores.records()).areas else "areas"


def pending() -> Pending | None:
    return st.session_state.get(KEY)


def keep(pending: Pending) -> None:
    st.session_state[KEY] = pending


def clear() -> None:
    """Forgets the file and draws an empty uploader."""
    st.session_state.pop(KEY, None)
    st.session_state[DRAWING] = drawing() + 1


def forget_done(batch_id: int) -> None:
    """What was said of a batch isn't so any more once it is taken back."""
    present = pending()
    if present is not None and present.outcome is not None and present.outcome.batch_id == batch_id:
        clear()


def drawing() -> int:
    """Which drawing of the uploader this is: a new one is empty."""
    return st.session_state.get(DRAWING, 0)
