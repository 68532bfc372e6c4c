"""Mediation: what each room receives, what becomes of it, how fast, and what holds afterwards."""

import streamlit as st

from core import catalogue
from dashboards import data, drill, session, viewing
from dashboards.components.definitions import definitions
from dashboards.components.filter_bar import filter_bar
from dashboards.mediation import (
    agenda,
    course,
    court,
    curve,
    funnel,
    header,
    headline,
    onward,
    rankings,
    returns,
    room,
    rooms,
    subsidies,
    types,
)

# Whose page is it, and of which place, time and disputes?
view = viewing.begin(session.require("mediation"))

# Is there anything to show yet?
if data.reach(view.scope, header.FACT).since is None:
    st.title(catalogue.say("shell.page.mediation"))
    onward.to_desk(view.person)
    st.stop()

# What does it come to, in one sentence, and how old is that?
figures = headline.figures(view)
header.title(view, figures["mediation_accepted"])

# Which place, time and disputes should it be?
filter_bar(view, ("channel", "link"))

# How much comes in, does it hold, and what is left?
headline.cards(view, figures)

with st.container(key="board_mediation"):
    # Of one room: who works there, and how much?
    room.block(view)

    # What became of what was accepted, and is the work growing?
    funnel.block(view)
    course.block(view)

    # How do the rooms compare, and how long does it take?
    rooms.block(view)
    curve.block(view)

    # What is it about, where is it settled, and how?
    types.block(view)
    rankings.levels(view)
    rankings.ways(view)
    rankings.specialities(view)

    # What is due next, and do fewer disputes reach the courts?
    agenda.block(view)
    court.block(view)

    # What is paid for it?
    subsidies.block(view)

    # What is reported upwards, and does it add up?
    returns.block(view)

# What do these numbers mean?
definitions(headline.METRICS)

# Which of them was asked about?
drill.show(view)
