"""The ways between the desk and the board: what was done is seen there, and an empty board begins at the desk."""

import streamlit as st

from core import access, catalogue
from core.access import Person
from dashboards import navigation


def to_board(person: Person) -> None:
    """From the desk to what its cases come to."""
    _button("to_board", "mediation", person)


def to_desk(person: Person) -> None:
    """From a board without cases to where the first one is registered, for whoever may."""
    st.info(catalogue.say("mediation.page.empty"))
    if access.may(person, "mediate"):
        _button("to_desk", "mediation_desk", person)


def _button(name: str, page: str, person: Person) -> None:
    if st.button(catalogue.say(f"mediation.page.{name}"), key=f"mediation_{name}"):
        st.switch_page(navigation.page(page, person))
