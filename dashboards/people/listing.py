"""The accounts as a table, and the one that is picked."""

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st

from core import catalogue, people
from core.accounts import Listed
from dashboards import stores
from dashboards.people import acts, fields

ROWS = 20
PICK = "people_pick"
COLUMNS = ("username", "display_name", "role", "area", "state", "second_factor")


def show() -> Listed | None:
    """Search and table; returns the account that is to be edited, None for none."""
    words = st.text_input(_say("search"), key="people_search", help=_say("search_help"), max_chars=100)
    found = people.found(stores.records(), words)
    if not found:
        st.info(_say("none"))
        return None
    pages = -(-len(found) // ROWS)
    with st.container(key="people_pages", horizontal=True, vertical_alignment="center"):
        number = st.pagination(pages, key=f"people_page_{pages}") if pages > 1 else 1
        st.caption(_say("count", count=len(found)))
    st.html(_table(found[(number - 1) * ROWS : number * ROWS]))
    names = {one.username: one for one in found}
    if (kept := st.session_state.get(PICK)) is not None:
        # Its label may just have been changed, and the browser knows it by that alone: told again, it stays picked.
        st.session_state[PICK] = kept
    picked = st.selectbox(
        _say("pick"),
        list(names),
        index=None,
        key=PICK,
        format_func=partial(_called, names),
        placeholder=_say("pick_none"),
        on_change=acts.quiet,
    )
    return names.get(picked) if picked else None


def _called(names: Mapping[str, Listed], username: str) -> str:
    """What an account is called in the list to pick from; one that has just gone has no name."""
    return f"{username} · {names[username].display_name}" if username in names else username


def state(one: Listed) -> str:
    """What stands in the way of a sign-in, if anything does."""
    holds = {
        "disabled": not one.enabled,
        "locked": one.locked,
        "demo": one.demo,
        "new": one.must_change_password,
        "enabled": True,
    }
    return _say(f"state_{next(code for code, held in holds.items() if held)}")


def _table(rows: list[Listed]) -> str:
    heads = "".join(f"<th>{escape(_say(name))}</th>" for name in COLUMNS)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(one)) + "</tr>" for one in rows)
    table = f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="fq-matters">{table}</div>'


def _cells(one: Listed) -> tuple[str, ...]:
    area = fields.named(one.area_name, one.area_code) if one.area_code else catalogue.say("shell.sign_in.no_area")
    factor = _say("yes" if one.second_factor else "no")
    return one.username, one.display_name, catalogue.label("role", one.role), area, state(one), factor


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"identity.people.{key}", **values)
