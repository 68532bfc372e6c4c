"""The form of a run: tried on past months, made as a draft, reviewed, published by somebody else, made final."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from core import catalogue, clock, working_days
from core.access import Person
from core.periods import Span, unit_end, unit_start
from core.scoring import runs
from core.scoring.faults import NotAllowed, Refused
from core.scoring.office import Seen
from core.scoring.outcome import Outcome
from core.scoring.published import Run
from core.scoring.runs import Computed
from core.scoring.scheme import Scheme
from core.scoring.schemes import Loaded
from dashboards import stores
from dashboards.components import once
from dashboards.supervision import acts
from dashboards.supervision.acts import word
from dashboards.supervision.choice import months_words

BACK = 36
"""So many months back a run may begin."""


def making(by: Person, known: list[Loaded]) -> None:
    """Chooses scheme and months; tries them, or makes a draft of them."""
    if not known:
        st.info(word("desk.no_scheme"))
        return
    names = {one.id: word("desk.scheme_of", title=one.scheme.title, edition=one.edition) for one in known}
    months = _months()
    drawn = once.drawn("run")
    with st.form(f"run_form_{drawn.token}", border=False):
        left, middle, right = st.columns([3, 1, 1])
        chosen = left.selectbox(
            word("desk.scheme"), list(names), key=drawn.key("scheme"), format_func=names.__getitem__
        )
        january = next((at for at, month in enumerate(months) if month.month == 1), 0)
        first = middle.selectbox(word("desk.first"), months, january, key=drawn.key("first"), format_func=_written)
        last = right.selectbox(word("desk.last"), months, key=drawn.key("last"), format_func=_written)
        with st.container(horizontal=True):
            tried = st.form_submit_button(word("desk.try"), key=drawn.key("try"))
            sent = st.form_submit_button(word("desk.make"), key=drawn.key("send"), type="primary")
    if not (tried or sent):
        return
    if last < first:
        st.error(word("desk.backwards"))
        return
    computed = _computed(chosen or 0, Span(first, unit_end(last, "month")), by, trial=tried)
    if computed is not None and tried:
        _show(computed.scheme, computed.outcome)
    if computed is not None and sent:
        acts.do(drawn, lambda session, areas: runs.keep(session, areas, computed, by=by), "made")


def _months() -> list[date]:
    """The months that are over, the latest first."""
    found, day = [], unit_start(clock.today(), "month")
    for _ in range(BACK):
        day = unit_start(day - timedelta(days=1), "month")
        found.append(day)
    return found


def _written(month: date) -> str:
    return f"{month:%Y-%m}"


def _computed(scheme: int, span: Span, by: Person, *, trial: bool) -> Computed | None:
    try:
        return runs.compute(stores.records(), stores.read_model(), scheme, span, by, trial=trial)
    except Refused as refused:
        st.error(refused.told)
    except NotAllowed:
        st.error(catalogue.say("scoring.refused.not_allowed"))
    return None


def _show(scheme: Scheme, outcome: Outcome) -> None:
    """What it would have come to, by group; nothing is kept."""
    st.info(word("desk.tried"))
    for at, group in enumerate(scheme.group):
        last = [(sheet, sheet.last) for sheet in outcome.sheets if sheet.body.group == group.key]
        ranked = sorted(
            ((sheet.body.called, now) for sheet, now in last if now),
            key=lambda pair: (pair[1].rank is None, pair[1].rank or 0, pair[1].body),
        )
        if not ranked:
            continue
        frame = pd.DataFrame(
            {
                word("table.rank"): [now.rank for _, now in ranked],
                word("table.body"): [called for called, _ in ranked],
                word("table.total"): [None if now.shown is None else float(now.shown) for _, now in ranked],
                word("table.why"): [
                    catalogue.label("scoring_unranked", now.reason) if now.reason else "" for _, now in ranked
                ],
            }
        )
        with st.expander(word("desk.group_of", title=group.title, count=len(ranked)), expanded=at == 0):
            st.dataframe(frame, hide_index=True, key=f"try_{group.key}")


def listing(by: Person, found: list[Run]) -> None:
    """The runs with what may be done next with each."""
    if not found:
        st.info(word("desk.no_runs"))
    for run in found[:12]:
        with st.container(key=f"score_run_{run.id}", horizontal=True, vertical_alignment="center"):
            st.markdown(_told(run), width="stretch")
            for name, act in _next(run, by):
                drawn = once.drawn(f"run_{run.id}_{name}", run.version)
                if st.button(
                    word(f"desk.{name}"), key=drawn.key("do"), type="primary" if name != "drop" else "secondary"
                ):
                    acts.do(drawn, act, name)


def _told(run: Run) -> str:
    state = catalogue.label("scoring_state", run.state)
    who = word("desk.by", maker=run.made_by, publisher=run.published_by or catalogue.say("common.none"))
    until = word("desk.until", until=run.appeal_until) if run.state == "published" else ""
    months = months_words(run.span)
    return word("desk.run", id=run.id, title=run.scheme.title, months=months, state=state, who=who, until=until)


def _next(run: Run, by: Person) -> list[tuple[str, Callable]]:
    seen = Seen(run.id, run.version)
    offered: dict[str, list[tuple[str, Callable]]] = {
        "draft": [("submit", partial(runs.submit, seen=seen, by=by)), ("drop", partial(runs.drop, seen=seen, by=by))],
        "review": [("publish", partial(_publish, seen=seen, by=by)), ("drop", partial(runs.drop, seen=seen, by=by))],
        "published": [("finish", partial(runs.finish, seen=seen, by=by))],
    }
    return offered.get(run.state, [])


def _publish(session: object, areas: object, *, seen: Seen, by: Person) -> object:
    calendar = working_days.of_office(stores.records())
    return runs.publish(session, areas, calendar, seen, by=by)  # type: ignore[arg-type]


def check(found: list[Run]) -> None:
    """Computes a run once more from what was kept, and says whether it is the same to the last byte."""
    if not found:
        return
    names = {run.id: word("desk.run_of", id=run.id, months=months_words(run.span)) for run in found}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(word("desk.verified"), list(names), key="scoring_verify", format_func=names.__getitem__)
        if st.button(word("desk.verify"), key="scoring_verify_do"):
            run = next(run for run in found if run.id == chosen)
            with stores.records().reading() as session:
                same = runs.verify(session, run.id) == run.output_hash
            if same:
                st.success(word("said.same", hash=run.output_hash[:12]))
            else:
                st.error(word("said.differs"))
