"""Acts on bodies: what holds on whom, which notices wait for an answer, and how it has come to this."""

import streamlit as st

from dashboards import drill, session, viewing
from dashboards.accountability import course, headline, ladder, listing, published
from dashboards.components.definitions import definitions
from dashboards.components.filter_bar import filter_bar

# Whose page is it, and of which place and time?
view = viewing.begin(session.require("accountability"))

# What does it come to, in one sentence, and how old is that?
figures = headline.figures(view)
headline.title(view, figures)

# Which place, time and steps should it be?
filter_bar(view, ("action_kind", "target_kind"), more_as="action", of_matters=False)

# How much is held against bodies, and do they answer?
headline.cards(view, figures)

with st.container(key="board_accountability"):
    # On which step of the ladder, where, and for what?
    ladder.steps(view)
    ladder.begun(view)
    ladder.places(view)
    ladder.grounds(view)

    # On whom exactly, until when, and who hasn't answered?
    acts = listing.known(view)
    listing.acts(view, acts)
    listing.waiting(view, acts)

    # Is it more than before, and what was made public?
    course.block(view)
    published.block(view)

# What do these numbers mean?
definitions(headline.METRICS)

# Which of them was asked about?
drill.show(view)
