"""Appeals: the form of a body against one item, what was decided, and the form in which the office decides."""

from collections.abc import Collection
from decimal import Decimal
from functools import partial
from html import escape

import streamlit as st

from core import access, catalogue, clock
from core.access import Person
from core.scoring import appeals, office, published
from core.scoring.appeals import Claim
from core.scoring.office import Seen
from core.scoring.published import Appeal, Row, Run
from core.scoring.wording import number
from dashboards import stores
from dashboards.components import once
from dashboards.supervision import acts
from dashboards.supervision.acts import word


def listing(run: Run, found: list[Appeal], shown: Collection[str]) -> None:
    """The appeals of a run's bodies that are shown, each with its decision and what it was given."""
    theirs = [one for one in found if one.body in shown]
    if theirs:
        st.subheader(word("appeal.title", count=len(theirs)), anchor=False)
    for one in theirs:
        _one(run, one)


def _one(run: Run, one: Appeal) -> None:
    item = run.scheme.item_of(one.item)
    state = catalogue.label("appeal_state", one.state)
    given = word("appeal.given", points=number(one.points)) if one.points is not None else ""
    answer = word("appeal.answer", answer=one.answer) if one.answer else ""
    st.html(
        f'<div class="fq-appeal"><p><b>{escape(one.called)} · {escape(item.title)}</b>'
        f" <span>{escape(state)} {escape(given)}</span> <small>{clock.written(one.filed_at)}</small></p>"
        f"<p>{escape(word('appeal.grounds', grounds=one.grounds, evidence=one.evidence))}</p>"
        f"<p>{escape(answer)}</p></div>"
    )


def filing(by: Person, run: Run, row: Row) -> None:
    """The form of an appeal for one's own body, while the window is open."""
    if run.state != "published" or not access.may(by, office.APPEAL):
        return
    drawn = once.drawn(f"appeal_{run.id}_{row.body.key}")
    items = {item.key: item.title for item in run.scheme.items_of(row.body.group) if item.key in row.standing.cells}
    with st.expander(word("appeal.open", until=run.appeal_until)):
        with st.form(f"appeal_form_{drawn.token}", border=False):
            item = st.selectbox(word("desk.item"), list(items), key=drawn.key("item"), format_func=items.__getitem__)
            grounds = st.text_area(word("appeal.why"), key=drawn.key("grounds"), max_chars=appeals.GROUNDS)
            shown = st.text_input(word("desk.evidence"), key=drawn.key("evidence"), max_chars=appeals.EVIDENCE)
            sent = st.form_submit_button(word("appeal.send"), key=drawn.key("send"), type="primary")
        if sent:
            claim = Claim(run.id, row.body.key, item or "", grounds, shown)
            acts.do(drawn, lambda session, areas: appeals.file(session, areas, claim, by=by), "appealed")


def deciding(by: Person, runs: list[Run]) -> None:
    """The appeals that wait, each with its form."""
    waiting = [
        (run, one)
        for run in runs
        if run.state == "published"
        for one in published.appeals(stores.records(), run.id)
        if one.state == "open"
    ]
    if not waiting:
        st.info(word("desk.no_appeals"))
    for run, one in waiting:
        with st.container(key=f"appeal_{one.id}"):
            _one(run, one)
            _decide(by, run, one)


def _decide(by: Person, run: Run, one: Appeal) -> None:
    item = run.scheme.item_of(one.item)
    rows = {row.body.key: row for row in published.rows(stores.records(), run.id)}
    row = rows[one.body]
    cell = row.standing.cells[one.item]
    upper = item.upper(row.body.group)
    st.caption(word("desk.as_published", points=number(cell.points), floor=number(item.floor), cap=number(upper)))
    drawn = once.drawn(f"decide_{one.id}", one.version)
    with st.form(f"decide_form_{drawn.token}", border=False):
        points = st.number_input(
            word("desk.given"), min_value=float(item.floor), max_value=float(upper), value=None, step=0.5,
            key=drawn.key("points"), format="%0.2f",
        )  # fmt: skip
        answer = st.text_area(word("desk.answer"), key=drawn.key("answer"), max_chars=appeals.GROUNDS)
        with st.container(horizontal=True):
            upheld = st.form_submit_button(word("desk.uphold"), key=drawn.key("uphold"), type="primary")
            rejected = st.form_submit_button(word("desk.reject"), key=drawn.key("reject"))
    if upheld and points is None:
        st.error(word("desk.no_points"))
    elif upheld or rejected:
        worth = Decimal(str(points)).quantize(Decimal("0.01")) if upheld else None
        act = partial(appeals.decide, seen=Seen(one.id, one.version), points=worth, answer=answer, by=by)
        acts.do(drawn, act, "decided")
