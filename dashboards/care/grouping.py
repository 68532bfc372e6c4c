"""The twelve groups as the office uses them: which it serves, in which order, under which name."""

from functools import partial

import streamlit as st

from core.access import Person
from core.care import groups, overview
from core.care.desk import Desk
from dashboards import stores
from dashboards.care import acts
from dashboards.care.acts import word
from dashboards.components import once
from db.models import ServiceGroup
from db.session import Session


def block(by: Person) -> None:
    st.caption(word("groups_hint"))
    found = {group.code: group for group in overview.all_groups(stores.records())}
    names = {code: group.name for code, group in found.items()}
    picked = st.selectbox(word("group"), list(found), key="care_group", format_func=names.__getitem__)
    one = found[picked]
    drawn = once.drawn(f"care_group_{picked}", (one.name, one.enabled, one.position))
    with st.form(f"care_group_form_{drawn.token}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(word("group_name"), one.name, key=drawn.key("name"), max_chars=groups.LONGEST)
            position = st.number_input(
                word("group_position"), 1, len(found), one.position, key=drawn.key("position")
            )  # fmt: skip
            enabled = st.checkbox(word("group_enabled"), one.enabled, key=drawn.key("enabled"))
        sent = st.form_submit_button(word("group_save"), key=drawn.key("send"))
    if sent:
        told = {"name": name, "position": int(position), "enabled": enabled}
        acts.do(drawn, partial(_change, picked, told, by), lambda row: word("group_saved", name=row.label or name), by)


def _change(code: str, told: dict[str, object], by: Person, session: Session, _desk: Desk) -> ServiceGroup:
    return groups.change(session, code, by=by, **told)  # type: ignore[arg-type]
