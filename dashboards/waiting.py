"""What a page shows while the database is away, and how it comes back by itself."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import catalogue
from dashboards import stores

EVERY = 5.0


@st.fragment(run_every=EVERY)
def until_back() -> None:
    """Says that the database is away; asks for it again and again, and runs the page anew as soon as it answers."""
    context = get_script_run_ctx()
    # The first run is the one that has just failed; only the repeated ones ask.
    if context is not None and context.fragment_ids_this_run and stores.reachable():
        st.rerun()
    st.error(catalogue.say("records.unavailable.page"), icon=":material/cloud_off:")
