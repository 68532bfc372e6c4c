"""The form of a new act, blank or from a proposal: on which body, what it rests on, how long, with what effect."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import streamlit as st

from core import access, case_tables, catalogue, clock, working_days
from core.access import Person
from core.accountability import drafting, kinds, notices, proposing, register
from core.accountability.drafting import Wanted
from core.accountability.kinds import KindRule
from core.accountability.office import HOLD, Office, Seen
from core.accountability.refusal import Refused
from core.accountability.register import Proposed
from core.words import Words
from dashboards import data, stores, windows
from dashboards.accountability import writing
from dashboards.accountability.working import word
from dashboards.components import once, sure
from dashboards.components.once import Drawn
from db.session import Session


def block(by: Person) -> None:
    """Nothing for those who can't act on anybody."""
    if not access.may(by, HOLD) or by.area_code is None:
        return
    words = data.known_words(data.version())
    with st.container(key="card_desk_draft"):
        st.subheader(word("draft"), anchor=False)
        labels = catalogue.code_labels("action_kind")
        kind = st.selectbox(word("kind"), list(labels), key="accountability_kind", format_func=labels.__getitem__)
        drawn = once.drawn(f"draft_{kind}")
        form(drawn, kinds.rules()[kind], words, by, _bodies(words, by), None)


def form(
    drawn: Drawn,
    rule: KindRule,
    words: Words,
    by: Person,
    bodies: dict[tuple[str, str | None], str],
    proposal: Proposed | None,
) -> None:
    """The fields of an act of that kind; what is usual for it stands in them already."""
    with st.form(f"draft_form_{drawn.token}", border=False):
        told = _fields(drawn, rule, bodies)
        sent = st.form_submit_button(word("send"), key=drawn.key("send"), type="primary")
    asked = rule.is_notice and sure.asked(drawn)
    if sent and told["body"] is None:
        st.error(word("no_body"))
    if not (sent or asked) or told["body"] is None:
        return
    try:
        wanted = _wanted(rule, told)
    except InvalidOperation:
        st.error(catalogue.say("accountability.refused.bad_points"))
        return
    waits = wanted.effect != "none"
    name = {"kind": catalogue.label("action_kind", rule.kind), "body": bodies[told["body"]]}
    said = catalogue.say(f"accountability.desk.{'waits' if waits else 'begun'}", **name)
    do = partial(writing.do, drawn, partial(_write, wanted, proposal, by), said, by)
    if rule.is_notice:
        _ask(drawn, wanted, name, do, by, sent=sent)
    else:
        do()


def _ask(drawn: Drawn, wanted: Wanted, name: dict[str, str], do: Callable[[], None], by: Person, *, sent: bool) -> None:
    """A notice has a number that no other will ever have: what it will be is shown before it is issued."""
    office = Office(data.area_tree(data.version()), working_days.of_office(stores.records()))
    try:
        drafting.ready(wanted)
        with stores.records().reading() as session:
            number, due = notices.foreseen(session, office, wanted.kind, wanted.answer_days, by=by)
    except Refused as refused:
        st.error(refused.told)
        return
    if sent:
        windows.open_named(sure.name(drawn))
    told = {"number": number, "due": due, "days": wanted.answer_days, **name}
    said = [catalogue.say(f"accountability.desk.foreseen_{line}", **told) for line in ("number", "body", "due", "note")]
    sure.window(drawn, catalogue.say("accountability.desk.issue_sure", **name), said, do)


def _write(wanted: Wanted, proposal: Proposed | None, by: Person, session: Session, office: Office) -> object:
    if proposal is None:
        return drafting.draft(session, office, wanted, by=by)
    return proposing.accept(session, office, Seen(proposal.id, proposal.version), wanted, by=by)


def _fields(drawn: Drawn, rule: KindRule, bodies: dict[tuple[str, str | None], str]) -> dict[str, Any]:
    shown = {key: name for key, name in bodies.items() if rule.level is None or key[1] is None}
    left, right = st.columns(2)
    told: dict[str, Any] = {}
    with left:
        told["body"] = st.selectbox(
            word("body"), list(shown), index=0 if len(shown) == 1 else None, key=drawn.key("body"),
            format_func=shown.__getitem__, placeholder=word("body_none"),
        )  # fmt: skip
        told["basis"] = _choice(drawn, "basis", "action_basis")
        told["reference"] = st.text_input(
            catalogue.say("accountability.field.reference"), key=drawn.key("reference"), max_chars=120
        )
    with right:
        if rule.is_notice:
            told["answer_days"] = st.number_input(
                word("answer_days"), 1, 60, rule.answer_days or 5, key=drawn.key("days"), help=word("answer_days_help")
            )
        else:
            told |= _length(drawn, rule)
    if rule.is_notice:
        for name in ("facts", "demands"):
            label = catalogue.say(f"accountability.field.{name}")
            told[name] = st.text_area(label, key=drawn.key(name), max_chars=2000, height=130)
    return told


def _length(drawn: Drawn, rule: KindRule) -> dict[str, Any]:
    today = clock.today()
    last = today + drafting.AHEAD
    told: dict[str, Any] = {}
    told["starts_on"] = st.date_input(
        word("starts_on"), today, key=drawn.key("starts_on"), format="YYYY-MM-DD", max_value=last
    )
    usual = rule.usual_end(today)
    told["ends_on"] = st.date_input(word("ends_on"), usual, key=drawn.key("ends_on"), format="YYYY-MM-DD")
    told["lift_condition"] = _choice(drawn, "condition", "lift_condition", rule.lift_condition)
    effects = ("none", "bonus") if rule.is_award else ("none", "deduction", "no_award", "veto")
    labels = catalogue.code_labels("action_effect")
    usual_effect = effects.index(rule.effect)
    told["effect"] = st.selectbox(
        word("effect"), effects, index=usual_effect, key=drawn.key("effect"), format_func=labels.__getitem__
    )
    points = "" if rule.points is None else f"{rule.points:g}"
    told["points"] = st.text_input(
        word("points"), points, key=drawn.key("points"), help=word("points_help"), max_chars=6
    )
    return told


def _choice(drawn: Drawn, name: str, code_list: str, usual: str = "") -> str:
    labels = catalogue.code_labels(code_list)
    at = list(labels).index(usual) if usual else 0
    return st.selectbox(word(name), list(labels), index=at, key=drawn.key(name), format_func=labels.__getitem__)


def _wanted(rule: KindRule, told: dict[str, Any]) -> Wanted:
    area, unit = told["body"]
    shared = {"kind": rule.kind, "area_code": area, "unit_code": unit, "basis": told["basis"]}
    shared["reference"] = told["reference"]
    if rule.is_notice:
        letter = {name: told[name] for name in ("facts", "demands", "answer_days")}
        return Wanted(**shared, starts_on=clock.today(), lift_condition=rule.lift_condition, **letter)
    pointed = kinds.needs_points(told["effect"]) and told["points"].strip()
    return Wanted(
        **shared,
        **{name: told[name] for name in ("starts_on", "ends_on", "lift_condition", "effect")},
        effect_points=Decimal(told["points"].strip()) if pointed else None,
    )


def _bodies(words: Words, by: Person) -> dict[tuple[str, str | None], str]:
    """The places below the person's own, from the counties down to the townships, and the units in all of them."""
    own = by.area_code or ""
    places = [area.code for area in words.areas.below(own) if area.code != own and area.level in ("county", "township")]
    found: dict[tuple[str, str | None], str] = {(code, None): case_tables.place(words, code) for code in places}
    for code, (name, area) in register.units(stores.records(), by).items():
        found[area, code] = f"{case_tables.place(words, area)} {name}"
    return found
