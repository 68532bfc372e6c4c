"""The situation board: what is going on, where, and is it being dealt with?"""

import streamlit as st

from dashboards import data, drill, session, viewing
from dashboards.board import header
from dashboards.components import first_steps
from dashboards.components.definitions import definitions
from dashboards.components.filter_bar import filter_bar
from dashboards.situation import (
    areas,
    backlog,
    course,
    external,
    headline,
    levels,
    outside,
    rankings,
    stream,
)

# Whose board is it, and of which place, time and matters?
view = viewing.begin(session.require("situation"))

# Is there anything to show yet?
if data.reach(view.scope).since is None:
    first_steps.show(view.person)
    st.stop()

# What does it come to, in one sentence, and how old is that?
figures = headline.figures(view)
header.title(view, figures["new_matters"])

# Which place, time and matters should it be?
filter_bar(view)
outside.way_back(view)

# How much came in, is it settled in time, and what is left?
headline.cards(view, figures)

with st.container(key="board_situation"):
    # Where is it, and is the work growing?
    areas.block(view)
    course.block(view)

    # What is it about, and how did it come in?
    rankings.categories(view)
    rankings.sources(view)

    # How grave is it, and who is late?
    levels.block(view)
    rankings.overdue(view)

    # Where does it pile up, and what can wait least?
    backlog.block(view)
    stream.block(view)

    # What do others report, and who is there to do the work?
    external.block(view)

# What do these numbers mean?
definitions(headline.METRICS)

# Which of them was asked about?
drill.show(view)
