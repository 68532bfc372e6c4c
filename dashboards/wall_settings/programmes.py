"""Which programme, and in which light: picked, made, changed, removed."""

from functools import partial
from typing import Any

import streamlit as st

from core import access, catalogue
from core.access import Person
from core.wall import editing, oversight, programme, terms
from core.wall.programme import Programme
from dashboards import stores, windows
from dashboards.board_settings import fields
from dashboards.components import once
from dashboards.wall_settings.acts import asks_first, changing, do, said, tree, word
from db.models.wall import THEMES
from db.session import Session

PICKED, MADE = "wall_programme", "_wall_programme_made"


def own(by: Person) -> list[Programme]:
    """Those whose figures this person may see."""
    areas = tree()
    return [one for one in programme.listed(stores.records()) if oversight.may_see(areas, one.area_code, by)]


def pick(by: Person) -> Programme | None:
    """The one that is worked on; a form for a new one where somebody may make one."""
    if not access.may(by, oversight.PROGRAMMES):
        return None
    found = {one.id: one for one in own(by)}
    with st.container(key="card_wall_programmes"):
        st.subheader(word("programmes"), anchor=False)
        said("programmes")
        if not found:
            st.caption(word("none"))
        chosen = None
        # Whoever has made one goes on with that.
        if (made := st.session_state.pop(MADE, None)) in found:
            st.session_state[PICKED] = made
        if found:
            names = {key: f"{one.name} · {fields.named(tree(), one.area_code)}" for key, one in found.items()}
            chosen = st.selectbox(
                word("pick"), list(found), key=PICKED, format_func=partial(fields.called, names), width=500
            )
        with st.expander(word("create"), expanded=not found):
            _new(by)
    return found.get(chosen) if chosen is not None else None


def _new(by: Person) -> None:
    drawn = once.drawn("wall_programme_new")
    with st.form(f"wall_new_{drawn.token}", border=False):
        left, right = st.columns(2)
        with left:
            name = st.text_input(word("new_name"), key=drawn.key("name"), max_chars=terms.LONGEST_NAME)
        with right:
            place = _place(drawn, by)
        sent = st.form_submit_button(word("create"), key=drawn.key("send"), type="primary")
    if sent:
        do(drawn, partial(_made, name=name, area_code=place, by=by), "created", "programmes")


def _made(session: Session, **asked: Any) -> None:
    st.session_state[MADE] = editing.create(session, tree(), **asked)


def _place(drawn: once.Drawn, by: Person) -> str:
    areas = tree()
    codes = [one.code for one in areas.below(by.area_code or "") if one.level in fields.LEVELS]
    return st.selectbox(word("new_area"), codes, key=drawn.key("area"), format_func=partial(fields.named, areas))


def settings(chosen: Programme, by: Person) -> None:
    """Name and light of the programme, and its end."""
    st.subheader(word("settings"), anchor=False)
    said("settings")
    drawn = once.drawn(f"wall_programme_{chosen.id}", chosen.version)
    with st.form(f"wall_settings_{drawn.token}", border=False), st.container():
        columns = st.columns([2, 2, 1, 1])
        with columns[0]:
            name = st.text_input(word("name"), chosen.name, key=drawn.key("name"), max_chars=terms.LONGEST_NAME)
        with columns[1]:
            light = st.selectbox(
                word("theme"), THEMES, THEMES.index(chosen.theme), key=drawn.key("theme"), format_func=_theme
            )
        with columns[2]:
            day = st.text_input(word("day_starts"), chosen.day_starts, key=drawn.key("day"), max_chars=5)
        with columns[3]:
            night = st.text_input(word("night_starts"), chosen.night_starts, key=drawn.key("night"), max_chars=5)
        with st.container(horizontal=True):
            sent = st.form_submit_button(word("save_settings"), key=drawn.key("send"), type="primary")
            st.form_submit_button(
                word("remove_programme"),
                key=drawn.key("remove"),
                on_click=windows.open_named,
                args=(drawn.key("asked"),),
            )
    seen = {"areas": tree(), "programme_id": chosen.id, "version": drawn.seen, "by": by}
    asks_first(drawn, chosen.name, partial(editing.remove, **seen), "removed", "programmes")
    if sent:
        change = partial(editing.change, **seen, name=name, theme=light, day_starts=day, night_starts=night)
        do(drawn, changing(chosen, change), "saved", "settings")


def _theme(code: str) -> str:
    return catalogue.say(f"wall.theme.{code}")
