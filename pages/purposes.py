"""The purpose register: which data may come in, what for, on which basis, and for how long it is kept."""

import streamlit as st

from core import access, catalogue, purposes
from dashboards import purpose_register, session, theme
from dashboards.components import once

# Whose page is it?
person = session.require("purposes")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.purposes"))
st.caption(catalogue.say("purposes.help"))
once.said(purpose_register.PAGE)

# What is registered, and what isn't taken in?
with st.container(key="card_desk_register"):
    purpose_register.table()

# What is to be entered or struck?
if access.may(person, purposes.RIGHT):
    with st.container(key="card_desk_work"):
        purpose_register.editing(person)
