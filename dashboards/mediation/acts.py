"""Writing one step of a case, a mediator's record or a subsidy."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core import working_days
from core.access import Person
from core.mediation.desk import Desk
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import OVERTAKEN, Drawn
from db.session import Session

PAGE = "mediation"
Written = TypeVar("Written")


def do(drawn: Drawn, act: Callable[[Session, Desk], Written], said: Callable[[Written], str], by: Person) -> None:
    """Runs `act`, of whose row `said` gives the sentence, as `once.do` does."""
    desk = Desk(data.area_tree(data.version()), working_days.of_office(stores.records()))

    def work(session: Session) -> str:
        written = act(session, desk)
        session.flush()
        return said(written)

    overtaken = (*OVERTAKEN, "subsidy_changed", "subsidy_decided_before")
    once.do(drawn, work, page=PAGE, within=(by.area_code or "",), overtaken=overtaken)


def said() -> None:
    """Says what came of the last act over the page, and in its corner for who has scrolled down to a form."""
    if (text := once.said(PAGE)) is not None:
        st.toast(text)
