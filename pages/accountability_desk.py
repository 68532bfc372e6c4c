"""The desk of acts on bodies: receive and answer, decide and lift, take up what rules propose, act anew."""

import streamlit as st

from core import catalogue
from dashboards import session, theme
from dashboards.accountability import drafting, proposals, together, working, writing

# Whose desk is it?
person = session.require("accountability")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.accountability_desk"))
st.caption(catalogue.say("accountability.desk.help"))
writing.said()

# Which act, and what is its next step?
with st.container(key="card_desk_act"):
    st.subheader(catalogue.say("accountability.desk.work"), anchor=False)
    working.block(person)

# What came with a list and waits to be approved?
together.block(person)

# What do the rules propose?
proposals.block(person)

# Is there a new one?
drafting.block(person)
