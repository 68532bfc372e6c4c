"""The desk of the monthly returns of special-group services: townships tell, the office approves and closes."""

import streamlit as st

from core import access, catalogue
from core.care import desk
from dashboards import session, theme
from dashboards.care import acts, entering, grouping, managing

# Whose desk is it?
person = session.require("service_desk")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.care_desk"))
st.caption(catalogue.say("care.desk.help"))
acts.said()

# What does this township tell of the month?
if access.may(person, desk.REPORT):
    with st.container(key="card_desk_work"):
        st.subheader(catalogue.say("care.desk.own"), anchor=False)
        entering.block(person)

# Which returns have come, and can the month be closed?
if access.may(person, desk.MANAGE):
    with st.container(key="card_desk_register"):
        st.subheader(catalogue.say("care.desk.office"), anchor=False)
        managing.block(person)

    # Whom does the office serve, under which names?
    with st.container(key="card_desk_staff"):
        st.subheader(catalogue.say("care.desk.groups"), anchor=False)
        grouping.block(person)
