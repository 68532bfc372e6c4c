"""The services office's own calendar: monthly review, quarterly dispatch, yearly inspection, and what each brought."""

from datetime import timedelta

import streamlit as st

from core import catalogue
from core.cadence import agenda
from core.cadence.agenda import Owed
from core.cadence.duties import duties
from dashboards import stores
from dashboards.cadence import calendar, table
from dashboards.components.card import nothing
from dashboards.viewing import View
from db.models.area import ROOT_CODE

BODY = "service_office"
BEHIND = timedelta(days=100)
"""The last quarter's dispatch is still there."""


def block(view: View) -> None:
    """Of the place looked at, or of the nearest above it whose office meets."""
    with st.container(key="card_meetings"):
        st.html(table.heading(catalogue.say("care.meetings.title")))
        found = _meetings(view)
        if not found:
            nothing(catalogue.say("care.meetings.none"), catalogue.say("care.meetings.none_hint"))
            return
        st.html(calendar.table_of(view, found))


def _meetings(view: View) -> list[Owed]:
    own = {one.key: one.levels for one in duties() if one.body == BODY}
    places = [area for area in view.areas.path(view.scope.areas[0].code) if area.code != ROOT_CODE]
    near = next((one.code for one in reversed(places) if any(one.level in levels for levels in own.values())), None)
    if near is None or len(view.scope.areas) != 1:
        return []
    since = view.scope.today - BEHIND
    return [one for one in agenda.of_place(stores.records(), near, since) if one.duty in own]
