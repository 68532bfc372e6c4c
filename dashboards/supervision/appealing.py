"""Appeals: the form of a body against one item, what was decided and what it does, and the form of the decision."""

from collections.abc import Collection
from decimal import Decimal
from functools import partial
from html import escape

import streamlit as st

from core import access, catalogue, clock
from core.access import Person
from core.scoring import appealed, appeals, office
from core.scoring.appealed import Appeal, Effect
from core.scoring.appeals import Claim
from core.scoring.faults import Refused
from core.scoring.office import Seen
from core.scoring.published import Row, Run
from core.scoring.scheme import Item
from core.scoring.wording import number
from dashboards import data, stores, windows
from dashboards.components import once, sure
from dashboards.supervision import acts, league
from dashboards.supervision.acts import word
from dashboards.supervision.choice import run_words


def listing(run: Run, rows: list[Row], shown: Collection[str]) -> None:
    """The appeals of a run's bodies that are shown, each with its decision and what that does."""
    found = appealed.appeals(stores.records(), run.id)
    theirs = [one for one in found if one.body in shown]
    if theirs:
        st.subheader(word("appeal.title", count=len(theirs)), anchor=False)
    known = effects(run, rows, found)
    for one in theirs:
        _one(run, one, known.get(one.body))


def effects(run: Run, rows: list[Row], found: list[Appeal]) -> dict[str, Effect]:
    """What the decisions so far do to the bodies; of a final run as it was kept."""
    decided = appealed.decided(found) if run.state == "published" else ()
    return appealed.effects(rows, data.scoring_after(run.id, run.output_hash, decided))


def _one(run: Run, one: Appeal, effect: Effect | None) -> None:
    item = run.scheme.item_of(one.item)
    state = catalogue.label("appeal_state", one.state)
    filed = word("appeal.filed", who=one.filed_by, day=clock.written(one.filed_at))
    lines = (
        word("appeal.grounds", grounds=one.grounds, evidence=one.evidence),
        _decision(one),
        _when(run, one, effect),
    )
    st.html(
        f'<div class="fq-appeal"><p><b>{escape(one.called)} · {escape(item.title)}</b>'
        f" <span>{escape(state)}</span> <small>{escape(run_words(run))} · {escape(filed)}</small></p>"
        f"{''.join(f'<p>{escape(line)}</p>' for line in lines if line)}</div>"
    )


def _decision(one: Appeal) -> str:
    """Who decided what and when, with the answer; "" while it waits."""
    if one.decided_at is None:
        return ""
    told = {"who": one.decided_by, "day": clock.written(one.decided_at), "answer": one.answer}
    form = "rejected" if one.points is None else "upheld"
    return word(f"appeal.{form}", points=number(one.points), **told)


def _when(run: Run, one: Appeal, effect: Effect | None) -> str:
    """What comes of it, and from when on."""
    if one.decided_at is None:
        return word("appeal.pending", maker=run.made_by, final=run.final_from)
    if one.points is None:
        return word("appeal.no_effect")
    return f"{effect_words(effect)}{word(f'appeal.from_{run.state}', final=run.final_from, day=_finished(run))}"


def _finished(run: Run) -> str:
    return clock.local_day(run.finished_at).isoformat() if run.finished_at else ""


def effect_words(effect: Effect | None) -> str:
    """The body's total and rank as published and as they become."""
    if effect is None or not effect.moves:
        return word("appeal.same")
    then, now = effect.then, effect.now
    told = {"then": league.points(then.shown), "now": league.points(now.shown)}
    ranks = {
        "then_rank": then.rank or catalogue.say("common.none"),
        "now_rank": now.rank or catalogue.say("common.none"),
    }
    return word("appeal.moves", **told, **ranks)


def filing(by: Person, run: Run, row: Row) -> None:
    """The form of an appeal for one's own body, while the window is open."""
    if run.state != "published" or not access.may(by, office.APPEAL):
        return
    if run.appeal_until is None or clock.today() > run.appeal_until:
        st.caption(word("appeal.over", until=run.appeal_until))
        return
    drawn = once.drawn(f"appeal_{run.id}_{row.body.key}")
    items = {item.key: item.title for item in run.scheme.items_of(row.body.group) if item.key in row.standing.cells}
    with st.expander(word("appeal.open", until=run.appeal_until)):
        st.caption(word("appeal.how", maker=run.made_by, final=run.final_from))
        with st.form(f"appeal_form_{drawn.token}", border=False):
            item = st.selectbox(word("desk.item"), list(items), key=drawn.key("item"), format_func=items.__getitem__)
            grounds = st.text_area(word("appeal.why"), key=drawn.key("grounds"), max_chars=appeals.GROUNDS)
            shown = st.text_input(word("desk.evidence"), key=drawn.key("evidence"), max_chars=appeals.EVIDENCE)
            sent = st.form_submit_button(word("appeal.send"), key=drawn.key("send"), type="primary")
        if sent:
            claim = Claim(run.id, row.body.key, item or "", grounds, shown)
            told = {"final": run.final_from}
            acts.do(drawn, lambda session, areas: appeals.file(session, areas, claim, by=by), "appealed", **told)


def deciding(by: Person, runs: list[Run]) -> None:
    """The appeals that wait, each with its form; then all that were decided."""
    found = {run.id: appealed.appeals(stores.records(), run.id) for run in runs if run.published_at}
    waiting = [(run, one) for run in runs for one in found.get(run.id, ()) if one.state == "open"]
    if not waiting:
        st.info(word("desk.no_appeals"))
    for run, one in waiting:
        with st.container(key=f"appeal_{one.id}"):
            _one(run, one, None)
            _decide(by, run, one)
    _decided([run for run in runs if any(one.decided_at for one in found.get(run.id, ()))], found)


def elsewhere(runs: list[Run], run: Run, shown: Collection[str]) -> None:
    """What the bodies that are shown appealed against in other runs, the newest first."""
    others = [one for one in runs if one.id != run.id and one.published_at]
    found = {one.id: [a for a in appealed.appeals(stores.records(), one.id) if a.body in shown] for one in others}
    _table([one for one in others if found[one.id]], found, "appeal.elsewhere")


def _decided(runs: list[Run], found: dict[int, list[Appeal]]) -> None:
    """Every decision of every run that is listed, the newest run first: whose, when, and what it did."""
    decided = {run.id: [one for one in found[run.id] if one.decided_at] for run in runs}
    _table(runs, decided, "desk.decided")


def _table(runs: list[Run], found: dict[int, list[Appeal]], title: str) -> None:
    names = ("body", "item", "run", "outcome", "decider", "decided_on", "effect")
    rows = []
    for run in runs:
        # The standing of a run takes in every appeal against it, not only those that are listed.
        known = effects(run, _rows(run), appealed.appeals(stores.records(), run.id))
        rows += [_decided_row(run, one, known.get(one.body)) for one in found[run.id]]
    if rows:
        st.caption(word(title, count=len(rows)))
        heads = "".join(f"<th>{escape(word(f'desk.head_{name}'))}</th>" for name in names)
        st.html(
            f'<div class="fq-behind fq-decided" tabindex="0"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )


def _decided_row(run: Run, one: Appeal, effect: Effect | None) -> str:
    state = catalogue.label("appeal_state", one.state)
    outcome = state if one.points is None else f"{state} {word('appeal.given', points=number(one.points))}"
    decided = clock.written(one.decided_at) if one.decided_at else ""
    item = run.scheme.item_of(one.item).title
    cells = (one.called, item, run_words(run), outcome, one.decided_by or "", decided, _when(run, one, effect))
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _rows(run: Run) -> list[Row]:
    return data.scoring_rows(run.id, f"{run.output_hash} {run.final_hash}")


def _decide(by: Person, run: Run, one: Appeal) -> None:
    item = run.scheme.item_of(one.item)
    row = next(row for row in _rows(run) if row.body.key == one.body)
    cell = row.standing.cells[one.item]
    upper = item.upper(row.body.group)
    st.caption(word("desk.as_published", points=number(cell.points), floor=number(item.floor), cap=number(upper)))
    if why := appeals.barred(by, maker=run.maker, filer=one.filer, body=one.body):
        st.caption(catalogue.say(f"scoring.refused.{why}"))
        return
    drawn = once.drawn(f"decide_{one.id}", one.version)
    with st.form(f"decide_form_{drawn.token}", border=False):
        # Without bounds of its own: the box would keep a value beyond them from us, and nothing would be said.
        points = st.number_input(word("desk.given"), value=None, step=0.5, key=drawn.key("points"), format="%0.2f")
        answer = st.text_area(word("desk.answer"), key=drawn.key("answer"), max_chars=appeals.GROUNDS)
        with st.container(horizontal=True):
            upheld = st.form_submit_button(word("desk.uphold"), key=drawn.key("uphold"), type="primary")
            rejected = st.form_submit_button(word("desk.reject"), key=drawn.key("reject"))
    step = "uphold" if upheld else "reject" if rejected else ""
    given = None if points is None else Decimal(str(points))
    if step and (why := _not_yet(item, upper, given, answer, step)):
        st.error(why)
    elif step:
        windows.open_named(sure.name(drawn, step))
    for step in ("uphold", "reject"):
        if sure.asked(drawn, step):
            worth = given if step == "uphold" else None
            act = partial(appeals.decide, seen=Seen(one.id, one.version), points=worth, answer=answer, by=by)
            do = partial(acts.do, drawn, act, "decided", final=run.final_from)
            published = number(cell.points)
            told = {"points": number(worth), "published": published, "answer": answer, "final": run.final_from}
            said = (f"{one.called} · {item.title}", word(f"desk.{step}_told", **told), word("desk.decided_for_good"))
            sure.window(drawn, word("desk.decide_sure"), said, do, step=step)


def _not_yet(item: Item, upper: Decimal, given: Decimal | None, answer: str, step: str) -> str:
    """Why it can't be decided so; "" where it may be asked for good."""
    if step == "uphold" and given is None:
        return word("desk.no_points", floor=number(item.floor), cap=number(upper))
    try:
        if step == "uphold" and given is not None:
            appeals.check_points(item, upper, given)
        office.told(answer, appeals.GROUNDS)
    except Refused as refused:
        return refused.told
    return ""
