"""Writing on the desk of returns; each fault of a return is named."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import catalogue, working_days
from core.access import Person
from core.care.desk import Desk
from core.care.overview import Listed
from core.care.refusal import Invalid
from core.not_done import NotAllowed, Refused
from dashboards import data, stores
from dashboards.care import faults
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

PAGE = "care"
Written = TypeVar("Written")


def do(
    drawn: Drawn,
    act: Callable[[Session, Desk], Written],
    said: Callable[[Written], str],
    by: Person,
    box: DeltaGenerator | None = None,
) -> None:
    """Runs `act`, of whose outcome `said` gives the sentence, as `once.do` does; what is refused is told in `box`."""
    desk = Desk(data.area_tree(data.version()), working_days.of_office(stores.records()))

    def work(session: Session) -> str:
        written = act(session, desk)
        session.flush()
        return said(written)

    once.do(drawn, work, page=PAGE, within=(by.area_code or "",), show=partial(_show, box))


def _show(box: DeltaGenerator | None, refused: Refused | NotAllowed) -> None:
    with box or st.container():
        if isinstance(refused, Invalid):
            faults.show(refused)
        else:
            st.error(refused.told)


def form(key: int, version: int) -> Drawn:
    """The drawing of a return's form."""
    return once.drawn(f"care_{key}", version)


def said() -> None:
    """On top of the page, and in its corner: a return's buttons stand far below its top."""
    if told := once.said(PAGE):
        st.toast(told, duration="long")


def word(name: str, /, **values: object) -> str:
    return catalogue.say(f"care.desk.{name}", **values)


def reminded(one: Listed) -> str:
    """When a township was reminded last, how often, and how soon after that its return came."""
    if one.reminded_on is None:
        return ""
    told = word("reminded_on", day=one.reminded_on.isoformat(), times=one.reminders)
    if one.received_on is None or one.received_on < one.reminded_on:
        return told
    days = (one.received_on - one.reminded_on).days
    return told + (word("reminded_came", days=days) if days else word("reminded_same_day"))
