"""The metric dictionary: what does each number mean, and where does it come from?"""

import streamlit as st

from core import catalogue
from core.definitions import definitions
from dashboards import session, theme
from dashboards.dictionary import entries

# May this person read it? Everybody who is signed in may.
session.require("metrics")
theme.apply(theme.current())
st.title(catalogue.say("dictionary.title"))
st.caption(catalogue.say("dictionary.intro", count=len(definitions())))

# Is one of them asked for by its link?
if (key := entries.chosen()) is not None:
    entries.one(key)
    st.stop()

# Which ones are looked for, and what do they mean?
entries.listed(*entries.search())
