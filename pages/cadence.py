"""The cadence of work: what this office owes, who has reported and who hasn't, the mode, the calendar, the products."""

import streamlit as st

from core import catalogue
from dashboards import data, drill, session
from dashboards.cadence import acts, calendar, course, header, headline, mode, nodes, owing, standing, switches
from dashboards.components.definitions import definitions
from dashboards.components.filter_bar import filter_bar

# Whose page is it, and of which place and time?
view = header.begin(session.require("cadence"))

# What has just been done?
acts.said()

# Has anything been asked for yet?
if data.reach(view.scope, header.FACT).since is None:
    st.title(catalogue.say("shell.page.cadence"))
    st.info(catalogue.say("cadence.page.empty"))
    st.stop()

# Is what is due delivered, in one sentence and in figures?
figures = headline.figures(view)
header.title(view, figures["reports_expected"])
filter_bar(view, of_matters=False)
headline.cards(view, figures)

with st.container(key="board_cadence"):
    # What does this office owe now, and in which mode does it work?
    owing.block(view.person)
    mode.block(view)

    # Who has reported and who hasn't, and whose report is missing?
    standing.block(view)
    course.block(view)
    standing.late(view)

    # What is due when, and what has been issued?
    calendar.block(view)
    nodes.block(view)

# What is asked for here at all?
switches.block(view.person)

# What do these numbers mean?
definitions(headline.METRICS)

# Which of them was asked about?
drill.show(view)
