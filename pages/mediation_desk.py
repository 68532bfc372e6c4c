"""The desk of mediation cases: register one, and take it step by step to its end."""

import streamlit as st

from core import catalogue
from dashboards import session, theme
from dashboards.mediation import acts, enrolling, onward, registering, working

# Whose desk is it?
person = session.require("mediate")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.mediation_desk"))
st.caption(catalogue.say("mediation.desk.help"))
acts.said()
onward.to_board(person)

# Which case, and what is its next step?
with st.container(key="card_desk_work"):
    st.subheader(catalogue.say("mediation.desk.work"), anchor=False)
    working.block(person)

# Is there a new one?
with st.container(key="card_desk_register"):
    st.subheader(catalogue.say("mediation.desk.register"), anchor=False)
    registering.block(person)

# Who is there to mediate?
with st.container(key="card_desk_staff"):
    st.subheader(catalogue.say("mediation.desk.staff"), anchor=False)
    enrolling.block(person)
