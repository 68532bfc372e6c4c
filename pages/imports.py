"""Imports: tables of others become records, looked at before and taken back after."""

import streamlit as st

from core import catalogue
from dashboards import session, theme
from dashboards.imports import choosing, past, trying

# Whose page is it?
person = session.require("import")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.imports"))
st.caption(choosing.introduction(person))

with st.container(key="imports"):
    # Which table is it?
    choosing.block(person)

    # What would it do, and shall it?
    trying.block(person)

# What was imported before?
past.block(person)
