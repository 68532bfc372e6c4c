"""What the boards are marked with: the days that explain a trend, and the values that shall be reached."""

import streamlit as st

from core import catalogue
from dashboards import session, theme
from dashboards.board_settings import acts, annotations, targets

# Whose page is it?
person = session.require("annotate")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.board_settings"))
st.caption(catalogue.say("marks.page.help"))
acts.said()

# What explains the numbers?
annotations.block(person)

# What shall they come to?
targets.block(person)
