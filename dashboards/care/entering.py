"""A township's own return: which month, its numbers by line and group, and what is done with it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import catalogue
from core.access import Person
from core.care import overview, returns
from core.care.desk import Desk, Seen
from core.care.groups import Group
from core.care.overview import Listed, Own
from core.care.returns import WRITABLE
from core.care.validation import Cell, Count, Strength
from core.titles import month_words
from dashboards import data, stores
from dashboards.care import acts, spreadsheets
from dashboards.care.acts import word
from dashboards.components import once
from dashboards.components.once import Drawn
from db.models import ServiceReturn
from db.models.care import CAPACITY, JUMPS, LINES, NUMBERS
from db.session import Session

Act = Any
PICKED = "care_picked"


def block(by: Person) -> None:
    listed = overview.own_returns(stores.records(), by)
    if not listed:
        st.info(word("none_own"))
        return
    names = {one.key: _called(one) for one in listed}
    # A browser keeps the words of what is chosen: when the states in them change, it is another list at its place.
    chosen = st.session_state.get(PICKED)
    picked = st.selectbox(
        word("return"),
        list(names),
        index=list(names).index(chosen) if chosen in names else 0,
        key=f"care_return_{crc32(repr(names).encode()):08x}",
        format_func=names.__getitem__,
        label_visibility="collapsed",
    )
    st.session_state[PICKED] = picked
    found = overview.own(stores.records(), picked, by)
    if found is None:
        return
    st.caption(_state(found.listed))
    if found.listed.status in WRITABLE:
        if found.listed.closed:
            st.warning(word("late_closed", button=word("close_again")))
        spreadsheets.block(found, by)
        _form(found, by)
    else:
        _finished(found, by)


def _called(one: Listed) -> str:
    state = catalogue.label("service_return_state", one.status)
    said = {"month": month_words(one.month), "state": state, "revision": one.revision}
    return word("return_restated" if one.revision else "return_named", **said)


def _state(one: Listed) -> str:
    parts = [catalogue.label("service_return_state", one.status), word("due", day=one.due_on.isoformat())]
    if one.received_on:
        parts.append(word("received", day=one.received_on.isoformat()))
        parts.append(word("zero" if one.zero else "complete" if one.complete else "incomplete"))
    if one.reminded_on and one.status in WRITABLE:
        parts.append(acts.reminded(one))
    if one.days_late and one.status in (*WRITABLE, "submitted"):
        parts.append(word("late_by" if one.status in WRITABLE else "came_late", days=one.days_late))
    return " · ".join(parts)


def _form(found: Own, by: Person) -> None:
    drawn = acts.form(found.listed.key, found.listed.version)
    seen, groups = Seen(found.listed.key, drawn.seen), data.served_groups()
    if found.listed.status == "expected" and found.counts:
        st.info(word("before_hint"))
    # Above the table: its buttons stand far below, where nobody would look for what is wrong in it.
    box = st.container()
    with st.form(f"care_form_{drawn.token}", border=False):
        st.caption(word("grid_hint"))
        counts = _lines(drawn, found, groups)
        capacity = _capacity(drawn, found)
        with st.container(horizontal=True):
            send = st.form_submit_button(word("submit"), key=drawn.key("send"), type="primary")
            keep = st.form_submit_button(word("save"), key=drawn.key("save"))
            fill = st.form_submit_button(word("fill"), key=drawn.key("fill"))
            zero = st.form_submit_button(word("submit_zero"), key=drawn.key("zero"))
    if send:
        _do(drawn, partial(returns.submit, seen=seen, counts=counts, capacity=capacity, by=by), "submitted", by, box)
    elif keep:
        _do(drawn, partial(returns.save, seen=seen, counts=counts, capacity=capacity, by=by), "saved", by, box)
    elif fill:
        whole = {cell: _filled(count) for cell, count in counts.items()}
        _do(drawn, partial(returns.save, seen=seen, counts=whole, capacity=capacity, by=by), "filled", by, box)
    elif zero:
        _do(drawn, partial(returns.submit_zero, seen=seen, by=by), "submitted_zero", by, box)
    if found.listed.revision:
        _discarding(found, by)


def _discarding(found: Own, by: Person) -> None:
    """A correction that isn't handed in can be given up: what was reported stands."""
    drawn = once.drawn(f"care_discard_{found.listed.key}", found.listed.version)
    if st.button(word("discard"), key=drawn.key("send")):
        _do(drawn, partial(returns.discard, seen=Seen(found.listed.key, drawn.seen), by=by), "discarded", by)


def _do(drawn: Drawn, act: Act, said: str, by: Person, box: DeltaGenerator | None = None) -> None:
    def run(session: Session, _desk: Desk) -> ServiceReturn:
        return act(session)

    acts.do(drawn, run, lambda _: word(said), by, box)


def _lines(drawn: Drawn, found: Own, groups: list[Group]) -> dict[Cell, Count]:
    """One table a line, a row for each group that is served."""
    counts: dict[Cell, Count] = {}
    for line, tab in zip(LINES, st.tabs([catalogue.label("service_line", line) for line in LINES]), strict=True):
        with tab:
            table = _table(found.counts, line, groups)
            edited = st.data_editor(
                table,
                key=drawn.key(line),
                hide_index=True,
                num_rows="fixed",
                height=_height(table),
                column_config=_columns(),
                placeholder="",
                disabled=["group"],
            )
            for group, row in zip(groups, edited.to_dict("records"), strict=True):
                counts[group.code, line] = _count(row)
    return counts


def _table(counts: Mapping[Cell, Count], line: str, groups: list[Group]) -> pd.DataFrame:
    jumps = catalogue.code_labels("service_jump")
    rows = []
    for group in groups:
        count = counts.get((group.code, line), Count())
        told = {name: getattr(count, name) for name in NUMBERS}
        rows.append({"group": group.name, **told, "jump": jumps.get(count.jump or "")})
    frame = pd.DataFrame(rows, columns=["group", *NUMBERS, "jump"])
    return frame.astype(dict.fromkeys(NUMBERS, "Int64"))


def _columns() -> dict[str, Any]:
    # Without a highest number: the browser would make 999999 of somebody's number, and nobody would be told.
    def number(name: str) -> Any:
        return st.column_config.NumberColumn(
            catalogue.say(f"care.column.{name}"), min_value=0, step=1, format="%d", width="small"
        )

    jumps = [catalogue.label("service_jump", code) for code in JUMPS]
    return {
        "group": st.column_config.TextColumn(catalogue.say("care.column.group"), pinned=True),
        **{name: number(name) for name in NUMBERS},
        "jump": st.column_config.SelectboxColumn(catalogue.say("care.column.jump"), options=jumps),
    }


def _count(row: Mapping[Any, Any]) -> Count:
    codes = {label: code for code, label in catalogue.code_labels("service_jump").items()}
    jump = row["jump"]
    return Count(**{name: _whole(row[name]) for name in NUMBERS}, jump=codes.get(jump) if jump else None)


def _filled(count: Count) -> Count:
    return replace(count, **{name: getattr(count, name) or 0 for name in NUMBERS})


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _capacity(drawn: Drawn, found: Own) -> dict[str, Strength]:
    st.markdown(f"**{word('capacity')}**")
    st.caption(word("capacity_hint"))
    edited = st.data_editor(
        _strengths(found),
        key=drawn.key("capacity"),
        hide_index=True,
        num_rows="fixed",
        placeholder="",
        column_config=_strength_columns(),
        disabled=["line"],
    )
    held = zip(LINES, edited.to_dict("records"), strict=True)
    return {line: Strength(**{name: _whole(row[name]) for name in CAPACITY}) for line, row in held}


def _strengths(found: Own) -> pd.DataFrame:
    rows = [
        {"line": catalogue.label("service_line", line)}
        | {name: getattr(found.capacity.get(line, Strength()), name) for name in CAPACITY}
        for line in LINES
    ]
    return pd.DataFrame(rows, columns=["line", *CAPACITY]).astype(dict.fromkeys(CAPACITY, "Int64"))


def _strength_columns() -> dict[str, Any]:
    named = {name: catalogue.say(f"care.column.{name}") for name in ("line", *CAPACITY)}
    numbered = {name: st.column_config.NumberColumn(named[name], min_value=0, step=1, format="%d") for name in CAPACITY}
    return {"line": st.column_config.TextColumn(named["line"], pinned=True), **numbered}


def _finished(found: Own, by: Person) -> None:
    """What was handed in, to be read; what is locked can be restated."""
    groups, locked = data.served_groups(), found.listed.status == "locked"
    told = {"locked": "read_locked", "approved": "read_closed" if found.listed.uncounted else "read_approved"}
    st.info(word(told.get(found.listed.status, "read_only")))
    for line, tab in zip(LINES, st.tabs([catalogue.label("service_line", line) for line in LINES]), strict=True):
        with tab:
            _read(_table(found.counts, line, groups), _columns())
    st.markdown(f"**{word('capacity')}**")
    _read(_strengths(found), _strength_columns())
    if locked:
        drawn = once.drawn(f"care_restate_{found.listed.key}", found.listed.version)
        if st.button(word("restate"), key=drawn.key("send")):
            act = partial(returns.restate, seen=Seen(found.listed.key, drawn.seen), by=by)
            acts.do(drawn, lambda session, _desk: act(session), _restated, by)


def _read(table: pd.DataFrame, columns: dict[str, Any]) -> None:
    """A table to be read, all of its rows at once."""
    st.dataframe(table, hide_index=True, column_config=columns, placeholder="", height=_height(table))


def _height(table: pd.DataFrame) -> int:
    return 35 * (len(table) + 1) + 3


def _restated(fresh: ServiceReturn) -> str:
    """The page goes on with the fresh revision."""
    st.session_state[PICKED] = fresh.id
    return word("restated")
