"""Approving what came with a list: every draft as it would be in force, those that are left out, one press."""

from functools import partial
from hashlib import sha256
from html import escape

import streamlit as st

from core import access, catalogue
from core.access import Person
from core.accountability import deciding, register
from core.accountability.office import APPROVE, Office, Seen
from core.accountability.register import Act
from core.periods import Period
from core.scope import Request
from core.words import Words
from dashboards import data, stores
from dashboards.accountability import writing
from dashboards.accountability.listing import body_words, effect_words
from dashboards.accountability.working import called
from dashboards.components import once
from db.session import Session

HEADS = ("kind", "body", "span", "basis", "effect")


def block(by: Person) -> None:
    """Nothing where nothing of it waits for this person."""
    if not access.may(by, APPROVE):
        return
    words = data.known_words(data.version())
    scope = access.scope(by, Request(Period.parse("this_year")), words.areas)
    found = register.acts(stores.records(), by, scope, words.areas)
    waiting = [one for one in found if one.imported and "approved" in register.next_steps(one, by, words.areas)]
    if waiting:
        with st.container(key="card_desk_together"):
            st.subheader(catalogue.say("accountability.desk.together", count=len(waiting)), anchor=False)
            st.caption(catalogue.say("accountability.desk.together_help"))
            st.html(_table(words, waiting))
            _form(words, waiting, by)


def _form(words: Words, waiting: list[Act], by: Person) -> None:
    # Other drafts are another form: nobody approves what didn't stand in the table.
    stand = sha256(str([(one.id, one.version) for one in waiting]).encode()).hexdigest()[:12]
    drawn = once.drawn(f"together_{stand}")
    names = {one.id: called(words, one) for one in waiting}
    with st.form(f"together_form_{drawn.token}", border=False):
        left_out = st.multiselect(
            catalogue.say("accountability.desk.together_except"), list(names), key=drawn.key("except"),
            format_func=names.__getitem__, placeholder="",
        )  # fmt: skip
        sent = st.form_submit_button(
            catalogue.say("accountability.desk.together_send"), key=drawn.key("send"), type="primary"
        )
    chosen = [Seen(one.id, one.version) for one in waiting if one.id not in left_out]
    if sent and not chosen:
        st.error(catalogue.say("accountability.desk.together_none"))
    elif sent:
        done = catalogue.say("accountability.desk.together_done", count=len(chosen))
        writing.do(drawn, partial(_approve, chosen, by), done, by)


def _approve(chosen: list[Seen], by: Person, session: Session, office: Office) -> object:
    return deciding.approve_together(session, office, chosen, by=by)


def _table(words: Words, waiting: list[Act]) -> str:
    heads = "".join(f"<th>{escape(catalogue.say(f'accountability.head.{name}'))}</th>" for name in HEADS)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(words, one))}</tr>" for one in waiting)
    table = f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="fq-behind fq-decided" tabindex="0">{table}</div>'


def _cells(words: Words, one: Act) -> tuple[str, ...]:
    form = "span" if one.ends_on else "span_open"
    end = one.ends_on or catalogue.say("accountability.page.open_end")
    return (
        catalogue.label("action_kind", one.kind),
        body_words(words, one.body),
        catalogue.say(f"accountability.page.{form}", start=one.starts_on, end=end),
        f"{catalogue.label('action_basis', one.basis)} {one.reference}",
        effect_words(one.effect, one.points),
    )
