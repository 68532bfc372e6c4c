"""Walls: what they show and when, what that looks like, which devices may show it, and what can't wait."""

import streamlit as st

from core import catalogue
from dashboards import session, theme
from dashboards.wall_settings import devices, notices, preview, programmes, slots

# Whose page is it?
person = session.require("wall_devices")
theme.apply(theme.current())
st.title(catalogue.say("shell.page.walls"))
st.caption(catalogue.say("wall.page.help"))

# Which programme is worked on, if its figures are this person's?
chosen = programmes.pick(person)
if chosen is not None:
    # What can't wait?
    with st.container(key="card_wall_notice"):
        notices.block(chosen, person)
    with st.container(key="card_wall_programme"):
        edited, seen = st.columns([3, 2], gap="large")
        # What is shown, in which order, and in which light?
        with edited:
            slots.block(chosen, person)
            programmes.settings(chosen, person)
        # What does that look like, and can it be read from the farthest seat?
        with seen:
            preview.block(chosen)

# Which devices may show it?
devices.block(person)
