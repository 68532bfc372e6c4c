"""Special-group services: whether what is due is delivered, by line, group and place, without a list of people."""

import streamlit as st

from core import catalogue
from dashboards import data, drill, session, viewing
from dashboards.care import course, coverage, header, headline, ladder, meetings, period, places, reporting, supply
from dashboards.components.definitions import definitions
from dashboards.components.filter_bar import filter_bar

# Whose page is it, of which place, and which closed months?
view = period.whole_months(viewing.begin(session.require("services")))

# Is there anything to show yet?
if data.reach(view.scope, period.FACT).since is None:
    st.title(catalogue.say("shell.page.care"))
    st.info(catalogue.say("care.page.empty"))
    # Has a month been opened, and who hasn't reported yet?
    reporting.waiting(view)
    st.stop()

# What does it come to, in one sentence, and until when is it closed?
figures = headline.figures(view)
header.title(view, figures["services_due"])

# Which place, months, groups and lines should it be?
filter_bar(view, ("service_group", "service_line"), more_as="services", of_matters=False, periods=period.CHOICES)

# Is what is due delivered, and do the returns come?
headline.cards(view, figures)

with st.container(key="board_care"):
    # Which group gets which service in time, is it getting better, and how late is what is late?
    coverage.block(view)
    course.block(view)
    ladder.block(view)

    # Where isn't it delivered, and who hasn't reported?
    places.block(view)
    reporting.block(view)

    # What is there to serve with?
    supply.block(view)

    # When does the office meet on it, and what came of it?
    meetings.block(view)

# What do these numbers mean?
definitions(headline.SHOWN)

# Which of them was asked about?
drill.show(view)
