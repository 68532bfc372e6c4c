"""The purpose register on its page: every data set with what is registered of it, and entering or striking one."""

from functools import partial
from html import escape

import streamlit as st

from core import catalogue, purposes
from core.access import Person
from core.purposes import LONGEST, MOST_DAYS, Told
from dashboards import stores
from dashboards.components import once
from db.session import Session

PAGE = "purposes"
COLUMNS = ("data_set", "state", "purpose", "legal_basis", "fields", "retention_days", "owner")


def table() -> None:
    known = purposes.listed(stores.records())
    heads = "".join(f"<th>{escape(_say(f'column.{name}'))}</th>" for name in COLUMNS)
    body = "".join(f"<tr>{_row(data_set, known.get(data_set))}</tr>" for data_set in purposes.data_sets())
    st.html(
        f'<div class="fq-register" tabindex="0"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def editing(by: Person) -> None:
    """For whoever keeps the register; the others only read it."""
    known = purposes.listed(stores.records())
    st.subheader(_say("edit"), anchor=False)
    picked = st.selectbox(_say("pick"), purposes.data_sets(), key="purpose_pick", format_func=_name)
    seen = known.get(picked)
    drawn = once.drawn(f"purpose_{picked}", seen)
    _form(drawn, picked, by)
    if drawn.seen is not None:
        _striking(drawn, picked, by)


def _form(drawn: once.Drawn, data_set: str, by: Person) -> None:
    now: Told = drawn.seen or purposes.proposed(data_set)
    with st.form(f"purpose_form_{drawn.token}", border=False):
        written = {
            name: st.text_input(_say(f"column.{name}"), getattr(now, name), key=drawn.key(name), max_chars=longest)
            or ""
            for name, longest in LONGEST.items()
        }
        days = st.number_input(
            _say("column.retention_days"), 1, MOST_DAYS, now.retention_days, key=drawn.key("days")
        )  # fmt: skip
        sent = st.form_submit_button(_say("send"), key=drawn.key("send"), type="primary")
    if sent:
        told = Told(**written, retention_days=int(days))
        act = partial(purposes.register, data_set=data_set, told=told, seen=drawn.seen, by=by)
        once.do(drawn, lambda session: _done(session, act, "saved", data_set), page=PAGE)


def _striking(drawn: once.Drawn, data_set: str, by: Person) -> None:
    if data_set == purposes.SERVICES:
        st.caption(_say("strike_services", name=_name(data_set)))
    with st.container(horizontal=True, vertical_alignment="center"):
        sure = st.checkbox(_say("strike_sure", name=_name(data_set)), key=drawn.key("sure"))
        sent = st.button(_say("strike"), key=drawn.key("strike"), disabled=not sure)
    if sent:
        act = partial(purposes.strike, data_set=data_set, seen=drawn.seen, by=by)
        once.do(drawn, lambda session: _done(session, act, "struck", data_set), page=PAGE)


def _done(session: Session, act: partial[None], said: str, data_set: str) -> str:
    act(session)
    return _say(said, name=_name(data_set))


def _row(data_set: str, told: Told | None) -> str:
    state = _say("registered" if told else "missing")
    texts = (
        (told.purpose, told.legal_basis, told.fields, _say("days", days=told.retention_days), told.owner)
        if told
        else ("",) * 5
    )
    return "".join(f"<td>{escape(text)}</td>" for text in (_name(data_set), state, *texts))


def _name(data_set: str) -> str:
    return catalogue.say(f"intake.kind.{data_set}")


def _say(name: str, /, **values: object) -> str:
    return catalogue.say(f"purposes.{name}", **values)
