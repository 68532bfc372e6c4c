"""The situation board."""

import streamlit as st

from core import catalogue
from dashboards import session

person = session.require("situation")

st.title(catalogue.say("shell.page.situation"))
