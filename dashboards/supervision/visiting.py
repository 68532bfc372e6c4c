"""On-site visits and evidence: the calendar, and the form of marks and counts with what shows them."""

from datetime import timedelta
from decimal import Decimal
from html import escape

import streamlit as st

from core import catalogue, clock
from core.access import Person
from core.scoring import entered, entering
from core.scoring.entered import Entered
from core.scoring.entering import Wanted
from core.scoring.office import Seen
from core.scoring.scheme import Scheme
from core.scoring.schemes import Loaded
from core.scoring.snapshot import Body
from core.scoring.wording import number
from dashboards import stores
from dashboards.components import once
from dashboards.supervision import acts
from dashboards.supervision.acts import word

LISTED = 12


def block(by: Person, known: list[Loaded]) -> None:
    if not known:
        st.info(word("desk.no_scheme"))
        return
    latest: dict[str, Loaded] = {}
    for one in known:
        latest.setdefault(one.scheme.key, one)
    titles = {key: one.scheme.title for key, one in latest.items()}
    key = st.selectbox(word("desk.scheme"), list(titles), key="visits_scheme", format_func=titles.__getitem__)
    chosen = latest[key or next(iter(latest))]
    present = {body.key: body for body in entered.present(stores.records(), chosen.scheme)}
    left, right = st.columns(2)
    with left:
        _enter(by, chosen, present)
    with right:
        _plan(by, chosen, present)
        _calendar(by, chosen.scheme)
    _listed(by, chosen.scheme)


def _enter(by: Person, chosen: Loaded, present: dict[str, Body]) -> None:
    items = {item.key: item for item in chosen.scheme.marked}
    if not items:
        st.info(word("desk.nothing_marked"))
        return
    titles = {key: item.title for key, item in items.items()}
    item = items[st.selectbox(word("desk.item"), list(titles), key="entry_item", format_func=titles.__getitem__)]
    st.caption(item.text)
    drawn = once.drawn(f"entry_{item.key}", chosen.id)
    theirs = {key: body.called for key, body in present.items() if item.is_for(body.group)}
    with st.form(f"entry_form_{drawn.token}", border=False):
        body = st.selectbox(word("desk.body"), list(theirs), key=drawn.key("body"), format_func=theirs.__getitem__)
        today = clock.today()
        on = st.date_input(word("desk.on"), today, key=drawn.key("on"), format="YYYY-MM-DD", max_value=today)
        step = 0.5 if item.evidence == "mark" else 1.0
        kind = word(f"desk.value_{item.evidence}")
        value = st.number_input(kind, min_value=0.0, value=None, step=step, key=drawn.key("value"), format="%0.2f")
        shown = st.text_input(word("desk.evidence"), key=drawn.key("evidence"), max_chars=entering.LONGEST)
        sent = st.form_submit_button(word("desk.enter"), key=drawn.key("send"), type="primary")
    if sent and value is None:
        st.error(word("desk.no_value"))
    elif sent:
        wanted = Wanted(chosen.id, item.key, body or "", on, Decimal(str(value)).quantize(Decimal("0.01")), shown)
        acts.do(drawn, lambda session, areas: entering.enter(session, areas, wanted, by=by), "entered")


def _plan(by: Person, chosen: Loaded, present: dict[str, Body]) -> None:
    drawn = once.drawn("visit", chosen.id)
    names = {key: body.called for key, body in present.items()}
    with st.form(f"visit_form_{drawn.token}", border=False):
        body = st.selectbox(word("desk.visited"), list(names), key=drawn.key("body"), format_func=names.__getitem__)
        today = clock.today()
        on = st.date_input(
            word("desk.planned_on"),
            today + timedelta(days=7),
            key=drawn.key("on"),
            format="YYYY-MM-DD",
            min_value=today,
        )
        sent = st.form_submit_button(word("desk.plan"), key=drawn.key("send"))
    if sent:
        told = {"scheme_id": chosen.id, "body": body or "", "on": on, "by": by}
        acts.do(drawn, lambda session, areas: entering.plan_visit(session, areas, **told), "planned")


def _calendar(by: Person, scheme: Scheme) -> None:
    """What is planned, and what was made of it."""
    found = entered.visits(stores.records(), scheme)
    if not found:
        st.caption(word("desk.no_visits"))
    for visit in found[-LISTED:]:
        with st.container(key=f"visit_{visit.id}", horizontal=True, vertical_alignment="center"):
            state = catalogue.label("visit_state", visit.state)
            st.html(f"<p>{visit.planned_on} {escape(visit.called)} <small>{escape(state)}</small></p>")
            if visit.state == "planned":
                drawn = once.drawn(f"visit_{visit.id}", visit.version)
                if st.button(word("desk.cancel_visit"), key=drawn.key("do"), type="tertiary"):
                    seen = Seen(visit.id, visit.version)
                    acts.do(drawn, lambda s, a: entering.cancel_visit(s, a, seen, by=by), "cancelled")  # noqa: B023


def _listed(by: Person, scheme: Scheme) -> None:
    """What stands, the latest first; what was wrong is withdrawn."""
    found = entered.entries(stores.records(), scheme)
    st.caption(word("desk.entries", count=len(found)))
    heads = "".join(f"<th>{escape(word(f'desk.{name}'))}</th>" for name in ("on", "body", "item", "value", "evidence"))
    rows = "".join(_row(one, scheme) for one in found[:LISTED])
    if found:
        st.html(f'<table class="fq-table fq-entries"><tr>{heads}</tr>{rows}</table>')
        drawn = once.drawn("withdraw", found[0].id)
        with st.form(f"withdraw_form_{drawn.token}", border=False):
            names = {one.id: f"{one.on} {one.called} {_item(one, scheme)} {number(one.value)}" for one in found[:50]}
            chosen = st.selectbox(
                word("desk.wrong"), list(names), key=drawn.key("entry"), format_func=names.__getitem__
            )
            sent = st.form_submit_button(word("desk.withdraw"), key=drawn.key("send"))
        if sent and chosen:
            acts.do(drawn, lambda s, a: entering.withdraw(s, a, entry=chosen, by=by), "withdrawn")


def _row(one: Entered, scheme: Scheme) -> str:
    cells = (one.on.isoformat(), one.called, _item(one, scheme), number(one.value), one.evidence)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _item(one: Entered, scheme: Scheme) -> str:
    return next((item.title for item in scheme.item if item.key == one.item), one.item)
