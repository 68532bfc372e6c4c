"""Alarms: what rings and who answers for it, what has returned to normal, and the rules that make them."""

from core.alarms import standing
from dashboards import session, stores, viewing
from dashboards.alarms import acts, editing, ringing
from dashboards.components.filter_bar import filter_bar

# Whose page is it, and of which place?
view = viewing.begin(session.require("alarms"))

# What has just been done?
acts.said()

# What rings, in one sentence?
board = standing.in_force(stores.records(), view.scope)
ringing.title(view, board)
filter_bar(view, of_matters=False, periods=())

# Where, since when, and who has answered?
ringing.groups(view, board)

# What is back to normal?
ringing.history(view)

# Which rules make an alarm?
editing.block(view.person)
