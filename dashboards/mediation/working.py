"""Working on a case: which one, what has happened, which clocks run, and the form of its next step."""

from collections.abc import Callable
from datetime import date, datetime, time
from html import escape
from typing import Any

import streamlit as st

from core import catalogue, clock
from core.access import Person
from core.mediation import docket, handling, money, outcome
from core.mediation.desk import Seen
from core.mediation.docket import Clock, Opened, Step
from core.mediation.money import UnclearAmount
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.mediation import acts
from dashboards.mediation.agenda import rule_words
from dashboards.mediation.registering import REGISTERED, word
from db.models.matter import SATISFACTIONS
from db.models.mediation import FORMS, MediationCase

PLAN = "session_planned"
SEEN = "_mediation_seen_"
"""In the session, by case: the version that the form on the page was drawn from."""
ACTS: dict[str, tuple[Callable[..., MediationCase], tuple[str, ...]]] = {
    "accepted": (handling.accept, ()),
    "refused": (handling.refuse, ("reason",)),
    "assigned": (handling.assign, ("work_number",)),
    "recused": (handling.recuse, ("reason",)),
    "transferred": (handling.transfer, ("room_code", "reason")),
    "arrived": (handling.arrive, ()),
    "session": (handling.hold_session, ()),
    PLAN: (handling.plan_session, ("planned_at",)),
    "paused": (handling.pause, ("reason",)),
    "resumed": (handling.resume, ()),
    "agreed": (outcome.agree, ("form", "amount_fen")),
    "ended": (outcome.end, ("reason",)),
    "performed": (outcome.perform, ()),
    "confirmed": (outcome.confirm, ()),
    "reneged": (outcome.renege, ()),
    "court": (outcome.to_court, ()),
    "visited": (outcome.visit, ("satisfaction",)),
    "reopened": (outcome.reopen, ()),
}
"""What each step does and what it asks besides the day."""


def block(by: Person) -> None:
    left, right = st.columns([2, 3])
    search = left.text_input(word("find"), key="mediation_find", max_chars=56)
    if new := st.session_state.pop(REGISTERED, None):
        st.session_state["mediation_case"] = new
    # Whose state changes leaves the head of the list, and stays open all the same.
    found = docket.listed(stores.records(), by, search, st.session_state.get("mediation_case"))
    if not found:
        st.info(word("no_cases"))
        return
    names = {one.id: catalogue.say("mediation.desk.case_of", code=one.code, room=one.room) for one in found}
    picked = right.selectbox(
        word("case"), list(names), index=None, key="mediation_case", format_func=names.__getitem__,
        placeholder=word("case_none"),
    )  # fmt: skip
    case = docket.opened(stores.records(), by, picked, data.area_tree(data.version())) if picked else None
    if case is not None:
        left, right = st.columns([3, 2])
        with left:
            _form(case, by)
        with right:
            _file(case)


def _form(case: Opened, by: Person) -> None:
    _say_if_changed(case)
    # What was done already comes last: it can be done again, but what is next is something else.
    done = {one.step for one in case.trail}
    steps = [*sorted(case.next, key=lambda step: step in done), *([PLAN] if "session" in case.next else [])]
    if not steps:
        st.info(word("nothing_next"))
        return
    step = st.selectbox(
        word("step"),
        steps,
        key=f"step_{case.id}_{case.version}",
        format_func=catalogue.code_labels("mediation_step").__getitem__,
    )
    drawn = once.drawn(f"case_{case.id}_{step}", case.version)
    with st.form(f"step_form_{drawn.token}", border=False):
        told: dict[str, Any] = {}
        for name in ACTS[step][1]:
            told |= _field(drawn, name, step, case, by)
        if step != PLAN:
            today = clock.today()
            told["on"] = st.date_input(word("on"), today, key=drawn.key("on"), format="YYYY-MM-DD", max_value=today)
        sent = st.form_submit_button(word("send"), key=drawn.key("send"), type="primary")
    if sent:
        _send(drawn, case, step, told, by)


def _say_if_changed(case: Opened) -> None:
    """Whose form was drawn from what is no longer so is told, also where the step isn't offered any more."""
    key = f"{SEEN}{case.id}"
    if st.session_state.get(key, case.version) != case.version:
        st.warning(catalogue.say("mediation.refused.changed_meanwhile"))
    st.session_state[key] = case.version


def _field(drawn: Drawn, name: str, step: str, case: Opened, by: Person) -> dict[str, Any]:
    key = drawn.key(name)
    if name == "reason":
        labels = catalogue.code_labels(f"mediation_{step}_reason")
        return {name: st.selectbox(word("reason"), list(labels), key=key, format_func=labels.__getitem__)}
    if name == "work_number":
        offered = docket.mediators(stores.records(), case.room, clock.today())
        names = {number: _mediator(number, kind) for number, kind in offered.items()}
        return {name: st.selectbox(word("mediator"), list(names), key=key, format_func=names.__getitem__) or ""}
    if name == "room_code":
        rooms = {code: at for code, at in docket.rooms_near(stores.records(), by, case.id).items() if code != case.room}
        return {name: st.selectbox(word("to_room"), list(rooms), key=key, format_func=rooms.__getitem__) or ""}
    if name == "form":
        words = catalogue.code_labels("agreement_form")
        return {name: st.segmented_control(word("form"), FORMS, key=key, format_func=words.__getitem__) or ""}
    if name == "satisfaction":
        words = catalogue.code_labels("satisfaction")
        return {
            name: st.segmented_control(word("satisfaction"), SATISFACTIONS, key=key, format_func=words.__getitem__)
            or ""
        }
    if name == "planned_at":
        day = st.date_input(word("planned"), clock.today(), key=key, format="YYYY-MM-DD", min_value=clock.today())
        hour = st.time_input(word("planned_time"), time(9, 30), key=drawn.key("hour"), step=900)
        return {name: datetime.combine(day if isinstance(day, date) else clock.today(), hour, clock.SHANGHAI)}
    return {"amount": st.text_input(word("agreed_amount"), key=key, help=word("amount_help"), max_chars=30)}


def _send(drawn: Drawn, case: Opened, step: str, told: dict[str, Any], by: Person) -> None:
    if "amount" in told:
        amount = told.pop("amount")
        try:
            told["amount_fen"] = money.fen(amount)
        except UnclearAmount:
            st.error(catalogue.say("mediation.refused.unclear_amount", text=amount))
            return
    act, seen = ACTS[step][0], Seen(case.id, drawn.seen)
    said = catalogue.say("mediation.desk.done", code=case.code, step=catalogue.label("mediation_step", step))

    def done(written: MediationCase) -> str:
        # One's own step is no surprise.
        st.session_state[f"{SEEN}{case.id}"] = written.version
        return said

    acts.do(drawn, lambda session, desk: act(session, desk, seen, by=by, **told), done, by)


def _file(case: Opened) -> None:
    """The clocks, each with its rule and pauses, and the trail."""
    state = catalogue.say("mediation.desk.state", state=catalogue.label("mediation_state", case.status))
    before = [None, *(one.room for one in case.trail)]
    clocks, trail = "".join(map(_clock, case.clocks)), "".join(map(_step, case.trail, before))
    st.html(
        f"<div class='fq-file'><h3>{escape(case.code)}<small>{escape(case.room_name)}</small></h3>"
        f"<p>{escape(state)}</p>"
        f"<h4>{escape(word('clocks'))}</h4><table class='fq-table'>{clocks}</table>"
        f"<h4>{escape(word('trail'))}</h4><table class='fq-table'>{trail}</table></div>"
    )


def _clock(one: Clock) -> str:
    if one.met_on is not None:
        stands = catalogue.say("mediation.desk.met", day=one.met_on.isoformat())
    elif one.dropped:
        stands = word("dropped")
    elif one.due.due_on is None:
        stands = catalogue.say("mediation.agenda.halted")
    else:
        stands = catalogue.say("mediation.desk.running", day=one.due.due_on.isoformat())
    name = catalogue.label("mediation_deadline", one.due.kind)
    cells = (name, stands, rule_words(one.due))
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _step(one: Step, before: str | None) -> str:
    """A row of the trail; the room is said where the case came to it, `before` is where it was."""
    details = [
        catalogue.label(f"mediation_{one.step}_reason", one.reason) if one.reason else "",
        catalogue.label("agreement_form", one.form) if one.form else "",
        catalogue.label("satisfaction", one.satisfaction) if one.satisfaction else "",
    ]
    cells = (
        clock.written(one.at),
        catalogue.label("mediation_step", one.step),
        " ".join(filter(None, [*details, one.room if one.room != before else ""])),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _mediator(number: str, kind: str) -> str:
    return catalogue.say("mediation.desk.mediator_of", number=number, kind=catalogue.label("mediator_kind", kind))
