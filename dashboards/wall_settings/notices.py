"""Urgent notices: what is on the walls of a programme, acknowledged here, and a new one."""

from functools import partial

import streamlit as st

from core import clock
from core.access import Person
from core.wall import notices
from core.wall.notices import Notice
from core.wall.programme import Programme
from dashboards import stores
from dashboards.components import once
from dashboards.wall_settings.acts import do, said, tree, word

MINUTES = 30


def block(chosen: Programme, by: Person) -> None:
    st.subheader(word("notice"), anchor=False)
    st.caption(word("notice_help"))
    said("notice")
    for one in notices.current(stores.records(), chosen.id):
        _shown(one, by)
    drawn = once.drawn(f"wall_notice_{chosen.id}")
    with st.form(f"wall_notice_form_{drawn.token}", border=False):
        words, long, post = st.columns([8, 2, 1], vertical_alignment="bottom")
        with words:
            text = st.text_input(word("notice_text"), key=drawn.key("text"))
        with long:
            minutes = st.number_input(word("notice_minutes"), *notices.MINUTES, MINUTES, key=drawn.key("for"))
        with post:
            sent = st.form_submit_button(word("notice_post"), key=drawn.key("send"), type="primary")
    if sent:
        told = partial(notices.post, programme_id=chosen.id, text=text, minutes=int(minutes), by=by, areas=tree())
        do(drawn, told, "notice_posted", "notice")


def _shown(one: Notice, by: Person) -> None:
    drawn = once.drawn(f"wall_notice_on_{one.id}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.error(word("notice_on", time=clock.written(one.posted_at), text=one.text), width=800)
        taken = st.button(word("notice_acknowledge"), key=drawn.key("acknowledge"))
    if taken:
        do(drawn, partial(notices.acknowledge, areas=tree(), notice_id=one.id, by=by), "notice_acknowledged", "notice")
