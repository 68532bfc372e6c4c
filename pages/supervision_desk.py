"""The desk of supervision: schemes, runs from draft to final, marks and visits, appeals."""

import streamlit as st

from core import catalogue
from dashboards import data, session, theme
from dashboards.supervision import acts, appealing, loading, running, visiting

# Whose desk is it?
person = session.require("score")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.supervision_desk"))
st.caption(catalogue.say("supervision.desk.help"))
acts.said()
schemes, runs = data.scoring_schemes(person), data.scoring_runs(person)

# What is waiting: drafts to be reviewed and published, runs to be made final?
with st.container(key="card_desk_runs"):
    st.subheader(catalogue.say("supervision.desk.runs"), anchor=False)
    running.listing(person, runs)
    running.check(runs)

# Is there a new one to be tried or made?
with st.container(key="card_desk_make"):
    st.subheader(catalogue.say("supervision.desk.making"), anchor=False)
    running.making(person, schemes)

# Who appeals?
with st.container(key="card_desk_appeals"):
    st.subheader(catalogue.say("supervision.desk.appeals"), anchor=False)
    appealing.deciding(person, runs)

# Who is visited, and what was found?
with st.container(key="card_desk_visits"):
    st.subheader(catalogue.say("supervision.desk.visits"), anchor=False)
    visiting.block(person, schemes)

# By which scheme?
with st.container(key="card_desk_schemes"):
    st.subheader(catalogue.say("supervision.desk.schemes"), anchor=False)
    loading.block(person, schemes)
