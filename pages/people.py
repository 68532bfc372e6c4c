"""Accounts: who may sign in, as what and for which area, and what the managers may do about it."""

import streamlit as st

from core import catalogue
from dashboards import session, theme
from dashboards.components import first_steps
from dashboards.people import adding, editing, listing

# Whose page is it?
person = session.require("see_accounts")
theme.apply(theme.current())
st.title(catalogue.say("identity.people.title"))
st.caption(catalogue.say("identity.people.help"))

# Is this the first administrator, with nobody there yet to bring records in?
unmanned = first_steps.is_unmanned(person)
if unmanned:
    first_steps.show_manager(person)

# Is somebody new to be let in?
adding.show(person, opened=unmanned)

# Who may sign in, and who of them is meant?
picked = listing.show()

# What is to be done about them?
if picked is not None:
    editing.show(person, picked)
