"""The audit trail: who did what, when, and does the record still prove itself?"""

import streamlit as st

from core import catalogue
from dashboards import session, theme
from dashboards.audit import events, filters, proof

# Whose page is it?
person = session.require("read_audit")
theme.apply(theme.current())
st.title(catalogue.say("audit.title"))
st.caption(catalogue.say("audit.help"))

# What is looked for?
search = filters.chosen()

# Does the trail prove itself, and who needs it elsewhere?
with st.container(key="audit_acts", horizontal=True):
    proof.chain()
    proof.file(person, search)

# What was done?
events.table(search)
