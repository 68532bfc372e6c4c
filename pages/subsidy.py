"""Subsidy by the case: what was claimed, who approves it within the year's budget, and what is paid."""

import streamlit as st

from core import access, catalogue
from core.subsidy import ledger
from core.subsidy.tariff import APPROVE
from dashboards import session, stores, theme
from dashboards.mediation import acts
from dashboards.subsidy import book, budgets, claims, decisions, tariffs

# Whose page is it?
person = session.require("subsidy")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.subsidy"))
st.caption(catalogue.say("subsidy.page.help"))
acts.said()

# Is the ledger anything to them?
if not ledger.sees(stores.records(), person):
    st.info(catalogue.say("subsidy.page.no_sight"))
    st.stop()

# How much is left, and what waits for the second person?
if access.may(person, APPROVE):
    with st.container(key="card_subsidy_budget"):
        budgets.block(person)
    with st.container(key="card_subsidy_decide"):
        st.subheader(catalogue.say("subsidy.decide.title"), anchor=False)
        decisions.block(person)

# What is claimed for?
with st.container(key="card_subsidy_claim"):
    st.subheader(catalogue.say("subsidy.claim.title"), anchor=False)
    claims.block(person)

# What was decided, and what is paid?
with st.container(key="card_subsidy_ledger"):
    st.subheader(catalogue.say("subsidy.ledger.title"), anchor=False)
    book.block(person)

# What is a case worth?
with st.container(key="card_subsidy_tariff"):
    st.subheader(catalogue.say("subsidy.tariff.title"), anchor=False)
    tariffs.block(person)
