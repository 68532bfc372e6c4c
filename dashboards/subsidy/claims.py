"""The form of a claim: for which case, and which papers its file holds."""

from functools import partial

import streamlit as st

from core import catalogue, clock
from core.access import Person
from core.mediation import money
from core.mediation.desk import Seen
from core.subsidy import claiming, ledger
from core.subsidy.ledger import Claimable
from dashboards import stores
from dashboards.components import once
from dashboards.mediation import acts
from db.models.mediation import DIFFICULTIES
from db.models.subsidy import SubsidyEntry


def block(by: Person) -> None:
    search = st.text_input(word("find"), key="subsidy_find", max_chars=56)
    found = {one.id: one for one in ledger.claimable(stores.records(), by, search)}
    if not found:
        st.info(word("none"))
        return
    names = {key: _called(one) for key, one in found.items()}
    picked = st.selectbox(
        word("case"), list(names), index=None, key="subsidy_case", format_func=names.__getitem__,
        placeholder=word("case_none"),
    )  # fmt: skip
    if picked in found:
        _form(found[picked], by)


def _form(case: Claimable, by: Person) -> None:
    drawn = once.drawn(f"subsidy_claim_{case.id}", case.version)
    labels, grades = catalogue.code_labels("subsidy_file"), catalogue.code_labels("difficulty")
    with st.form(f"subsidy_claim_{drawn.token}", border=False):
        st.markdown(f"**{word('files')}**")
        with st.container(horizontal=True):
            files = [code for code in claiming.required(case.form) if st.checkbox(labels[code], key=drawn.key(code))]
        if case.difficulty is None:
            difficulty = st.segmented_control(
                word("difficulty"), DIFFICULTIES, key=drawn.key("difficulty"), format_func=grades.__getitem__
            )
        else:
            st.caption(word("graded", grade=grades[case.difficulty]))
            difficulty = case.difficulty
        sent = st.form_submit_button(word("send"), key=drawn.key("send"), type="primary")
    if sent:
        told = {"difficulty": difficulty, "files": files, "on": clock.today(), "by": by}
        act = partial(claiming.claim, seen=Seen(case.id, drawn.seen), **told)  # type: ignore[arg-type]
        acts.do(drawn, lambda session, desk: act(session, desk), _said, by)


def _said(line: SubsidyEntry) -> str:
    return word("done", code=line.case.code, amount=money.written(line.amount_fen))


def _called(one: Claimable) -> str:
    form = catalogue.label("agreement_form", one.form)
    unproved = "" if one.proved else word(f"unproved_{one.form}")
    return word("case_of", code=one.code, room=one.room, form=form, unproved=unproved)


def word(name: str, **values: object) -> str:
    return catalogue.say(f"subsidy.claim.{name}", **values)
