"""What this office owes now: a report entered in numbers, or nothing to report for many bodies with one click."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core import catalogue, clock, numbers
from core.access import Person
from core.areas import AreaTree
from core.cadence import agenda, returning
from core.cadence.agenda import Owed
from core.cadence.duties import duty
from core.cadence.returning import Numbers, Seen
from core.words import Words
from dashboards import data, stores
from dashboards.cadence import acts, table
from dashboards.components import once
from dashboards.components.card import nothing
from dashboards.components.once import Drawn
from db.session import Session

Groups = dict[str, list[Owed]]
MOST = 12


def block(by: Person) -> None:
    """Independent of the period: what is owed is owed."""
    version, today = data.version(), clock.today()
    areas, words = data.area_tree(version), data.known_words(version)
    owed = agenda.mine(stores.records(), areas, by, today)
    with st.container(key="card_owing"):
        st.html(table.heading(catalogue.say("cadence.owing.title")))
        if not owed:
            nothing(catalogue.say("cadence.owing.nothing"), catalogue.say("cadence.owing.nothing_hint"))
        else:
            _listed(owed, words)
            _forms(owed, words, by)
        given = agenda.given(stores.records(), areas, by, today)
        if given:
            with st.expander(catalogue.say("cadence.owing.given", count=len(given))):
                _correction(given, words, by)


def _listed(owed: Sequence[Owed], words: Words) -> None:
    """Grouped by duty and period, the most urgent first."""
    today, groups = clock.today(), grouped(owed)
    rows = []
    for members in list(groups.values())[:MOST]:
        one = members[0]
        places = (
            table.body(words, one) if len(members) == 1 else catalogue.say("cadence.owing.bodies", count=len(members))
        )
        stands = table.state(one.state(today), abs((one.due_on - today).days))
        rows.append([stands, table.duty(one), table.period(one), places, one.due_on.isoformat()])
    heads = [catalogue.say(f"cadence.column.{name}") for name in ("state", "duty", "period", "bodies", "due_on")]
    st.html(table.table(heads, rows))


def _forms(owed: Sequence[Owed], words: Words, by: Person) -> None:
    groups = grouped(owed)
    names = {key: _called(members) for key, members in groups.items()}
    key = st.selectbox(
        catalogue.say("cadence.owing.which"), list(groups), format_func=names.__getitem__, key="cadence_group"
    )
    members = groups[key]
    places = {one.id: table.body(words, one) for one in members}
    left, right = st.columns(2)
    with left:
        _numbers(once.drawn("cadence_give"), members, places, by)
    with right:
        _zero(once.drawn("cadence_zero"), members, places, by)


def _numbers(drawn: Drawn, members: Sequence[Owed], places: dict[int, str], by: Person) -> None:
    with st.form(f"cadence_give_{drawn.token}", border=False):
        st.markdown(f"**{catalogue.say('cadence.owing.numbers')}**")
        picked = _body(drawn, members, places)
        told = _entered(drawn, members[0].duty, None)
        sent = st.form_submit_button(catalogue.say("cadence.owing.send"), key=drawn.key("send"), type="primary")
    if sent:
        one = next(one for one in members if one.id == picked)
        acts.do(drawn, partial(_give, seen=Seen(one.id, one.version), told=told, by=by, name=places[one.id]), by)


def _zero(drawn: Drawn, members: Sequence[Owed], places: dict[int, str], by: Person) -> None:
    """All of them are chosen already: most weeks nothing has happened in most places."""
    with st.form(f"cadence_zero_{drawn.token}", border=False):
        st.markdown(f"**{catalogue.say('cadence.owing.zero')}**")
        ids = [one.id for one in members]
        picked = st.multiselect(
            catalogue.say("cadence.owing.zero_for"),
            ids,
            default=ids,
            key=drawn.key(f"for_{members[0].id}_{len(ids)}"),
            format_func=places.__getitem__,
            placeholder="",
        )
        sent = st.form_submit_button(catalogue.say("cadence.owing.zero_send"), key=drawn.key("send"))
    if sent:
        seen = [Seen(one.id, one.version) for one in members if one.id in picked]
        acts.do(drawn, partial(_give_zero, seen=seen, by=by), by)


def _correction(given: Sequence[Owed], words: Words, by: Person) -> None:
    drawn, chosen = once.drawn("cadence_correct"), {one.id: one for one in given}
    names = {one.id: f"{table.duty(one)} {table.period(one)} {table.body(words, one)}" for one in given}
    picked = st.selectbox(
        catalogue.say("cadence.owing.correct_which"), list(chosen), format_func=names.__getitem__, key="cadence_given"
    )
    one = chosen[picked]
    with st.form(f"cadence_correct_{drawn.token}_{picked}", border=False):
        told = _entered(drawn, one.duty, one)
        sent = st.form_submit_button(catalogue.say("cadence.owing.correct"), key=drawn.key(f"send_{picked}"))
    if sent:
        acts.do(drawn, partial(_give, seen=Seen(one.id, one.version), told=told, by=by, name=names[picked]), by)


def _body(drawn: Drawn, members: Sequence[Owed], places: dict[int, str]) -> int:
    ids = [one.id for one in members]
    label, key = catalogue.say("cadence.owing.body"), drawn.key(f"body_{ids[0]}_{len(ids)}")
    return st.selectbox(label, ids, format_func=places.__getitem__, key=key)


def _entered(drawn: Drawn, duty_key: str, one: Owed | None) -> Numbers:
    """Three whole numbers, called what they are in this kind of report."""
    act, found = duty(duty_key).act, (one.numbers if one else None) or returning.ZERO
    columns, entered = st.columns(3), []
    for column, name in zip(columns, ("found", "settled", "referred"), strict=True):
        with column:
            entered.append(
                st.number_input(
                    catalogue.say(f"cadence.act.{act}.{name}"),
                    min_value=0,
                    max_value=returning.MOST,
                    value=getattr(found, name),
                    step=1,
                    key=drawn.key(f"{name}_{act}_{one.id if one else 0}"),
                    placeholder="",
                )
            )
    return Numbers(*(int(number or 0) for number in entered))


def _give(session: Session, areas: AreaTree, *, seen: Seen, told: Numbers, by: Person, name: str) -> str:
    row = returning.give(session, areas, seen, numbers=told, by=by)
    return catalogue.say("cadence.owing.done", name=name, duty=catalogue.label("duty", row.duty))


def _give_zero(session: Session, areas: AreaTree, *, seen: Sequence[Seen], by: Person) -> str:
    count = returning.give_zero(session, areas, seen, by=by)
    return catalogue.say("cadence.owing.zero_done", count=numbers.full(count))


def grouped(owed: Sequence[Owed]) -> Groups:
    """Reports by duty and period, in the order in which they are due."""
    groups: Groups = {}
    for one in owed:
        groups.setdefault(f"{one.duty} {one.span.unit} {one.span.start}", []).append(one)
    return groups


def _called(members: Sequence[Owed]) -> str:
    one = members[0]
    told = {"duty": table.duty(one), "period": table.period(one), "due": one.due_on.isoformat(), "count": len(members)}
    return catalogue.say("cadence.owing.group", **told)
