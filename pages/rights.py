"""The permission matrix: which role may see and do what."""

import streamlit as st

from core import catalogue
from dashboards import permission_matrix, session, theme

# Whose page is it?
person = session.require("see_accounts")
theme.apply(theme.current())
st.title(catalogue.say("identity.rights.title"))
st.caption(catalogue.say("identity.rights.help"))

# Who needs it elsewhere?
permission_matrix.button()

# Which role may do what?
permission_matrix.table()
