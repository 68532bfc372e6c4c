"""Writing one act of the office; each fault of a scheme is named."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core import catalogue
from core.areas import AreaTree
from core.scoring.faults import BadScheme
from dashboards import data
from dashboards.components import once
from dashboards.components.once import OVERTAKEN, Drawn
from dashboards.components.plain import plain
from db.session import Session

PAGE = "supervision"


def do(drawn: Drawn, act: Callable[[Session, AreaTree], Any], said: str, **told: object) -> None:
    """Runs `act` as `once.do` does; `said` names the sentence, `told` fills it."""
    tree = data.area_tree(data.version())

    def work(session: Session) -> str:
        act(session, tree)
        return word(f"said.{said}", **told)

    try:
        once.do(drawn, work, page=PAGE, overtaken=(*OVERTAKEN, "other_state"))
    except BadScheme as bad:
        faults(bad)


def faults(bad: BadScheme) -> None:
    """Everything that is wrong with a scheme, one fault a line."""
    st.error(catalogue.say("scoring.refused.bad_scheme", count=len(bad.faults)))
    st.markdown("\n".join(f"- {plain(fault.told)}" for fault in bad.faults))


def said() -> None:
    once.said(PAGE)


def word(key: str, **values: object) -> str:
    return catalogue.say(f"supervision.{key}", **values)
