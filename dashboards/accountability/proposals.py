"""What rules propose: each with the figures that speak for it, to be made an act or dismissed by a person."""

from functools import partial

import streamlit as st

from core import access, catalogue, numbers, titles
from core.access import Person
from core.accountability import kinds, proposing, register
from core.accountability.office import HOLD, Office, Seen
from core.accountability.register import Proposed
from core.definitions import definition
from core.periods import Period, Span
from core.scope import Request
from core.words import Words
from dashboards import data, stores
from dashboards.accountability import drafting, writing
from dashboards.accountability.listing import body_words
from dashboards.accountability.working import word
from dashboards.components import once
from db.session import Session


def block(by: Person) -> None:
    """Nothing for those who decide on none."""
    if not access.may(by, HOLD):
        return
    words = data.known_words(data.version())
    scope = access.scope(by, Request(Period.parse("this_year")), words.areas)
    found = register.proposals(stores.records(), by, scope, words.areas)
    with st.container(key="card_desk_proposals"):
        st.subheader(word("proposals"), anchor=False)
        st.caption(word("proposals_help"))
        st.button(word("raise"), key="accountability_raise", on_click=_raise, args=(words, by))
        if not found:
            st.info(word("no_proposals"))
            return
        names = {one.id: _called(words, one) for one in found}
        picked = st.selectbox(
            word("proposal"), list(names), index=None, key="accountability_proposal", format_func=names.__getitem__,
            placeholder=word("proposal_none"),
        )  # fmt: skip
        if picked is not None:
            _decide(next(one for one in found if one.id == picked), words, by)


def _decide(one: Proposed, words: Words, by: Person) -> None:
    st.markdown(f"**{body_words(words, one.body)}**  {grounds(one)}")
    choices = {"accept": word("accept"), "dismiss": word("dismiss")}
    choice = st.segmented_control(
        word("decision"), list(choices), key=f"decision_{one.id}", format_func=choices.__getitem__
    )
    drawn = once.drawn(f"proposal_{one.id}_{choice}", one.version)
    if choice == "accept":
        body = {(one.body.area, one.body.unit): body_words(words, one.body)}
        drafting.form(drawn, kinds.rules()[one.kind], words, by, body, one)
    elif choice == "dismiss":
        with st.form(f"dismiss_{drawn.token}", border=False):
            labels = catalogue.code_labels("accountability_dismiss_reason")
            reason = st.selectbox(word("reason"), list(labels), key=drawn.key("reason"), format_func=labels.__getitem__)
            sent = st.form_submit_button(word("send"), key=drawn.key("send"), type="primary")
        if sent:
            writing.do(drawn, partial(_dismiss, one, reason, by), word("dismissed"), by)


def _dismiss(one: Proposed, reason: str, by: Person, session: Session, office: Office) -> object:
    return proposing.dismiss(session, office, Seen(one.id, one.version), reason=reason, by=by)


def _raise(words: Words, by: Person) -> None:
    count = proposing.raise_all(stores.records(), stores.read_model(), words.areas, by=by)
    once.tell(writing.PAGE, catalogue.say("accountability.desk.raised", count=count))


def _called(words: Words, one: Proposed) -> str:
    told = {"kind": catalogue.label("action_kind", one.kind), "rule": catalogue.label("proposal_rule", one.rule)}
    return catalogue.say("accountability.desk.proposal_of", body=body_words(words, one.body), **told)


def grounds(one: Proposed) -> str:
    """The rule and its figures in words."""
    rule, span = catalogue.label("proposal_rule", one.rule), titles.span_words(Span(one.period_start, one.period_end))
    if one.metric is None:
        return catalogue.say("accountability.desk.overdue_by", rule=rule, days=f"{one.value:g}")
    metric = definition(one.metric)
    value, limit = (
        "".join(numbers.quantity(float(part or 0), metric.unit, metric.decimals)) for part in (one.value, one.threshold)
    )
    return catalogue.say(
        "accountability.desk.figure", rule=rule, span=span, metric=metric.label, value=value, limit=limit
    )
