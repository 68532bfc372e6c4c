"""The form of a scheme: looked over as it is typed or brought, then kept as an edition of its own."""

import streamlit as st

from core import clock
from core.access import Person
from core.scoring import reading, schemes
from core.scoring.faults import BadScheme
from core.scoring.schemes import Loaded
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.components.plain import plain
from dashboards.supervision import acts
from dashboards.supervision.acts import word

LARGEST = 200_000


def block(by: Person, known: list[Loaded]) -> None:
    if known:
        lines = [
            word(
                "desk.edition", title=plain(one.scheme.title), edition=one.edition, since=one.scheme.valid_from,
                day=clock.local_day(one.loaded_at), who=plain(one.loaded_by),
            )
            for one in known[:6]
        ]  # fmt: skip
        st.markdown("\n".join(f"- {line}" for line in lines))
    drawn = once.drawn("scheme", known[0].id if known else None)
    with st.form(f"scheme_form_{drawn.token}", border=False):
        first = known[0].id if known else 0
        text = st.text_area(word("desk.scheme_text"), height=220, key=drawn.key(f"text_{first}"), max_chars=LARGEST)
        with st.container(horizontal=True):
            looked = st.form_submit_button(word("desk.check"), key=drawn.key("check"))
            sent = st.form_submit_button(word("desk.load"), key=drawn.key("send"), type="primary")
    if looked:
        _check(text)
    if sent:
        _load(drawn, text, by)


def _check(text: str) -> None:
    try:
        scheme = reading.read(text)
    except BadScheme as bad:
        acts.faults(bad)
        return
    counts = {"groups": len(scheme.group), "items": len(scheme.item)}
    st.success(word("said.checked", title=scheme.title, **counts))


def _load(drawn: Drawn, text: str, by: Person) -> None:
    acts.do(drawn, lambda session, areas: schemes.load(session, areas, text=text, by=by), "loaded")
