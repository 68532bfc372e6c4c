"""Supervision: how a peer group stands, where each point comes from, what would help, and what looks wrong."""

import streamlit as st

from core import catalogue
from dashboards import data, drill, session, viewing
from dashboards.supervision import acts, appealing, beside, choice, course, header, items, league, signals

# Whose page is it, and of which place?
view = viewing.begin(session.require("supervision"))
acts.said()

# Is there anything to show yet?
runs = data.scoring_runs(view.person)
if not runs:
    st.title(catalogue.say("shell.page.supervision"))
    st.info(catalogue.say("supervision.page.empty"))
    st.stop()

# Which run, which group, which body?
line = st.container()
bar = st.container(key="filters", horizontal=True, vertical_alignment="bottom")
with bar:
    chosen = choice.choose(view, runs)
with line:
    header.title(chosen)
with bar:
    header.whole(chosen)

with st.container(key="board_supervision"):
    # Who stands where, and how close together?
    league.table(chosen)
    league.spread(chosen)
    league.around(chosen)

    # Where do the points of one body come from, and how did they go?
    items.block(chosen)
    items.detail(chosen)
    course.block(chosen)

    # What would bring more of them?
    items.helping(chosen)

    # Who stands out by more than chance, and what looks like work for the score?
    signals.lists(chosen)
    signals.gaming(chosen)

    # Would today's records still give the same?
    beside.block(chosen)

# Is it right? What was appealed, and what came of it?
appealing.listing(chosen.run, chosen.rows, chosen.open)
if chosen.is_open:
    appealing.filing(view.person, chosen.run, chosen.row)
    appealing.elsewhere(runs, chosen.run, [chosen.row.body.key])

# Which figure was asked about?
drill.show(chosen.view)
