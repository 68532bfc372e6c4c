"""The form of a run: tried on past months, made as a draft, reviewed, published by somebody else, made final."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pandas as pd
import streamlit as st

from core import catalogue, clock, working_days
from core.access import Person
from core.periods import Span, unit_end, unit_start
from core.scoring import appealed, runs
from core.scoring.faults import NotAllowed, Refused
from core.scoring.office import Seen
from core.scoring.outcome import Outcome, Standing
from core.scoring.published import Run, told_until
from core.scoring.runs import Computed
from core.scoring.scheme import Scheme
from core.scoring.schemes import Loaded
from core.scoring.snapshot import Snapshot
from dashboards import data, navigation, stores, windows
from dashboards.components import once, sure
from dashboards.supervision import acts
from dashboards.supervision.acts import word
from dashboards.supervision.choice import RUN, months_words, run_words

FOR_GOOD = ("publish", "finish")
"""Steps that nobody can take back: they ask once more."""
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
    span = Span(first, unit_end(last, "month"))
    computed = _computed(chosen or 0, span, by, trial=tried)
    if computed is not None and tried:
        show(computed.scheme, computed.snapshot, computed.outcome)
    if computed is not None and sent:
        keep = lambda session, areas: runs.keep(session, areas, computed, by=by)  # noqa: E731
        acts.do(drawn, keep, "made", unentered=_unentered(computed.scheme, computed.snapshot))


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


def show(scheme: Scheme, inputs: Snapshot, outcome: Outcome) -> None:
    """What a trial came to, by group, with what each total is the sum of; nothing is kept."""
    span = Span(inputs.months[0], unit_end(inputs.months[-1], "month"))
    until = told_until(date.fromisoformat(inputs.as_of), span)
    st.info(word("desk.tried_of", months=months_words(span), as_of=clock.briefly(until)))
    if unsaid := _unentered(scheme, inputs):
        st.warning(unsaid)
    for at, group in enumerate(scheme.group):
        last = [(sheet, sheet.last) for sheet in outcome.sheets if sheet.body.group == group.key]
        ranked = sorted(
            ((sheet.body.called, now) for sheet, now in last if now),
            key=lambda pair: (pair[1].rank is None, pair[1].rank or 0, pair[1].body),
        )
        if ranked:
            with st.expander(word("desk.group_of", title=group.title, count=len(ranked)), expanded=at == 0):
                st.dataframe(_table(ranked), hide_index=True, key=f"try_{scheme.key}_{group.key}")


def _unentered(scheme: Scheme, inputs: Snapshot) -> str:
    """Of which items nothing was entered; "" where something was of all."""
    titles = [item.title for item in runs.unentered(scheme, inputs)]
    return word("desk.unentered", items=catalogue.say("common.list_separator").join(titles)) if titles else ""


def _table(ranked: Sequence[tuple[str, Standing]]) -> pd.DataFrame:
    told = [
        {
            word("table.rank"): now.rank,
            word("table.body"): called,
            word("table.total"): _float(now.shown),
            word("package.head.base"): _float(now.base if now.shown is not None else None),
            word("package.head.bonus"): _float(now.bonus),
            word("package.head.acts"): _float(now.acts),
            word("table.why"): catalogue.label("scoring_unranked", now.reason) if now.reason else "",
        }
        for called, now in ranked
    ]
    return pd.DataFrame(told)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def listing(by: Person, found: list[Run]) -> None:
    """The runs with what may be done next with each; what may not be done yet stands there with the reason."""
    if not found:
        st.info(word("desk.no_runs"))
    for run in found[:12]:
        steps = _next(run, by)
        with st.container(key=f"score_run_{run.id}", horizontal=True, vertical_alignment="center"):
            with st.container():
                st.markdown(_told(run), width="stretch")
                if why := " ".join(step.why for step in steps if step.why):
                    st.caption(why)
            for step in steps:
                _button(run, step)


@dataclass(frozen=True)
class Step:
    """Something that may become of a run; `why` says why not by this person or not yet, "" where it may."""

    name: str
    act: Callable
    why: str = ""
    look: Callable[[], None] = lambda: None


def _button(run: Run, step: Step) -> None:
    drawn = once.drawn(f"run_{run.id}_{step.name}", run.version)
    kind = "secondary" if step.name == "drop" else "primary"
    looks = {"key": drawn.key("do"), "type": kind, "disabled": bool(step.why)}
    if step.name not in FOR_GOOD:
        if st.button(word(f"desk.{step.name}"), **looks):
            acts.do(drawn, step.act, step.name)
        return
    st.button(word(f"desk.{step.name}"), **looks, on_click=windows.open_named, args=(sure.name(drawn),))
    if sure.asked(drawn):
        title = word(f"desk.{step.name}_sure")
        sure.window(drawn, title, _foreseen(run, step), partial(acts.do, drawn, step.act, step.name), more=step.look)


def _foreseen(run: Run, step: Step) -> list[str]:
    """What will be published or made final: which run, of how many bodies, and until when it may be appealed."""
    rows = data.scoring_rows(run.id, f"{run.output_hash} {run.final_hash}")
    said = [run_words(run), word("desk.bodies", count=len(rows), ranked=sum(row.told.rank is not None for row in rows))]
    if step.name == "publish":
        calendar, days = working_days.of_office(stores.records()), run.scheme.appeal_days
        until = calendar.after(clock.today(), days)
        final = until + timedelta(days=1)
        said.append(word("desk.window", first=clock.today(), until=until, days=days, final=final))
    else:
        found = appealed.appeals(stores.records(), run.id)
        upheld = sum(one.state == "upheld" for one in found)
        said.append(word("desk.decided_of", count=len(found), upheld=upheld))
    return [*said, word(f"desk.{step.name}_for_good")]


def _look(run: Run, by: Person) -> None:
    """On to the run's scores, before it is decided."""
    if st.button(word("desk.look"), key=f"scoring_look_{run.id}", icon=":material/leaderboard:"):
        windows.close()
        st.session_state[RUN] = run.id
        st.switch_page(navigation.page("supervision", by))


def _told(run: Run) -> str:
    state = catalogue.label("scoring_state", run.state)
    who = word("desk.by", maker=run.made_by, publisher=run.published_by or catalogue.say("common.none"))
    final = word("desk.final", day=clock.local_day(run.finished_at), who=run.finished_by) if run.finished_at else ""
    months = months_words(run.span)
    return word("desk.run", id=run.id, title=run.scheme.title, months=months, state=state, who=who, final=final)


def _next(run: Run, by: Person) -> list[Step]:
    seen = Seen(run.id, run.version)
    drop, look = Step("drop", partial(runs.drop, seen=seen, by=by)), partial(_look, run, by)
    match run.state:
        case "draft":
            return [Step("submit", partial(runs.submit, seen=seen, by=by)), drop]
        case "review":
            why = catalogue.say("scoring.refused.own_draft") if run.maker == by.username else ""
            return [Step("publish", partial(_publish, seen=seen, by=by), why, look), drop]
        case "published":
            return [Step("finish", partial(runs.finish, seen=seen, by=by), _unfinished(run), look)]
    return []


def _unfinished(run: Run) -> str:
    """Why it can't be made final yet."""
    if run.appeal_until is not None and clock.today() <= run.appeal_until:
        return catalogue.say("scoring.refused.window_open", until=run.appeal_until)
    waiting = sum(one.state == "open" for one in appealed.appeals(stores.records(), run.id))
    return catalogue.say("scoring.refused.appeals_open", count=waiting) if waiting else ""


def _publish(session: object, areas: object, *, seen: Seen, by: Person) -> object:
    calendar = working_days.of_office(stores.records())
    return runs.publish(session, areas, calendar, seen, by=by)  # type: ignore[arg-type]


def check(found: list[Run]) -> None:
    """Computes a run once more from what was kept, and says whether it is the same to the last byte."""
    if not found:
        return
    names = {run.id: run_words(run) for run in found}
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
